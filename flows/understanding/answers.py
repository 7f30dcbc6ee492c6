"""Yes, no and the other answers to the question that was asked, from one language's view.

Order of trust: the digits that our texts offer; a clear first word; words that answer this very
question ("9 grado" to school, "nadie me pega" to safety); any yes or no; words of not knowing.
Dangers and needs answer some questions too, but that is decided where everything is known (reader).
"""

import re
from dataclasses import dataclass

from flows.understanding.lexicon import Lexicon, View
from flows.understanding.negation import is_negated
from flows.understanding.normalise import SENTENCE_END, ascii_digits
from flows.understanding.patterns import Match
from flows.vocabulary import Answer, Question

REASSURING = frozenset({Question.SAFETY, Question.HEALTH})
"""Questions to which "no, todo bien" is a yes."""

_PLAIN = frozenset({Answer.WRONG_PERSON, Answer.DECLINE, Answer.LATER})
"""Answers that nothing else in the reply needs to confirm."""

BUSY = "answer.busy"
"""Words that put us off only where nobody agreed first: "at work", "wait", "driving"."""

SHORT_LATER, SHORT_BUSY = 10, 4
"""Words of a reply in which "later" or "at work" answers another question than "now?"."""

SHORT_ECHO = 8
"""Words of a reply whose last word may be its answer."""

_DIGIT = re.compile(r"^\W*(?:n(?:o|um)?\.?\s*)?([0-9])\W*$")


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer with the words that gave it; `sure` when it was said first or in this question's words."""

    answer: Answer
    match: Match | None
    sure: bool = True


def lone_digit(text: str) -> int | None:
    """The digit that is all there is in a reply, or None."""
    found = _DIGIT.match(ascii_digits(text))
    return int(found[1]) if found else None


def digit_answer(text: str, question: Question) -> Answer | None:
    """The meaning of a lone digit (see the table in docs/readings.md), or None when it is not one."""
    digit = lone_digit(text)
    if digit is None:
        return None
    if digit == 1 and question not in (Question.NONE, Question.COURT_DATE):
        return Answer.YES
    if digit == 2 and question not in (Question.NONE, Question.COURT_DATE):
        return Answer.LATER if question is Question.CONSENT else Answer.NO
    return Answer.OTHER


def find_answer(view: View, lexicon: Lexicon, question: Question) -> Heard | None:
    """The answer as far as the words alone tell it; None when they do not."""
    special = _special(view, question)
    polarity = _polarity(view, lexicon, question)
    if special is None or polarity is None:
        return special or polarity
    return special if _outweighs(special, polarity, view, question) else polarity


def _outweighs(special: Heard, polarity: Heard, view: View, question: Question) -> bool:
    """Whether "later", "wrong number" and the like count although a yes or no was said too."""
    agreed = polarity.answer is Answer.YES and _said_first(polarity, view)
    if special.answer is Answer.WRONG_PERSON:
        return not agreed
    if special.answer is Answer.LATER:
        weak = special.match is not None and special.match.label == BUSY
        return question is Question.CONSENT and not (agreed and weak)
    if special.answer is Answer.DECLINE:
        return polarity.answer is Answer.NO
    if special.answer is Answer.QUESTION:
        return bool(view.tokens) and view.tokens[-1].asks and not agreed
    if special.answer is Answer.UNSURE:
        return not _settles(polarity, special, view)
    return special.answer is Answer.OTHER and question is Question.COURT_DATE


def _said_first(heard: Heard, view: View) -> bool:
    return heard.match is not None and heard.sure and heard.match.first <= _opening(view)


def _settles(polarity: Heard, unsure: Heard, view: View) -> bool:
    """Whether a yes or no stands beside "mas o menos" or "no se" on its own feet."""
    if polarity.match is None or unsure.match is None:
        return True
    overlap = polarity.match.first < unsure.match.last and unsure.match.first < polarity.match.last
    if overlap:
        longer = polarity.match.last - polarity.match.first > unsure.match.last - unsure.match.first
        return longer or polarity.match.label.startswith("asked.")
    return polarity.sure


def _special(view: View, question: Question) -> Heard | None:
    asked = f"asked.{question.value}"
    for label, answer in (
        ("answer.wrong_person", Answer.WRONG_PERSON),
        (f"{asked}.other", Answer.OTHER),
        ("answer.decline", Answer.DECLINE),
        (f"{asked}.unsure", Answer.UNSURE),
        ("answer.unsure", Answer.UNSURE),
        (f"{asked}.later", Answer.LATER),
        ("answer.later", Answer.LATER),
        (BUSY, Answer.LATER),
        ("answer.question", Answer.QUESTION),
    ):
        found = view.get(label)
        if found and _counts(found[0], answer, view, question):
            return Heard(answer, found[0], sure=label.startswith("asked.") or answer in _PLAIN)
    return None


def _counts(match: Match, answer: Answer, view: View, question: Question) -> bool:
    """A question must be asked; "later" answers "now?", and other questions only in a short reply."""
    if answer is Answer.QUESTION:
        return _asks(match, view)
    if answer is Answer.LATER and question is not Question.CONSENT:
        limit = SHORT_BUSY if match.label == BUSY else SHORT_LATER
        return len(view.words) <= limit
    return True


def _asks(match: Match, view: View) -> bool:
    """A question is marked, or its words come first."""
    return any(token.asks for token in view.tokens) or _opening(view) >= match.first


def _opening(view: View) -> int:
    """The first word after greetings and fillers."""
    at = 0
    moved = True
    while moved and at < len(view.words):
        moved = False
        if view.words[at] == SENTENCE_END:
            at, moved = at + 1, True
        for match in view.get("answer.filler"):
            if match.first == at and match.last < len(view.words):
                at, moved = match.last, True
                break
    return at


def _first_word(view: View, lexicon: Lexicon) -> Heard | None:
    """A yes or no at the very beginning, and whether it stands alone."""
    at = _opening(view)
    leading = [
        (match, answer)
        for label, answer in (("answer.yes", Answer.YES), ("answer.no", Answer.NO))
        for match in view.get(label)
        if match.first == at
    ]
    if not leading:
        return None
    match, answer = max(leading, key=lambda pair: pair[0].last)
    following = view.words[match.last] if match.last < len(view.words) else SENTENCE_END
    alone = view.pause_after(match.last - 1) or following in lexicon.subjects or following in lexicon.joints
    if answer is Answer.YES and following in lexicon.negators and not view.pause_after(match.last - 1):
        alone = match.last - match.first > 1
    elif (
        answer is Answer.YES
        or match.last - match.first > 1
        or view.words[match.first] not in lexicon.negators
    ):
        alone = True
    return Heard(answer, match, sure=alone)


def _asked(view: View, question: Question) -> list[Heard]:
    """Words that answer this question, in order; a longer match hides those inside it."""
    found = [
        Heard(answer, match)
        for answer in (Answer.YES, Answer.NO)
        for match in view.get(f"asked.{question.value}.{answer.value}")
    ]
    kept = [h for h in found if not any(_hides(o, h) for o in found)]
    return sorted(kept, key=lambda h: h.match.first if h.match else 0)


def _hides(other: Heard, this: Heard) -> bool:
    if other is this or other.match is None or this.match is None:
        return False
    return (
        other.match.first <= this.match.first
        and other.match.last >= this.match.last
        and other.match.last - other.match.first > this.match.last - this.match.first
    )


def _polarity(view: View, lexicon: Lexicon, question: Question) -> Heard | None:
    if question is Question.NONE:
        return None
    first = _first_word(view, lexicon)
    asked = [h for h in _asked(view, question) if not _denied(h, view, lexicon)]
    around = [h for h in asked if first is not None and _hides(h, first)]
    if around:
        return around[0]
    if first is not None and first.sure:
        return _weigh(first, asked, question)
    if asked:
        return _last_word(asked, view, lexicon)
    if first is not None:
        return Heard(first.answer, first.match, sure=first.answer is Answer.NO)
    return _anywhere(view)


def _denied(heard: Heard, view: View, lexicon: Lexicon) -> bool:
    """`vivo con mi tio` inside `no vivo con mi tio` says nothing, nor does `me grita` after `nadie`."""
    if heard.match is None:
        return False
    if heard.answer is not Answer.YES:
        return is_negated(heard.match, view, lexicon)
    if (
        view.words[heard.match.last : heard.match.last + 1]
        and view.words[heard.match.last] in lexicon.late_negators
    ):
        return True
    before = heard.match.first - 1
    if before < 0:
        return False
    return view.words[before] in lexicon.negators and not view.tokens[view.origin[before]].pause


def _weigh(first: Heard, asked: list[Heard], question: Question) -> Heard:
    """A clear first word stands, except where "no" only begins a reassurance."""
    yes = [h for h in asked if h.answer is Answer.YES]
    no = [h for h in asked if h.answer is Answer.NO]
    if first.answer is Answer.NO and question in REASSURING and yes and not no:
        return yes[0]
    if first.answer is Answer.NO and question is Question.CONSENT and yes:
        return yes[0]
    return first


def _last_word(asked: list[Heard], view: View, lexicon: Lexicon) -> Heard:
    """Of two opposite answers the one after "but" counts, else the first."""
    if len({h.answer for h in asked}) == 1:
        return asked[0]
    turn = max((m.last for m in view.get("answer.but")), default=0)
    later = [h for h in asked if h.match and h.match.first >= turn] if turn else []
    return later[0] if later else asked[0]


def _anywhere(view: View) -> Heard | None:
    """A yes or no at the end of a short reply: "en la casa si"."""
    if len(view.words) > SHORT_ECHO:
        return None
    for label, answer in (("answer.yes", Answer.YES), ("answer.no", Answer.NO)):
        for match in view.get(label):
            ends = match.last >= len(view.words) or view.pause_after(match.last - 1)
            if ends and (answer is Answer.YES or match.first == 0 or match.last >= len(view.words)):
                return Heard(answer, match, sure=False)
    return None
