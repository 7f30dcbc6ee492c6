"""Every column of an import file: whose it is, when it must be filled, how it is read, what it means.

docs/import.md is generated from this table.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from bot.importing import values as v
from bot.importing import zones
from flows.vocabulary import Channel, Level, PhoneOwner, Role, SponsorCategory


class Of(StrEnum):
    """Whose a column is: rows of one case agree on `case`, rows of one person agree on `person`."""

    CASE = "case"
    PERSON = "person"
    MEMBER = "person in the case"


class Needed(StrEnum):
    """When a cell must be filled."""

    ALWAYS = "yes"
    CHILD = "for a child"
    SPONSOR = "for a sponsor"
    NO = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. An empty cell reads as `empty`; otherwise `parse` reads it or raises BadValue."""

    name: str
    of: Of
    needed: Needed
    parse: Callable[[str], Any]
    doc: str
    empty: Any = None


def _case(
    name: str, parse: Callable[[str], Any], doc: str, needed: Needed = Needed.NO, empty: Any = None
) -> Column:
    return Column(name, Of.CASE, needed, parse, doc, empty)


def _person(
    name: str, parse: Callable[[str], Any], doc: str, needed: Needed = Needed.NO, empty: Any = None
) -> Column:
    return Column(name, Of.PERSON, needed, parse, doc, empty)


def _member(name: str, parse: Callable[[str], Any], doc: str, needed: Needed = Needed.NO) -> Column:
    return Column(name, Of.MEMBER, needed, parse, doc)


COLUMNS: Final[tuple[Column, ...]] = (
    _case("case_number", v.reference, "Your number of the case; up to 60 characters.", Needed.ALWAYS),
    _case("release_date", v.iso_day, "Day of release, `2026-03-02`.", Needed.ALWAYS),
    _case("referral_accepted_on", v.iso_day, "Day on which you accepted the referral."),
    _case("level", v.one_of(Level), "`1`, `2` or `3`; empty is 1.", empty=Level.ONE),
    _case("tvpra", v.yes_no, "`yes` when the home study was TVPRA-mandated.", empty=False),
    _case("special_6_2_11", v.yes_no, "`yes` for a child with the needs of section 6.2.11.", empty=False),
    _case(
        "bridge_level_one",
        v.yes_no,
        "`yes` when Level One bridges the wait for Level Two, Three or TVPRA services.",
        empty=False,
    ),
    _case("state", zones.state, "State of the sponsor's home, two letters.", Needed.ALWAYS),
    _case("zip", v.zip_code, "ZIP code of that home; the time zone comes from it.", Needed.ALWAYS),
    _case("time_zone", zones.time_zone, "IANA zone, only where the ZIP code's is wrong or missing."),
    _case("court_date", v.iso_day, "Next immigration court date on file; compared, never texted."),
    _case("caseworker", v.email, "E-mail address of the caseworker."),
    _person("person_id", v.reference, "Your id of the person, the same in every case.", Needed.ALWAYS),
    _member("role", v.one_of(Role), "`child`, `sponsor` or `alternate`.", Needed.ALWAYS),
    _person("first_name", v.short_text(80), "For staff only; never texted.", Needed.ALWAYS),
    _person("language", v.language, "BCP 47: `es`, `en`, `pt-BR`, `quc`, `mam`.", Needed.ALWAYS),
    _person("birth_date", v.iso_day, "Day of birth.", Needed.CHILD),
    _member("sponsor_category", v.one_of(SponsorCategory), "`1`, `2A`, `2B` or `3`.", Needed.SPONSOR),
    _member("relationship", v.short_text(80), "Relationship to the child, in words."),
    _person("phone", v.phone, "Number with country code; empty means calls are arranged by staff."),
    _person(
        "phone_owner",
        v.one_of(PhoneOwner),
        "`own`, `other` (outside the household), `household` or `sponsor`. "
        "Empty is `household` for a child and `own` for others.",
    ),
    _person("channel", v.one_of(Channel), "`sms`, `whatsapp` or `voice`; empty is sms.", empty=Channel.SMS),
    _person("interpreter_language", v.language, "Language for calls, when it is another one."),
    _person(
        "safe_hours", v.safe_hours, "When texts are safe: `Mon-Fri 17:00-20:00; Sat 10:00-18:00`, local time."
    ),
    _member(
        "child_label",
        v.short_text(30),
        "How this person's texts call the child; never a name. Empty is a neutral word.",
    ),
    _person("permission_on", v.iso_day, "Day on which permission to text was given; empty means none."),
    _person("permission_by", v.short_text(200), "Who took the permission, and how."),
    _person("check_word", v.agreed_word, "One neutral word, agreed by voice, by which the person is known."),
    _person("distress_word", v.agreed_word, "One innocent word that calls for help; not the check word."),
    _person("identity_question", v.short_text(160), "A question agreed on instead of a check word."),
    _person("identity_answer", v.short_text(80), "Its answer."),
    _person("notice_version", v.short_text(60), "Version of the privacy notice that was explained (6.8.5)."),
    _person("voluntary_said_on", v.iso_day, "Day on which it was said that taking part is a choice (6.1)."),
)

NAMES: Final = tuple(column.name for column in COLUMNS)


def describe_columns() -> str:
    """The table of columns as Markdown, for docs/import.md."""
    lines = ["| column | of | required | meaning |", "| --- | --- | --- | --- |"]
    lines += [f"| `{c.name}` | {c.of.value} | {c.needed.value} | {c.doc} |" for c in COLUMNS]
    return "\n".join(lines) + "\n"
