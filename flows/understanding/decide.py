"""What a reply means, all layers heard: rules, n-grams and, where installed, the second look.

Any layer can raise a danger, none can clear what another raised. Weights and thresholds stand in
the artefact's header; bot.training.stack chooses them on folds that no layer was trained on
(docs/readings-curves.md).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from flows.reading import Evidence, Reading
from flows.understanding.answers import lone_digit
from flows.understanding.learned import ANSWERS, QUESTIONS, Floats, Scores, Way, log_softmax
from flows.understanding.reader import Rules
from flows.vocabulary import Answer, Concern, Need, Question, Urgency

DANGER, EMERGENCY = "danger", "emergency"
BEST_COVERED = frozenset({"en", "es", "pt", "fr", "ht"})
NGRAMS, MEANING = "ngrams", "meaning"

ONLY_IN_WORDS = frozenset({Answer.STOP, Answer.WRONG_PERSON, Answer.DATE})
"""Answers that end a conversation for good, or name a day: never guessed ("he wont stop hitting me")."""

TOLD_BY_NO = frozenset(Question) - {Question.CONSENT, Question.SUPPORT, Question.NONE}
"""Questions to which "no" means that something is wrong or missing."""

FEW_WORDS = 2
"""With so few words and no answer among them, the layers must be surer than elsewhere."""

_SCHOOL = frozenset({Question.SCHOOL_ENROLLED, Question.SCHOOL_ATTENDING})


@dataclass(frozen=True, slots=True)
class Weighed:
    """Probabilities after weighing rules and scores together."""

    labels: dict[str, float]
    answers: dict[Answer, float]


@dataclass(frozen=True, slots=True)
class Seen:
    """One reply on its way to a reading: what was found, weighed, answered, and the limits that hold."""

    rules: Rules
    weighed: Weighed
    answer: Answer
    flagged: bool
    limits: dict[str, Any]

    def likely(self, name: str, least: float = 0.0) -> bool:
        """Whether a label reaches its limit, and `least`."""
        limit: float = max(least, self.limits["labels"][name])
        return self.weighed.labels[name] >= limit


def label_inputs(rules: Rules, scores: Scores) -> Floats:
    """What is weighed for the binary labels, a row each: scores, and what the rules found."""
    meaning = scores.meaning if scores.meaning is not None else 0.0
    named = {code.value for code in rules.codes} | {need.value for need in rules.needs}
    named |= {DANGER} if rules.codes else set()
    named |= {EMERGENCY} if rules.emergency else set()
    found = [name in named for name in scores.labels]
    others = 0.0 if rules.language in BEST_COVERED else 1.0
    columns = (
        scores.ngram, meaning, found, bool(rules.codes), rules.may_review,
        others, scores.ngram * others, meaning * others,
    )  # fmt: skip
    inputs = np.empty((len(scores.labels), len(columns)), dtype=np.float32)
    for place, column in enumerate(columns):
        inputs[:, place] = column
    return inputs


def answer_inputs(rules: Rules, scores: Scores) -> Floats:
    """What is weighed for the answer: both layers' log-probabilities, the rules' answer, the question."""
    said = np.array([rules.answer is answer for answer in ANSWERS], dtype=np.float32)
    shown = said * float(any(e.code == rules.answer.value for e in rules.evidence))
    asked = np.array([rules.question is question for question in QUESTIONS], dtype=np.float32)
    meaning = scores.answer_meaning if scores.answer_meaning is not None else np.zeros(len(ANSWERS))
    parts = (scores.answer_ngram, meaning, said, shown, asked)
    return np.concatenate(parts).astype(np.float32)


def weigh(rules: Rules, scores: Scores, stack: dict[str, Way]) -> Weighed:
    """Probabilities of every label and answer."""
    way = stack[MEANING if scores.meaning is not None else NGRAMS]
    logits = (label_inputs(rules, scores) * way.labels[:, :-1]).sum(axis=1) + way.labels[:, -1]
    chances = 1.0 / (1.0 + np.exp(-np.minimum(np.maximum(logits, -30), 30)))
    odds = log_softmax(answer_inputs(rules, scores) @ way.answers[:-1] + way.answers[-1])
    labels = dict(zip(scores.labels, chances.tolist(), strict=True))
    return Weighed(labels, dict(zip(ANSWERS, np.exp(odds).tolist(), strict=True)))


def decide(text: str, rules: Rules, scores: Scores, stack: dict[str, Way]) -> Reading:
    """The reading of one reply."""
    weighed = weigh(rules, scores, stack)
    group = "best" if rules.language in BEST_COVERED else "others"
    limits = stack[MEANING if scores.meaning is not None else NGRAMS].limits[group]
    by_score = weighed.labels[DANGER] >= limits["flag"]
    flagged = by_score or bool(rules.codes)
    answer = choose_answer(rules, weighed.answers, limits["answers"], flagged=flagged)
    seen = Seen(rules, weighed, answer, flagged, limits)
    concerns = _concerns(seen)
    needs = _needs(seen, concerns)
    urgency = _urgency(seen, concerns, needs)
    dangerous = urgency in (Urgency.CONCERN, Urgency.EMERGENCY)
    suspected = weighed.labels[DANGER] >= limits["review"]
    is_date = answer is Answer.DATE and rules.date is not None
    return Reading(
        answer=answer,
        date=rules.date.day if is_date and rules.date else None,
        date_other=rules.date.other if is_date and rules.date else None,
        also=rules.also if answer is Answer.YES else (),
        concerns=concerns,
        needs=needs,
        urgency=urgency,
        review=not dangerous and (rules.must_review or suspected),
        risk=_risk(weighed, urgency),
        language=rules.language,
        evidence=_evidence(text, rules, concerns, by_score=by_score),
        commands=rules.commands,
        wanted_language=rules.wanted_language,
        digit=lone_digit(text),
    )


def choose_answer(
    rules: Rules, chances: dict[Answer, float], least: dict[str, float], *, flagged: bool
) -> Answer:
    """The likeliest answer that the question can have; a date only where a day was read.

    `least` says how likely an answer must be: "heard" one that stands there in words, the others of
    `_sort` one that does not. `flagged`: some layer has seen danger in the reply.
    """
    if rules.certain:
        return rules.answer
    if rules.question is Question.COURT_DATE and rules.date and rules.answer is Answer.DATE:
        return Answer.DATE
    in_words = any(evidence.code == rules.answer.value for evidence in rules.evidence)
    if in_words and chances[rules.answer] >= least["heard"] and rules.answer is not Answer.DATE:
        return rules.answer
    possible = {answer: p for answer, p in chances.items() if answer not in ONLY_IN_WORDS}
    likeliest = max(possible, key=possible.__getitem__)
    # To ask once more is kinder than to write down what nobody said.
    sort = _sort(rules, likeliest, denied=in_words and rules.answer is Answer.NO, flagged=flagged)
    return likeliest if possible[likeliest] >= least[sort] else rules.answer


def _sort(rules: Rules, likeliest: Answer, *, denied: bool, flagged: bool) -> str:
    """Which certainty is wanted before the layers outvote the rules."""
    if likeliest is Answer.YES and flagged and rules.question is Question.SAFETY:
        return "safe"
    if likeliest is Answer.YES and denied and rules.question in TOLD_BY_NO:
        return "denied"
    if rules.signs.words <= FEW_WORDS and rules.answer is Answer.OTHER:
        return "word"
    if rules.question is Question.CONSENT and likeliest is Answer.YES:
        return "consent"
    if rules.question is Question.RESIDENCE and likeliest is Answer.NO:
        return "moved"
    return "guess"


def _bare(question: Question, answer: Answer) -> tuple[Concern, ...]:
    """A bare "no" has consequences too (docs/readings.md)."""
    if question is Question.RESIDENCE and answer is Answer.NO:
        return (Concern.PLACEMENT_DISRUPTION,)
    return ()


def _concerns(seen: Seen) -> tuple[Concern, ...]:
    """The concerns of a reply in which some layer has seen danger; the likeliest, if no other is sure."""
    bare = _bare(seen.rules.question, seen.answer)
    if not seen.flagged:
        return bare
    least = seen.limits["further"] if seen.rules.codes else 0.0
    found = set(seen.rules.codes) | {c for c in Concern if seen.likely(c.value, least)}
    if not found:
        found = set(bare) or {max(Concern, key=lambda code: seen.weighed.labels[code.value])}
    return tuple(code for code in Concern if code in found)


def _needs(seen: Seen, concerns: tuple[Concern, ...]) -> tuple[Need, ...]:
    question = seen.rules.question
    found = set(seen.rules.needs) | {n for n in Need if seen.likely(n.value)}
    if question is Question.SUPPORT and seen.answer is Answer.NO:
        found = set(seen.rules.said_needs)
    if question in _SCHOOL and seen.answer is Answer.NO and Concern.MISSING not in concerns:
        found.add(Need.SCHOOL)
    if Concern.SELF_HARM in concerns:
        found.add(Need.MENTAL_HEALTH)
    return tuple(code for code in Need if code in found)


def _urgency(seen: Seen, concerns: tuple[Concern, ...], needs: tuple[Need, ...]) -> Urgency:
    likely = seen.flagged and seen.weighed.labels[EMERGENCY] >= seen.limits["emergency"]
    if seen.rules.emergency or likely:
        return Urgency.EMERGENCY
    if concerns or (seen.rules.question is Question.SAFETY and seen.answer is Answer.NO):
        return Urgency.CONCERN
    return Urgency.NEEDS if needs else Urgency.NONE


def _risk(weighed: Weighed, urgency: Urgency) -> float:
    """The order in which people should read: how likely danger is, what was found above all else."""
    base = {Urgency.EMERGENCY: 0.9, Urgency.CONCERN: 0.7}.get(urgency, 0.0)
    return round(min(1.0, base + (1.0 - base) * 0.95 * weighed.labels[DANGER]), 4)


def _evidence(
    text: str, rules: Rules, concerns: tuple[Concern, ...], *, by_score: bool
) -> tuple[Evidence, ...]:
    """The rules' spans, and the whole text for what only the statistical layer found."""
    shown = {evidence.code for evidence in rules.evidence}
    if not by_score:
        return rules.evidence
    whole = tuple(Evidence(c.value, "model", 0, len(text)) for c in concerns if c.value not in shown)
    return rules.evidence + whole
