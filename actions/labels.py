"""Words that stand inside cards and lists, where a response of domain.yml cannot reach."""

from __future__ import annotations

_LABELS: dict[str, dict[str, str]] = {
    "online": {"en": "online", "hi": "ऑनलाइन", "ne": "अनलाइन", "fa": "آنلاین"},
    "any_pandit": {
        "en": "any pandit",
        "hi": "कोई भी पंडित",
        "ne": "जुनसुकै पण्डित",
        "fa": "هر پاندیت",
    },
    "book": {"en": "Book", "hi": "बुक करें", "ne": "बुक गर्नुहोस्", "fa": "رزرو"},
    "view": {"en": "View", "hi": "देखें", "ne": "हेर्नुहोस्", "fa": "دیدن"},
    "minutes": {"en": "{} minutes", "hi": "{} मिनट", "ne": "{} मिनेट", "fa": "{} دقیقه"},
    "sold_out": {
        "en": "sold out",
        "hi": "अभी उपलब्ध नहीं",
        "ne": "अहिले उपलब्ध छैन",
        "fa": "ناموجود",
    },
    # of a booking
    "requested": {
        "en": "waiting for confirmation",
        "hi": "पुष्टि की प्रतीक्षा में",
        "ne": "पुष्टिको पर्खाइमा",
        "fa": "در انتظار تأیید",
    },
    "confirmed": {"en": "confirmed", "hi": "पक्की", "ne": "पक्का", "fa": "تأییدشده"},
    "completed": {"en": "completed", "hi": "पूरी हुई", "ne": "सम्पन्न", "fa": "انجام‌شده"},
    "cancelled": {"en": "cancelled", "hi": "रद्द", "ne": "रद्द", "fa": "لغوشده"},
    # of an order
    "placed": {"en": "placed", "hi": "दर्ज", "ne": "दर्ता भयो", "fa": "ثبت‌شده"},
    "packed": {"en": "packed", "hi": "पैक हो गया", "ne": "प्याक भयो", "fa": "بسته‌بندی‌شده"},
    "shipped": {"en": "on its way", "hi": "रास्ते में", "ne": "बाटोमा", "fa": "در راه"},
    "delivered": {"en": "delivered", "hi": "पहुँच गया", "ne": "पुग्यो", "fa": "تحویل‌شده"},
    "returned": {"en": "returned", "hi": "वापस", "ne": "फिर्ता", "fa": "برگشت‌داده‌شده"},
}


def label(name: str, language: str) -> str:
    """The word in the language of the conversation; in English where there is none."""
    words = _LABELS[name]
    return words.get(language, words["en"])
