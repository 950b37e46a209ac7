"""The words people tell a time with, by language: data only, see `connectors.domain.when`.

A new language adds its words to the lists. A phrase of several words wins over its parts. Words
are compared after folding: lower case, one form of each letter, digits of any script alike.
Leave out what is also the name of a god, a planet or a person (sun, mangal, shani, ravi).
"""

from __future__ import annotations

DAYS = {
    0: "today | aaj | आज | aja | امروز",
    1: "tomorrow | tmrw | tomorow | tommorow | tommorrow | kal | कल | bholi | भोलि | فردا",
    2: "day after tomorrow | the day after tomorrow | day after tmrw | parson | parso | परसों"
    " | परसो | parsi | पर्सि | پس فردا",
    -1: "yesterday | beeta kal | हिजो | hijo | دیروز",
}
"""Days from today."""

WEEKDAYS = {
    0: "monday | mon | somvar | somwar | somvaar | सोमवार | sombar | सोमबार | دوشنبه | دو شنبه",
    1: "tuesday | tue | tues | mangalvar | mangalwar | मंगलवार | mangalbar | मंगलबार | मङ्गलबार"
    " | سه شنبه | سهشنبه",
    2: "wednesday | budhvar | budhwar | बुधवार | budhabar | बुधबार | چهارشنبه | چهار شنبه",
    3: "thursday | thu | thur | thurs | guruvar | guruwar | गुरुवार | bihibar | बिहीबार"
    " | बिहिबार | बृहस्पतिवार | پنجشنبه | پنج شنبه",
    4: "friday | fri | shukravar | shukrawar | shukrvar | शुक्रवार | sukrabar | शुक्रबार | جمعه",
    5: "saturday | weekend | shanivar | shaniwar | शनिवार | sanibar | shanibar | शनिबार | شنبه",
    6: "sunday | ravivar | raviwar | itwar | रविवार | इतवार | aaitabar | aitabar | आइतबार"
    " | یکشنبه | یک شنبه",
}
"""Monday is 0."""

SHORT_WEEKDAYS = {2: "wed", 5: "sat", 6: "sun"}
"""Read as a day only beside "next" or "this"."""

PARTS = {
    "dawn": "early morning | dawn | brahma muhurta | brahma muhurat | भोर | सवेरे | سحر",
    "morning": "morning | subah | savere | सुबह | bihana | bihan | बिहान | بامداد | صبح",
    "noon": "noon | midday | dopahar | दोपहर | madhyanna | मध्याह्न | ظهر",
    "afternoon": "afternoon | diuso | diunso | दिउँसो | بعد از ظهر | بعدازظهر",
    "evening": "evening | shaam | sham | sandhya kaal | शाम | सायं | sanjha | saanjha | साँझ"
    " | beluka | बेलुका | عصر | غروب",
    "night": "night | raat | rat ko | रात | raati | राति | شب",
}

TONIGHT = "tonight | aaj raat | आज रात | امشب"
NOW = "now | right now | right away | immediately | abhi | अभी | ahile | अहिले | الان | اکنون"

UNITS = {
    "minute": "minute | minutes | min | mins | minat | मिनट | मिनेट | دقیقه",
    "hour": "hour | hours | hr | hrs | ghante | ghanta | घंटे | घंटा | घण्टे | घण्टा",
    "day": "day | days | din | dino | dinon | दिन | दिनों | روز",
    "week": "week | weeks | hafte | hafta | haftey | हफ्ते | हफ़्ते | सप्ताह | saptah | हप्ता | هفته",
    "month": "month | months | mahine | mahina | महीने | महीना | महिना | ماه",
}

NEXT = "next | agle | agla | agli | अगले | अगला | अगली | arko | अर्को | بعد | بعدی"
COMING = (
    "this | coming | upcoming | is | iss | इस | aane wale | आने वाले | आगामी | aaudo | aundo"
    " | आउँदो | yo | यो | آینده | این"
)
IN = "in | within | after"
LATER = "later | from now | from today | hence | baad | ke baad | बाद | के बाद | pachi | पछि | دیگر"
AT = "at | by | around | about"
OCLOCK = "o clock | oclock | baje | bje | बजे | baje tira | बजेतिर | ساعت"
AM = "am | a m"
PM = "pm | p m"
ORDINAL = "st | nd | rd | th | tarikh | तारीख | तारिख"
GLUE = "on | the | of | for | date | ko | को | ki | की | mein | में | ma | मा | در"

FRACTIONS = {
    30: "half past | sadhe | saadhe | साढ़े | साढे",
    15: "quarter past | sava | sawa | सवा",
    -15: "quarter to | paune | pone | पौने",
}
"""Minutes added to the hour that follows."""

HALF_AFTER = "و نیم"

NOT_TIMES = (
    "kal sarp | kal sarpa | kal bhairav | kal bhairava | कल सर्प | good morning | good evening"
    " | good afternoon | good night | shubh sandhya | शुभ प्रभात | صبح بخیر | شب بخیر"
    " | عصر بخیر"
)
"""Phrases that hold a word of time and tell none."""

MONTHS = {
    1: "january | jan | janvari | जनवरी | ژانویه",
    2: "february | feb | farvari | फरवरी | फ़रवरी | फेब्रुअरी | فوریه",
    3: "march | mar | मार्च | مارس",
    4: "april | apr | अप्रैल | अप्रिल | آوریل",
    5: "may | mai | मई | मे | مه",
    6: "june | jun | जून | जुन | ژوئن",
    7: "july | jul | julai | जुलाई | ژوئیه | جولای",
    8: "august | aug | agast | अगस्त | अगस्ट | اوت | آگوست",
    9: "september | sep | sept | sitambar | सितंबर | सितम्बर | सेप्टेम्बर | سپتامبر",
    10: "october | oct | aktubar | अक्टूबर | अक्टोबर | اکتبر",
    11: "november | nov | navambar | नवंबर | नवम्बर | नोभेम्बर | نوامبر",
    12: "december | dec | disambar | दिसंबर | दिसम्बर | डिसेम्बर | دسامبر",
}

NUMBERS = {
    1: "one | a | an | first | ek | एक | یک",
    2: "two | second | do | दो | dui | दुई | دو",
    3: "three | third | teen | तीन | tin | سه",
    4: "four | char | chaar | चार | چهار",
    5: "five | paanch | panch | पांच | पाँच | پنج",
    6: "six | chhah | chhe | छह | छः | छ | شش",
    7: "seven | saat | सात | هفت",
    8: "eight | aath | आठ | هشت",
    9: "nine | nau | नौ | نه",
    10: "ten | das | दस | ده",
    11: "eleven | gyarah | ग्यारह | eghara | एघार | یازده",
    12: "twelve | barah | बारह | bahra | बाह्र | دوازده",
}
