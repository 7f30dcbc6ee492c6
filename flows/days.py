"""A calendar day written out as a family would write it, in the language of the text that names it.

The names of months are those of CLDR (Babel), the numbers those of the telephone. CLDR lends Haitian
Creole the names of French; its own stand here, as do the orders in which a day is really written.
"""

import datetime as dt
from collections.abc import Sequence

from babel import Locale
from babel.dates import format_date, format_skeleton

PLACES = ("first", "second")
"""The placeholders of a text that names two days, earlier first."""

_MONTHS_HT = (
    "janvye", "fevriye", "mas", "avril", "me", "jen",
    "jiyè", "out", "septanm", "oktòb", "novanm", "desanm",
)  # fmt: skip
_PATTERNS = {
    "fa-AF": ("d MMMM", "d MMMM y"),
    "pa": ("d MMMM", "d MMMM y"),
    "ps": ("'د' MMMM d", "'د' y 'کال د' MMMM d"),
}
"""Without and with the year, where CLDR has no order of its own that people write."""
_FIRST_OF_MONTH = {"fr": "1er", "pt": "1º", "ht": "premye"}


def written_out(days: Sequence[dt.date], language: str) -> dict[str, str]:
    """The parameters `first` and `second` of a text; empty for none. The year only where it differs."""
    with_year = len({day.year for day in days}) > 1
    return {
        place: in_words(day, language, with_year=with_year) for place, day in zip(PLACES, days, strict=False)
    }


def in_words(day: dt.date, language: str, *, with_year: bool) -> str:
    """One day, as "March 4" or "4 de marzo". `language`: BCP 47, one that has texts."""
    if language == "ht":
        words = f"{day.day} {_MONTHS_HT[day.month - 1]}" + (f" {day.year}" if with_year else "")
    else:
        words = _by_locale(day, language, with_year=with_year)
    if day.day == 1 and language in _FIRST_OF_MONTH:
        words = words.replace("1", _FIRST_OF_MONTH[language], 1)
    return words.replace("\N{NARROW NO-BREAK SPACE}", " ")


def _by_locale(day: dt.date, language: str, *, with_year: bool) -> str:
    locale = Locale.parse(language, sep="-")
    if language in _PATTERNS:
        return format_date(day, _PATTERNS[language][with_year], locale=locale)
    if with_year:
        return format_date(day, "long", locale=locale)
    return format_skeleton("MMMMd", day, locale=locale)
