"""The words of enrolment: what is missing, what is wrong with a field, and what to do about it."""

from collections.abc import Mapping

from bot.desk.enrolment import Missing
from bot.desk.enrolment_form import Wrong
from bot.importing.languages import ALSO_SPOKEN
from bot.web.console import words
from flows.texts import Catalogue
from flows.vocabulary import Channel, PermissionBy, PermissionHow, PhoneOwner, Role, SpokenKind

MISSING: Mapping[Missing, str] = {
    Missing.PRIVACY: "say how information is shared",
    Missing.CHOICE: "say that taking part is a choice",
    Missing.PERMISSION: "ask whether we may text",
    Missing.PHONE: "a phone number",
    Missing.WORD: "a check word",
    Missing.LABEL: "what to call each child",
}

WRONG: Mapping[Wrong, str] = {
    Wrong.LANGUAGE: "This is no language that we know: choose one from the list.",
    Wrong.CHOICE_MISSING: "Choose one of these.",
    Wrong.DAY: "Enter the day on which they said it: today or earlier.",
    Wrong.TOO_YOUNG: "A child of this age is never texted. Leave this open: a person rings instead.",
    Wrong.PHONE: "No such number can exist. Write it with its country code, such as +1 202 555 0143.",
    Wrong.WORD: (
        "Agree on one everyday word of three letters or more that nobody says by chance, such as sunflower "
        "or mariposa."
    ),
    Wrong.WORD_SAYS_SOMETHING: (
        "The machine would read this word as an answer, a command or a need. Agree on one that says nothing, "
        "such as sunflower or mariposa."
    ),
    Wrong.SAME_WORDS: "Check word and distress word must differ: agree on another.",
    Wrong.HALF_A_QUESTION: "A question needs its answer, and an answer its question.",
    Wrong.TOO_LONG: "This is too long: make it shorter.",
    Wrong.SAFE_HOURS: "Write the hours like this: Mon-Fri 17:00-20:00; Sat 10:00-18:00",
    Wrong.NAMES_THE_CHILD: "A text may not hold a child’s name: agree on a label, such as “your niece”.",
    Wrong.SAME_LABEL: "Two children have the same label: say which is which, such as “the older one”.",
    Wrong.TEXT_CHANGED: "The text has changed since this page was opened. Say the new one, then tick it.",
}

SPOKEN: Mapping[SpokenKind, str] = {
    SpokenKind.PRIVACY: "How information is shared",
    SpokenKind.CHOICE: "Taking part is a choice",
}

BY: Mapping[PermissionBy, str] = {
    PermissionBy.SELF: "The person",
    PermissionBy.SPONSOR: "The sponsor",
    PermissionBy.GUARDIAN: "A parent or legal guardian who is not the sponsor",
}

HOW: Mapping[PermissionHow, str] = {
    PermissionHow.SPOKEN: "Spoken, by phone or in person",
    PermissionHow.WRITTEN: "In writing",
}

OWNERS: Mapping[Role, Mapping[PhoneOwner, str]] = {
    Role.CHILD: {
        PhoneOwner.OWN: "The child’s own phone",
        PhoneOwner.OTHER: "A phone outside the household that the child may use alone",
        PhoneOwner.HOUSEHOLD: "Shared in the household: the child is called, not texted",
        PhoneOwner.SPONSOR: "The sponsor’s phone: the child is called, not texted",
    },
    Role.SPONSOR: {
        PhoneOwner.OWN: "The sponsor’s own phone",
        PhoneOwner.HOUSEHOLD: "Shared in the household",
        PhoneOwner.OTHER: "A phone outside the household",
    },
}

CHANNEL: Mapping[Channel, str] = {
    Channel.SMS: "Text messages (SMS)",
    Channel.WHATSAPP: "WhatsApp",
    Channel.VOICE: "Calls only",
}


def languages(texts: Catalogue, *others: str | None) -> list[tuple[str, str]]:
    """Languages to choose from, by their English names: with texts, of the region, and those on file."""
    tags = {*texts.languages, *ALSO_SPOKEN, "quc", *(tag for tag in others if tag)}
    return sorted(((tag, words.language(tag)) for tag in tags), key=lambda pair: pair[1].casefold())
