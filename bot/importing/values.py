"""From the text of one cell to a value; each failure says what is wrong and what to write instead.

Messages name no person: what stands in a cell about a person is never repeated in them.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from difflib import get_close_matches
from enum import StrEnum
from typing import Final

import phonenumbers

from bot.importing.languages import canonical_language, suggest_language
from flows.policy.hours import HoursError, parse_safe_hours

_ISO_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_EMAIL: Final = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")
_REFERENCE: Final = re.compile(r"\S(?:.{0,58}\S)?")
_ZIP: Final = re.compile(r"\d{5}(?:-\d{4})?")
_INVENTED: Final = re.compile(r"\+1\d{3}55501\d{2}")
_OLDEST: Final = dt.date(1900, 1, 1)
SHORTEST_WORD: Final = 3
LONGEST_WORD: Final = 30

_ORDINARY: Final = """
    yes yeah yep no nope not ok okay stop quit end cancel unsubscribe start unstop help info later call
    who wrong good fine safe danger police emergency hello thanks what none test
    si sii sip nop bien bueno alto basta parar cancelar ayuda despues luego llamame llamar quien
    equivocado segura seguro peligro policia emergencia hola gracias que nada
    sim nao pare ajuda depois quem perigo oi obrigado
    oui non arret aide danger bonjour merci wi rete ede mesi bonjou
"""

NOT_NEUTRAL: Final = frozenset(_ORDINARY.split())
"""Words that are said in ordinary replies, folded: as check or distress words they would be met by chance."""


class BadValue(ValueError):
    """A cell that cannot be used: what is wrong, and the remedy."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


def iso_day(text: str) -> dt.date:
    """A calendar day written YYYY-MM-DD."""
    remedy = "write year-month-day, such as 2026-03-02"
    if not _ISO_DAY.fullmatch(text):
        raise BadValue("this is not a date in ISO form", remedy)
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise BadValue("there is no such day in the calendar", remedy) from None
    if day < _OLDEST:
        raise BadValue("the year is before 1900", remedy)
    return day


def yes_no(text: str) -> bool:
    """yes or no, in any case of letters."""
    if text.lower() not in ("yes", "no"):
        raise BadValue(f"{text!r} is neither yes nor no", "write yes or no")
    return text.lower() == "yes"


def one_of(kind: type[StrEnum]) -> Callable[[str], StrEnum]:
    """A parser for the codes of an enum, in any case of letters."""
    codes = {member.value.casefold(): member for member in kind}

    def parse(text: str) -> StrEnum:
        if text.casefold() not in codes:
            allowed = ", ".join(member.value for member in kind)
            raise BadValue(f"{text!r} is not allowed here", f"write one of: {allowed}")
        return codes[text.casefold()]

    return parse


def reference(text: str) -> str:
    """A case number or person id of the provider: up to 60 characters."""
    if not _REFERENCE.fullmatch(text):
        raise BadValue("this has more than 60 characters", "write the short number of your own records")
    return text


def short_text(longest: int) -> Callable[[str], str]:
    """A parser for free text of at most `longest` characters."""

    def parse(text: str) -> str:
        if len(text) > longest:
            raise BadValue(f"this has {len(text)} characters", f"write at most {longest}")
        return text

    return parse


def zip_code(text: str) -> str:
    """Five digits, or ZIP+4."""
    if not _ZIP.fullmatch(text):
        raise BadValue(
            f"{text!r} is no ZIP code",
            "write five digits, such as 00901; spreadsheets drop zeros, so format the column as text",
        )
    return text


def email(text: str) -> str:
    """An e-mail address, in small letters."""
    if not _EMAIL.fullmatch(text) or len(text) > 254:
        raise BadValue(f"{text!r} is no e-mail address", "write it like name@example.org")
    return text.lower()


def language(text: str) -> str:
    """A BCP 47 code in canonical letters."""
    code = canonical_language(text)
    if code is None:
        meant = suggest_language(text)
        remedy = f"write {meant}" if meant else "write a BCP 47 code, such as es, pt-BR, quc or mam"
        raise BadValue(f"{text!r} is no known language code", remedy)
    return code


def phone(text: str) -> str:
    """A telephone number as E.164; without a country code it is read as one of the United States.

    The numbers 555-0100 to 555-0199 are kept for invented people and accepted in every area code.
    """
    remedy = "write it with country code, such as +12025550143; format the column as text"
    try:
        number = phonenumbers.parse(text, "US")
    except phonenumbers.NumberParseException:
        raise BadValue("this is no telephone number", remedy) from None
    if number.extension:
        raise BadValue("a number with an extension cannot receive texts", "write the direct number")
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    invented = _INVENTED.fullmatch(e164) and phonenumbers.is_possible_number(number)
    if not invented and not phonenumbers.is_valid_number(number):
        raise BadValue("no such telephone number can exist", remedy)
    return e164


def safe_hours(text: str) -> str:
    """Hours of the week as the policy reads them; kept as written."""
    try:
        parse_safe_hours(text)
    except HoursError as wrong:
        raise BadValue(str(wrong), "write for example Mon-Fri 17:00-20:00; Sat 10:00-18:00") from None
    return text


def agreed_word(text: str) -> str:
    """A check or distress word: one neutral word of 3 to 30 letters that nobody says by chance."""
    remedy = "agree on one everyday word that is no answer, such as sunflower or mariposa"
    if len(text.split()) != 1:
        raise BadValue("this is more than one word", remedy)
    letters = fold(text)
    if not all(unicodedata.category(c)[0] in "LM" or c in "'’-" for c in text) or not letters:
        raise BadValue("a word may hold only letters", remedy)
    if len(letters) > LONGEST_WORD or (letters.isascii() and len(letters) < SHORTEST_WORD):
        raise BadValue("the word is too short or too long", remedy)
    if letters in NOT_NEUTRAL:
        raise BadValue("this word is said in ordinary replies", remedy)
    return text


def fold(text: str) -> str:
    """Small letters without accents, for comparing words."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c)).strip()


def nearest(written: str, known: list[str]) -> str | None:
    """The known name that looks most like what was written."""
    close = get_close_matches(written.casefold(), known, n=1, cutoff=0.6)
    return close[0] if close else None
