"""The form of an enrolment as it was typed: every field checked, all problems at once."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.desk.codes import known
from bot.desk.enrolment import child_name, member_of, too_young
from bot.desk.viewer import Viewer
from bot.enrolment import Enrolment, Said, Word, enrol
from bot.importing import values as v
from bot.reaching import Reach
from bot.runtime import Work
from bot.spoken_texts import spoken_text
from flows.understanding import understand
from flows.vocabulary import (
    Answer,
    Channel,
    PermissionBy,
    PermissionHow,
    PhoneOwner,
    Question,
    Role,
    SpokenKind,
    Urgency,
)
from storage.models import CasePerson, Person
from storage.queries import caseload

_Value = TypeVar("_Value")
LONGEST_LABEL = 30
TEXTED = (Channel.SMS, Channel.WHATSAPP)


class Wrong(StrEnum):
    """What is wrong with a field; the page says the remedy at the field."""

    LANGUAGE = "language"
    CHOICE_MISSING = "choice_missing"
    DAY = "day"
    TOO_YOUNG = "too_young"
    PHONE = "phone"
    WORD = "word"
    WORD_SAYS_SOMETHING = "word_says_something"
    SAME_WORDS = "same_words"
    HALF_A_QUESTION = "half_a_question"
    TOO_LONG = "too_long"
    SAFE_HOURS = "safe_hours"
    NAMES_THE_CHILD = "names_the_child"
    SAME_LABEL = "same_label"
    TEXT_CHANGED = "text_changed"


class EnrolmentProblem(ValueError):
    """An enrolment cannot be kept as it was typed; nothing has changed. `wrong`: by field."""

    def __init__(self, wrong: Mapping[str, Wrong]) -> None:
        super().__init__(", ".join(f"{name}: {code}" for name, code in wrong.items()))
        self.wrong = wrong


@dataclass(frozen=True, slots=True)
class Typed:
    """The fields as they came. `labels`: by case id; `said`: by kind, version and language as shown."""

    fields: Mapping[str, str]
    labels: Mapping[str, str] = field(default_factory=dict)
    said: Mapping[SpokenKind, str] = field(default_factory=dict)

    def get(self, name: str) -> str:
        """A field without spaces around it; empty when it is missing."""
        return self.fields.get(name, "").strip()


def save_enrolment(
    work: Work, viewer: Viewer, case_id: uuid.UUID, person_id: uuid.UUID, typed: Typed
) -> None:
    """Check everything, and keep it. Raises EnrolmentProblem, NotHere outside the caseload."""
    member = member_of(work, viewer, case_id, person_id)
    form = _Form(work, viewer, member, typed)
    agreed = form.read()
    if form.wrong:
        raise EnrolmentProblem(form.wrong)
    enrol(work, viewer, person_id, agreed)


class _Form:
    """Reads one form; every problem is kept at its field."""

    def __init__(self, work: Work, viewer: Viewer, member: CasePerson, typed: Typed) -> None:
        self.wrong: dict[str, Wrong] = {}
        self._work, self._viewer, self._member, self._typed = work, viewer, member, typed
        self._today = work.now.astimezone(ZoneInfo(member.case.time_zone)).date()

    def read(self) -> Enrolment:
        """What the form says; of no use while anything is wrong."""
        get = self._typed.get
        language = self._parsed("language", v.language, Wrong.LANGUAGE) or self._member.person.language
        check, distress = self._words(language)
        question, answer = self._question()
        return Enrolment(
            language=language,
            interpreter_language=self._parsed("interpreter", v.language, Wrong.LANGUAGE) or "",
            cannot_text=get("cannot_text") == "1",
            word=self._word(),
            reach=self._reach(),
            check_word=check,
            distress_word=distress,
            identity_question=question,
            identity_answer=answer,
            safe_hours=self._parsed("safe_hours", v.safe_hours, Wrong.SAFE_HOURS) or "",
            labels=self._labels(),
            said=self._said(),
        )

    def _parsed(self, name: str, parse: Callable[[str], _Value], code: Wrong) -> _Value | None:
        given = self._typed.get(name)
        if not given:
            return None
        try:
            return parse(given)
        except v.BadValue:
            self.wrong[name] = code
            return None

    def _one(self, name: str, kind: type[_Value]) -> _Value | None:
        found = known(kind, [self._typed.get(name)])  # type: ignore[type-var]
        if not found:
            self.wrong[name] = Wrong.CHOICE_MISSING
            return None
        return found[0]

    def _word(self) -> Word | None:
        """Yes or no to texts, with who said so, how, and on which day; None while it was not asked."""
        given = self._typed.get("permission")
        if given not in ("yes", "no"):
            return None
        if given == "yes" and too_young(self._work, self._member, self._today):
            self.wrong["permission"] = Wrong.TOO_YOUNG
        by, how = self._one("permission_by", PermissionBy), self._one("permission_how", PermissionHow)
        on = self._parsed("permission_on", v.iso_day, Wrong.DAY)
        if on is None or on > self._today:
            self.wrong["permission_on"] = Wrong.DAY
        return Word(given == "yes", by, how, on) if by and how and on else None

    def _reach(self) -> Reach | None:
        number = self._parsed("phone", v.phone, Wrong.PHONE)
        if number is None:
            return None if "phone" in self.wrong else Reach(None, PhoneOwner.OWN, Channel.SMS)
        owner, channel = self._one("owner", PhoneOwner), self._one("channel", Channel)
        if owner is None or channel is None:
            return None
        also = next((c for c in TEXTED if c is not channel), None) if channel in TEXTED else None
        also = also if self._typed.get("also") == "1" else None
        return Reach(number, owner, channel, also, confirmed=self._typed.get("confirmed") == "1")

    def _words(self, language: str) -> tuple[str | None, str | None]:
        """The agreed words that were typed; an empty field keeps what is agreed."""
        found = {name: self._agreed(name, language) for name in ("check_word", "distress_word")}
        check = found["check_word"] or self._stored("check_word")
        distress = found["distress_word"] or self._stored("distress_word")
        if check and distress and v.fold(check) == v.fold(distress):
            self.wrong["distress_word" if found["distress_word"] else "check_word"] = Wrong.SAME_WORDS
        return found["check_word"], found["distress_word"]

    def _agreed(self, name: str, language: str) -> str | None:
        word = self._parsed(name, v.agreed_word, Wrong.WORD)
        if word and says_something(word, language, self._member.role, self._today):
            self.wrong[name] = Wrong.WORD_SAYS_SOMETHING
        return word

    def _stored(self, name: str) -> str | None:
        person: Person = self._member.person
        sealed = getattr(person, f"{name}_sealed")
        return self._work.vault.open_optional(person.data_key_id, name, sealed)

    def _question(self) -> tuple[str | None, str | None]:
        question = self._parsed("question", v.short_text(160), Wrong.TOO_LONG)
        answer = self._parsed("answer", v.short_text(80), Wrong.TOO_LONG)
        if (question is None) != (answer is None) and not {"question", "answer"} & self.wrong.keys():
            self.wrong["answer" if question else "question"] = Wrong.HALF_A_QUESTION
        return question, answer

    def _labels(self) -> dict[uuid.UUID, str]:
        """The labels of a sponsor's children: no two alike, and none that names a child (6.8.5)."""
        if self._member.role is not Role.SPONSOR:
            return {}
        mine = {m.case_id: m.case for m in self._member.person.cases if m.role is Role.SPONSOR}
        names = {v.fold(name) for case in mine.values() if (name := child_name(self._work, case))}
        found: dict[uuid.UUID, str] = {}
        for case_id in mine:
            if not self._sees(case_id):
                continue
            label = " ".join(self._typed.labels.get(str(case_id), "").split())
            if str(case_id) not in self._typed.labels:
                continue
            name = f"label-{case_id}"
            if len(label) > LONGEST_LABEL:
                self.wrong[name] = Wrong.TOO_LONG
            elif names & set(v.fold(label).split()):
                self.wrong[name] = Wrong.NAMES_THE_CHILD
            elif label and v.fold(label) in {v.fold(other) for other in found.values()}:
                self.wrong[name] = Wrong.SAME_LABEL
            found[case_id] = label
        return found

    def _sees(self, case_id: uuid.UUID) -> bool:
        work = self._work
        return caseload.find_case(work.session, self._viewer.scope(work), work.now, case_id) is not None

    def _said(self) -> tuple[Said, ...]:
        """What was ticked, if it is still the text that lay before the caseworker."""
        found = []
        for kind, shown in self._typed.said.items():
            text = spoken_text(kind, self._member.person.language)
            if shown != f"{text.version} {text.language}":
                self.wrong[f"said-{kind}"] = Wrong.TEXT_CHANGED
            found.append(Said(kind, text.version, text.language))
        return tuple(found)


def says_something(word: str, language: str, role: Role, today: dt.date) -> bool:
    """Whether a word would be read as an answer, a command, a need or a cry for help."""
    reading = understand(word, lang=language, role=role, question=Question.SAFETY, sent_on=today)
    plain = reading.answer is Answer.OTHER and reading.urgency is Urgency.NONE
    return not plain or bool(reading.commands or reading.concerns or reading.needs)
