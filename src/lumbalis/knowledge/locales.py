"""How a language writes numbers and days: plural classes, decimal commas, names of months."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

LANGUAGES = ("en", "ru", "uk")
"""The languages of the texts, the reference first."""

PLURALS: Mapping[str, tuple[str, ...]] = {
    "en": ("one", "other"),
    "ru": ("one", "few", "many", "other"),
    "uk": ("one", "few", "many", "other"),
}
"""The plural classes of each language (Unicode CLDR, cardinal)."""

_DECIMAL_MARK = {"en": ".", "ru": ",", "uk": ","}
_DATE = {
    "en": "{day} {month} {year}",
    "ru": "{day} {month} {year} г.",
    "uk": "{day} {month} {year} р.",
}
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
}
_MOST_DECIMALS = 6


def plural_class(language: str, number: float) -> str:
    """Name the plural class a number asks for, by the Unicode CLDR cardinal rules."""
    return _PLURAL_RULES[language](abs(number))


def _english(number: float) -> str:
    return "one" if number == 1 else "other"


def _east_slavic(number: float) -> str:
    if number != int(number):
        return "other"
    tens, ones = divmod(int(number) % 100, 10)
    if tens == 1 or ones == 0 or ones > 4:  # noqa: PLR2004 - the rule's own numbers
        return "many"
    return "one" if ones == 1 else "few"


_PLURAL_RULES: Mapping[str, Callable[[float], str]] = {
    "en": _english,
    "ru": _east_slavic,
    "uk": _east_slavic,
}


def format_number(language: str, number: float) -> str:
    """Write a number without needless zeros and with the language's decimal mark."""
    written = f"{float(number):.{_MOST_DECIMALS}f}".rstrip("0").rstrip(".")
    return written.replace("-", "\N{MINUS SIGN}").replace(".", _DECIMAL_MARK[language])


def format_date(language: str, day: date) -> str:
    """Write a day with the name of its month: 22 November 2026."""
    month = _MONTHS[language].split()[day.month - 1]
    return _DATE[language].format(day=day.day, month=month, year=day.year)


def format_datetime(language: str, moment: datetime) -> str:
    """Write a moment on its own clock: 22 November 2026, 10:00."""
    return f"{format_date(language, moment)}, {moment:%H:%M}"


def format_clock(seconds: int) -> str:
    """Write a time since the start of a session as mm:ss, in every language the same."""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes:02d}:{rest:02d}"
