"""The words people tell a time with, by language: data only, see `connectors.domain.when`.

A new language adds its words to the lists. A phrase of several words wins over its parts. Words
are compared after folding: lower case, one form of each letter, digits of any script alike.
Leave out what is also the name of a god, a planet or a person (sun, mangal, shani, ravi).
"""

from __future__ import annotations

DAYS = {
    0: "today | aaj | आज | aja | aaja | امروز",
    1: "tomorrow | tmrw | tomorow | tommorow | tommorrow | kal | कल | bholi | भोलि | भोली | فردا",
    2: "day after tomorrow | the day after tomorrow | day after tmrw | parson | parso | परसों"
    " | परसो | parsi | पर्सि | पर्सी | پس فردا",
    -1: "yesterday | beeta kal | बीता कल | हिजो | hijo | دیروز",
}
"""Days from today."""

WEEKDAYS = {
    0: "monday | mon | somvar | somwar | somvaar | सोमवार | sombar | सोमबार | دوشنبه | دو شنبه",
    1: "tuesday | tue | tues | mangalvar | mangalwar | mangalvaar | मंगलवार | मङ्गलवार"
    " | mangalbar | मंगलबार | मङ्गलबार"
    " | سه شنبه | سهشنبه",
    2: "wednesday | budhvar | budhwar | budhvaar | बुधवार | budhabar | budhbar | बुधबार"
    " | چهارشنبه | چهار شنبه",
    3: "thursday | thu | thur | thurs | guruvar | guruwar | guruvaar | गुरुवार | गुरूवार"
    " | veervar | veerwar"
    " | वीरवार | brihaspativar | bihibar | बिहीबार"
    " | बिहिबार | बिहीवार | बृहस्पतिवार | پنجشنبه | پنج شنبه",
    4: "friday | fri | shukravar | shukrawar | shukravaar | shukrvar | शुक्रवार | sukrabar"
    " | shukrabar | sukrbar | शुक्रबार | جمعه",
    5: "saturday | weekend | shanivar | shaniwar | shanivaar | shanichar | शनिवार | शनिचर"
    " | sanibar | shanibar | शनिबार | شنبه",
    6: "sunday | ravivar | raviwar | ravivaar | itwar | itvaar | रविवार | इतवार | aaitabar"
    " | aitabar"
    " | aaitbar | aitbar | आइतबार | आईतबार | आइतवार"
    " | یکشنبه | یک شنبه",
}
"""Monday is 0."""

SHORT_WEEKDAYS = {2: "wed", 5: "sat", 6: "sun"}
"""Read as a day only beside "next" or "this"."""

PARTS = {
    "dawn": "early morning | dawn | brahma muhurta | brahma muhurat | भोर | तड़के | tadke | सवेरे"
    " | झिसमिसे | jhismise | سحر | صبح زود",
    "morning": "morning | subah | savere | saberai | सबेरै | सुबह | bihana | bihan"
    " | बिहान | بامداد | صبح",
    "noon": "noon | midday | dopahar | dopehar | dupahar | दोपहर | madhyanna | मध्याह्न | ظهر",
    "afternoon": "afternoon | दोपहर बाद | dopahar baad | diuso | diunso | दिउँसो | بعد از ظهر"
    " | بعدازظهر",
    "evening": "evening | shaam | sham | sandhya kaal | शाम | सायं | sanjha | saanjha | साँझ"
    " | beluka | बेलुका | beluki | बेलुकी | sanjh | सांझ | साँझपख | عصر | غروب",
    "night": "night | raat | rat ko | रात | raati | राति | rati | شب",
}

TONIGHT = "tonight | aaj raat | आज रात | aaja rati | आज राति | امشب"
NOW = (
    "now | right now | right away | immediately | abhi | अभी | ahile | अहिले | الان | اکنون"
    " | همین الان | همین حالا"
)

UNITS = {
    "minute": "minute | minutes | min | mins | minat | मिनट | मिनेट | دقیقه",
    "hour": "hour | hours | hr | hrs | ghante | ghanta | घंटे | घंटा | घण्टे | घण्टा",
    "day": "day | days | din | dino | dinon | दिन | दिनों | روز",
    "week": "week | weeks | hafte | hafta | haftey | हफ्ते | हफ़्ते | हफ्ता | हफ़्ता | सप्ताह"
    " | saptah | hapta"
    " | हप्ता | هفته",
    "month": "month | months | mahine | mahina | महीने | महीना | महिना | ماه",
}

NEXT = "next | agle | agla | agli | अगले | अगला | अगली | arko | aarko | अर्को | بعد | بعدی"
COMING = (
    "this | coming | upcoming | is | iss | isi | इस | इसी | aane wale | aanewale | आने वाले"
    " | aagami"
    " | आगामी | aaudo | aundo | audo | aune | आउँदो | आउने | yo | yahi | यो | यही | آینده | این"
)
IN = "in | within | after | aaj se | ab se | आज से | अब से | आजबाट | aaja bata"
LATER = (
    "later | from now | from today | hence | baad | ke baad | बाद | के बाद | pachi | pachhi | पछि"
    " | دیگر | دیگه | دیرتر"
)
AT = "at | by | around | about"
OCLOCK = "o clock | oclock | baje | bje | बजे | baje tira | बजेतिर | ساعت | نه ساعت"
"""The last is "no, at": "نه" is "nine", too."""
AM = "am | a m"
PM = "pm | p m"
ORDINAL = "st | nd | rd | th | tarikh | tareekh | तारीख | तारिख | ام"
NEPALI_DAY = "gate | गते"
"""After the number of a day in a month of Nepal."""
GLUE = (
    "on | the | of | for | date | ko | को | ka | का | ki | की | ke | के | mein | me | में | ma | मा"
    " | lai | लाई | dekhi | देखि | samma | सम्म | tira | तिर | در"
)
YEAR = "साल | saal | sal | सन् | سال"
"""Beside the number of a year."""

FRACTIONS = {
    30: "half past | sadhe | saadhe | साढ़े | साढे",
    15: "quarter past | sava | sawa | सवा",
    -15: "quarter to | paune | pone | पौने",
}
"""Minutes added to the hour that follows."""

CLOCKS = {"1:30": "डेढ़ | डेढ | dedh | deid", "2:30": "ढाई | अढाई | dhai | adhai", "6:00": "छ बजे"}
"""Times of the clock in words of their own: Nepali "छ" is six before "बजे", and "is" elsewhere."""

HALF_AFTER = "و نیم"

NOT = "not | can t | cant | cannot | don t | dont | except | other than"
"""Before what is not meant."""

BUT = (
    "but | no | instead | rather | sorry | actually | i mean | make it | can it be | could it be"
    " | how about | what about | nahi | nahin | nhi | नहीं | नही | balki | बल्कि | ki jagah | की जगह"
    " | hoina | haina | होइन | हैन | mildaina | मिल्दैन | baru | बरु | ko satta | को सट्टा | को सट्टामा"
    " | نمی شود | نمیشود | نمی شه | نمیشه | نمی توانم | نمیتوانم | نمی تونم | نمیتونم | نیست"
    " | نباشد | نباشه | بلکه | به جای | به جاش | ببخشید"
)
"""Between what was said wrongly and what is meant."""

NOT_TIMES = (
    "kal sarp | kal sarpa | kal bhairav | kal bhairava | कल सर्प | good morning | good evening"
    " | good afternoon | good night | shubh sandhya | शुभ संध्या | शुभ साँझ | शुभ रात्रि"
    " | शुभ रात्री"
    " | शुभ बिहानी | शुभ प्रभात | subha sandhya | subha bihani | صبح بخیر | شب بخیر | عصر بخیر"
    " | یک روز دیگر | یک روز دیگه | ظهر بخیر | شب خوش | मलाई कल | कल गर्नुस् | कल गर्नुहोस्"
    " | कल गरिदिनुस् | कल गर्नु | कल गरेर | कल करो"
    " | कल कर | कल करें | कल करके | कल कीजिए | कल बैक"
)
"""Phrases that hold a word of time and tell none."""

MONTHS = {
    "gregorian": {
        1: "january | jan | janvari | जनवरी | ژانویه",
        2: "february | feb | farvari | फरवरी | फ़रवरी | फेब्रुअरी | فوریه",
        3: "march | mar | मार्च | مارس",
        4: "april | apr | अप्रैल | अप्रिल | آوریل",
        5: "may | mai | मई | मे | مه",
        6: "june | jun | जून | जुन | ژوئن",
        7: "july | jul | julai | जुलाई | ژوئیه | جولای",
        8: "august | aug | agast | अगस्त | अगस्ट | اوت | آگوست",
        9: "september | sep | sept | sitambar | सितंबर | सितम्बर | सेप्टेम्बर | سپتامبر",
        10: "october | oct | aktubar | अक्टूबर | अक्तूबर | अक्टोबर | اکتبر",
        11: "november | nov | navambar | नवंबर | नवम्बर | नोभेम्बर | نوامبر",
        12: "december | dec | disambar | दिसंबर | दिसम्बर | डिसेम्बर | دسامبر",
    },
    "bikram": {
        1: "baisakh | baishakh | बैशाख | बैसाख | वैशाख",
        2: "jeth | jestha | जेठ | ज्येष्ठ",
        3: "asar | ashadh | असार | आषाढ",
        4: "saun | shrawan | साउन | श्रावण",
        5: "bhadau | bhadra | भदौ | भाद्र",
        6: "asoj | ashwin | असोज | आश्विन",
        7: "kartik | kattik | कात्तिक | कार्तिक",
        8: "mangsir | mansir | मंसिर | मङ्सिर",
        9: "pus | poush | paush | पुस | पौष",
        10: "magh | माघ",
        11: "fagun | falgun | phagun | फागुन | फाल्गुन",
        12: "chait | chaitra | चैत | चैत्र",
    },
    "iranian": {
        1: "farvardin | فروردین",
        2: "ordibehesht | اردیبهشت",
        3: "khordad | خرداد",
        4: "tir | تیر",
        5: "mordad | مرداد",
        6: "shahrivar | شهریور",
        7: "mehr | مهر",
        8: "aban | آبان",
        9: "azar | آذر",
        10: "dey | دی",
        11: "bahman | بهمن",
        12: "esfand | اسفند",
    },
}
"""By calendar of `connectors.domain.calendars`; read as months beside a number only."""

MONTHS_AFTER_A_DAY = {5: "मे"}
"""Nepali, after a day or between the year and the day; elsewhere a misspelt में, "in"."""

NUMBERS = {
    1: "one | a | an | first | ek | एक | یک | یکم | اول",
    2: "two | second | do | दो | dui | दुई | دو | دوم",
    3: "three | third | teen | तीन | tin | سه | سوم",
    4: "four | char | chaar | चार | چهار | چهارم",
    5: "five | paanch | panch | पांच | पाँच | پنج | پنجم",
    6: "six | chhah | chhe | छह | छः | شش | ششم",
    7: "seven | saat | सात | هفت | هفتم",
    8: "eight | aath | आठ | هشت | هشتم",
    9: "nine | nau | नौ | نه | نهم",
    10: "ten | das | दस | दश | ده | دهم",
    11: "eleven | gyarah | ग्यारह | eghara | एघार | یازده | یازدهم",
    12: "twelve | barah | बारह | bahra | बाह्र | دوازده | دوازدهم",
    13: "thirteen | terah | तेरह | tehra | तेह्र | سیزده | سیزدهم",
    14: "fourteen | chaudah | चौदह | chaudha | चौध | چهارده | چهاردهم",
    15: "fifteen | pandrah | पंद्रह | पन्द्रह | pandhra | पन्ध्र | پانزده | پانزدهم | پونزده",
    16: "sixteen | solah | सोलह | sohra | सोह्र | شانزده | شانزدهم | شونزده",
    17: "seventeen | satrah | सत्रह | satra | सत्र | هفده | هفدهم",
    18: "eighteen | atharah | अठारह | athara | अठार | هجده | هجدهم | هیجده",
    19: "nineteen | unnis | उन्नीस | unnais | उन्नाइस | نوزده | نوزدهم",
    20: "twenty | bees | बीस | बिस | بیست | بیستم",
    21: "ikkis | इक्कीस | ekkais | एक्काइस | بیست و یک | بیست و یکم",
    22: "bais | बाईस | बाइस | بیست و دو | بیست و دوم",
    23: "teis | तेईस | तेइस | بیست و سه | بیست و سوم",
    24: "chaubis | चौबीस | चौबिस | بیست و چهار | بیست و چهارم",
    25: "pachchis | pachis | पच्चीस | पच्चिस | بیست و پنج | بیست و پنجم",
    26: "chhabbis | छब्बीस | छब्बिस | بیست و شش | بیست و ششم",
    27: "sattais | सत्ताईस | सत्ताइस | بیست و هفت | بیست و هفتم",
    28: "atthais | अट्ठाईस | अट्ठाइस | अठाइस | بیست و هشت | بیست و هشتم",
    29: "untis | उनतीस | उनन्तीस | بیست و نه | بیست و نهم",
    30: "thirty | tees | तीस | तिस | سی | سی ام",
    31: "ikattis | इकतीस | एकतीस | سی و یک | سی و یکم",
}
