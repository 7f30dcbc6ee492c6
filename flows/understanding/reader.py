"""What the word lists find in one reply, put together.

Danger screening runs first and on every language that the reply may be written in; commands are
found beside it; the answer is what the words say, and where they say none, what the dangers, needs
and dates say. What follows from it all is decided in flows.understanding.decide.
"""

import datetime as dt
from dataclasses import dataclass

from flows.reading import AlsoAnswered, Evidence
from flows.understanding.answers import Heard, digit_answer, find_answer
from flows.understanding.commands import Commands, find_commands
from flows.understanding.concerns import Dangers, Finding, find_dangers
from flows.understanding.dates import FoundDate, find_numeric
from flows.understanding.language import detect
from flows.understanding.lexicon import Lexicon, View, languages, lexicon
from flows.understanding.needs import NeedFound, find_needs
from flows.understanding.negation import is_negated
from flows.understanding.normalise import SENTENCE_END, tokens
from flows.understanding.review import Signs, may_review, must_review, unknown_words
from flows.understanding.worded import find_worded, is_corrected, names_calendar, names_month
from flows.vocabulary import (
    READING_QUESTIONS,
    Answer,
    Command,
    Concern,
    Need,
    Question,
)

NOT_SAFE = frozenset(Concern) - {Concern.MEDIA_ATTENTION, Concern.CRIMINAL_ACTIVITY, Concern.FRAUD}
"""Dangers that answer "do you feel safe?" with no, when no answer was said."""

_GONE = frozenset({
    Concern.ABANDONMENT, Concern.MISSING, Concern.PLACEMENT_DISRUPTION, Concern.CRIMINAL_ACTIVITY,
    Concern.MEDICAL_EMERGENCY, Concern.SELF_HARM,
})  # fmt: skip
_UNWELL = frozenset({
    Concern.MEDICAL_EMERGENCY, Concern.SELF_HARM, Concern.PHYSICAL_ABUSE, Concern.LABOR_TRAFFICKING,
    Concern.SEX_TRAFFICKING, Concern.NEGLECT, Concern.BEHAVIOR_INCIDENT, Concern.ABANDONMENT,
})  # fmt: skip
_KEPT_HOME = frozenset(Concern) - {Concern.MEDIA_ATTENTION, Concern.FRAUD, Concern.SEXUAL_ABUSE}

SAYS_NO = {
    Question.RESIDENCE: _GONE,
    Question.HEALTH: _UNWELL,
    Question.SAFETY: NOT_SAFE,
    Question.SCHOOL_ENROLLED: _KEPT_HOME,
    Question.SCHOOL_ATTENDING: _KEPT_HOME,
}
"""Dangers that answer a question with no, where no word answered it."""

NAMING = 2
"""Words that make a reply to the question of support a wish."""

_SCHOOL = frozenset({Question.SCHOOL_ENROLLED, Question.SCHOOL_ATTENDING})
A_FEW = 3
"""Words that say more about a date than "yes" or a name."""

_ANYTIME = frozenset({Command.HELP, Command.START, Command.LANGUAGE, Command.CALL_ME})


@dataclass(frozen=True, slots=True)
class Rules:
    """The findings of the word lists. `certain`: a lone digit or a plain opt-out, which nothing outvotes.

    `must_review`: a friend in danger, somebody who reads along, or a language that nothing here reads.
    `may_review`: words that hint at danger, or that no list knows.
    """

    question: Question
    answer: Answer
    certain: bool
    date: FoundDate | None
    also: tuple[AlsoAnswered, ...]
    codes: frozenset[Concern]
    emergency: bool
    needs: frozenset[Need]
    said_needs: frozenset[Need]
    must_review: bool
    may_review: bool
    signs: Signs
    language: str
    evidence: tuple[Evidence, ...]
    commands: frozenset[Command]
    wanted_language: str | None


@dataclass(frozen=True, slots=True)
class _Heard:
    """Everything that was found in one reply, before it is weighed."""

    text: str
    question: Question
    sent_on: dt.date
    language: str
    views: tuple[tuple[View, Lexicon], ...]
    dangers: tuple[Dangers, ...]
    commands: Commands
    needs: tuple[NeedFound, ...]
    date: FoundDate | None
    said: Heard | None
    said_in: View | None

    @property
    def findings(self) -> list[Finding]:
        return [f for d in self.dangers for f in d.findings]


def hear_rules(
    text: str, *, lang: str, question: Question, sent_on: dt.date, prior: str | None = None
) -> Rules:
    """What the word lists find in one reply, before the statistical layer is heard."""
    if question not in READING_QUESTIONS:
        raise ValueError(f"understand reads no replies to {question.value!r}")
    heard = _hear(text, lang, question, sent_on, prior or lang)
    answer, evidence = _answer(heard)
    signs = _signs(heard, answer)
    return Rules(
        question=question,
        answer=answer,
        certain=_certain(heard, answer, evidence),
        date=heard.date if question is Question.COURT_DATE else None,
        also=_also(heard, answer),
        codes=frozenset(f.code for f in heard.findings),
        emergency=any(f.emergency for f in heard.findings),
        needs=frozenset(n.code for n in heard.needs),
        said_needs=frozenset(n.code for n in heard.needs if n.said),
        must_review=must_review(signs),
        may_review=may_review(signs),
        signs=signs,
        language=heard.language,
        evidence=_all_evidence(heard, evidence),
        commands=heard.commands.found,
        wanted_language=heard.commands.wanted_language,
    )


def _certain(heard: _Heard, answer: Answer, evidence: Evidence | None) -> bool:
    """A lone digit, a plain opt-out, or a command instead of an answer: nothing outvotes these."""
    if evidence is not None and evidence.rule == "digit":
        return True
    return Command.STOP in heard.commands.found or (
        answer is Answer.OTHER and bool(heard.commands.found & _ANYTIME)
    )


def _hear(text: str, lang: str, question: Question, sent_on: dt.date, prior: str) -> _Heard:
    found_tokens = tokens(text)
    language = detect(text, found_tokens, prior)
    order = _order(text, language, prior, lang)
    views = tuple((lexicon(code).view(found_tokens), lexicon(code)) for code in order)
    commands = _merge([find_commands(view, lex) for view, lex in views])
    said, said_in = _said(views, question)
    return _Heard(
        text=text,
        question=question,
        sent_on=sent_on,
        language=language,
        views=views,
        dangers=tuple(find_dangers(view, lex) for view, lex in views),
        commands=commands,
        needs=tuple(n for view, lex in views for n in find_needs(view, lex, question)),
        date=_date(text, views, sent_on, language) if question in _DATED else None,
        said=said,
        said_in=said_in,
    )


def _order(text: str, language: str, prior: str, lang: str) -> list[str]:
    """Whose lists read the reply: the detected language's first; English and Spanish where letters allow."""
    latin = any(char.isascii() and char.isalpha() for char in text)
    always = ("en", "es") if latin else ()
    wanted = [code for code in dict.fromkeys((language, prior, lang, *always)) if code in languages()]
    return wanted or ["en"]


_DATED = frozenset({Question.COURT_DATE, Question.COURT_AWARE})


def _merge(all_commands: list[Commands]) -> Commands:
    wanted = next((c.wanted_language for c in all_commands if c.wanted_language), None)
    return Commands(
        frozenset().union(*(c.found for c in all_commands)),
        wanted,
        tuple(m for c in all_commands for m in c.matches),
    )


def _said(views: tuple[tuple[View, Lexicon], ...], question: Question) -> tuple[Heard | None, View | None]:
    """The answer in the first language that has one; an unsure one gives way to a sure one."""
    unsure: tuple[Heard | None, View | None] = (None, None)
    for view, lex in views:
        heard = find_answer(view, lex, question)
        if heard is not None and heard.sure:
            return heard, view
        if heard is not None and unsure[0] is None:
            unsure = heard, view
    return unsure


def _date(
    text: str, views: tuple[tuple[View, Lexicon], ...], sent_on: dt.date, language: str
) -> FoundDate | None:
    for view, lex in views:
        found = find_worded(view, lex, sent_on)
        if found and found.rule == "date:day_month":
            return found
    corrected = any(is_corrected(view, lex) for view, lex in views[:1])
    numeric = find_numeric(text, sent_on, language, corrected=corrected)
    if numeric:
        return numeric
    # Where the reply's own language names a month or weekday, no other may read days out of it.
    own = views[:1] if views and names_calendar(*views[0]) else views
    return next((f for view, lex in own if (f := find_worded(view, lex, sent_on))), None)


def _answer(heard: _Heard) -> tuple[Answer, Evidence | None]:
    """The answer to the question that was asked, and what gave it."""
    digit = digit_answer(heard.text, heard.question)
    if digit is not None:
        return digit, Evidence(digit.value, "digit", 0, len(heard.text))
    if Command.STOP in heard.commands.found:
        return Answer.STOP, None
    if heard.question is Question.NONE:
        return _unasked(heard), None
    answer = _court_date(heard) if heard.question is Question.COURT_DATE else _asked(heard)
    return answer, _answer_evidence(heard, answer)


def _unasked(heard: _Heard) -> Answer:
    if heard.said and heard.said.answer in (Answer.WRONG_PERSON, Answer.QUESTION):
        return heard.said.answer
    return Answer.QUESTION if _is_question(heard) else Answer.OTHER


def _is_question(heard: _Heard) -> bool:
    view = heard.views[0][0] if heard.views else None
    return bool(view and view.tokens and view.tokens[-1].asks and not heard.findings)


def _court_date(heard: _Heard) -> Answer:
    said = heard.said.answer if heard.said else None
    if said in (Answer.WRONG_PERSON,):
        return said
    closed = (
        heard.said is not None
        and heard.said.match is not None
        and "court_date.other" in heard.said.match.label
    )
    if closed:
        return Answer.OTHER
    if heard.date:
        return Answer.DATE
    if said in (Answer.LATER, Answer.DECLINE, Answer.QUESTION, Answer.UNSURE):
        return said
    if heard.commands.found & _ANYTIME:
        return Answer.OTHER
    if said is Answer.NO:
        return Answer.UNSURE
    if _is_question(heard):
        return Answer.QUESTION
    return Answer.UNSURE if _without_a_day(heard) else Answer.OTHER


def _without_a_day(heard: _Heard) -> bool:
    """Several words about the date, and no day in them: "in may", "my aunt has the paper"."""
    if any(names_month(view, lex) for view, lex in heard.views):
        return True
    return bool(heard.views) and len(heard.views[0][0].words) >= A_FEW and not heard.findings


def _asked(heard: _Heard) -> Answer:
    said = heard.said
    codes = {f.code for f in heard.findings}
    if _only_in_passing(heard, codes):
        return Answer.NO
    if said is not None and said.sure and said.answer not in (Answer.QUESTION, Answer.LATER):
        return said.answer
    if said is not None and said.answer is Answer.LATER and (heard.question is Question.CONSENT or not codes):
        return said.answer
    if heard.commands.found & _ANYTIME and (said is None or not said.sure) and not heard.needs:
        return Answer.OTHER
    implied = _implied(heard, codes)
    if implied is not None and (
        said is None or said.answer in (Answer.QUESTION, Answer.UNSURE, Answer.OTHER, Answer.LATER)
    ):
        return implied
    if said is not None:
        return said.answer
    if implied is not None:
        return implied
    return Answer.QUESTION if _is_question(heard) else Answer.OTHER


def _only_in_passing(heard: _Heard, codes: set[Concern]) -> bool:
    """A danger was told to the question of safety and a reassuring word only stands somewhere behind it."""
    said = heard.said
    if heard.question is not Question.SAFETY or not codes & NOT_SAFE or said is None or said.match is None:
        return False
    return said.answer is Answer.YES and said.match.label.startswith("asked.") and said.match.first > 0


def _implied(heard: _Heard, codes: set[Concern]) -> Answer | None:
    """What dangers, needs and dates say to a question that no word answered."""
    question, needs = heard.question, {n.code for n in heard.needs}
    if codes & SAYS_NO.get(question, frozenset()):
        return Answer.NO
    if question is Question.SAFETY and any(d.denied for d in heard.dangers):
        return Answer.YES
    if question is Question.HEALTH and Need.HEALTH in needs:
        return Answer.NO
    if question is Question.SUPPORT and (needs or codes or _names_something(heard)):
        return Answer.YES
    if question is Question.COURT_AWARE and heard.date:
        return Answer.YES
    if question in _SCHOOL and Need.SCHOOL in needs:
        return Answer.NO
    return None


def _names_something(heard: _Heard) -> bool:
    """Who answers "do you need help with anything?" in words, and refuses nothing, names a wish."""
    view, lex = heard.views[0] if heard.views else (None, None)
    if view is None or lex is None or _is_question(heard) or heard.said is not None:
        return False
    said = [word for word in view.words if word[:1].isalpha()]
    return len(said) >= NAMING and not any(word in lex.deniers for word in said)


def _answer_evidence(heard: _Heard, answer: Answer) -> Evidence | None:
    if answer is Answer.DATE and heard.date:
        return Evidence(answer.value, heard.date.rule, heard.date.start, heard.date.end)
    said, view = heard.said, heard.said_in
    if said is None or view is None or said.match is None or said.answer is not answer:
        return None
    start, end = view.span(said.match)
    return Evidence(answer.value, f"{view.language}:{said.match.label}:{said.match.source}", start, end)


def _watched(view: View, lex: Lexicon) -> bool:
    """Somebody reads along: "stop writing, he reads this"."""
    return any(not is_negated(match, view, lex) for match in view.get("watched"))


def _signs(heard: _Heard, answer: Answer) -> Signs:
    main = heard.views[0] if heard.views else None
    return Signs(
        answer=answer,
        language=heard.language,
        supported=heard.language in languages(),
        hints=sum(len(d.hints) for d in heard.dangers[:1]),
        denied=sum(d.denied for d in heard.dangers),
        friend=any(d.friend for d in heard.dangers),
        watched=any(_watched(view, lex) for view, lex in heard.views),
        unknown=min((unknown_words(v, lex) for v, lex in heard.views), default=0),
        words=sum(w != SENTENCE_END for w in main[0].words) if main else 0,
    )


def _also(heard: _Heard, answer: Answer) -> tuple[AlsoAnswered, ...]:
    if heard.question is Question.COURT_AWARE and answer is Answer.YES and heard.date:
        return (AlsoAnswered(Question.COURT_DATE, Answer.DATE, heard.date.day, heard.date.other),)
    return ()


def _all_evidence(heard: _Heard, answer: Evidence | None) -> tuple[Evidence, ...]:
    found = [answer] if answer else []
    if heard.question is Question.COURT_AWARE and heard.date:
        found.append(Evidence("court_date", heard.date.rule, heard.date.start, heard.date.end))
    found += [f.evidence for f in heard.findings] + [n.evidence for n in heard.needs]
    return tuple(dict.fromkeys(found))
