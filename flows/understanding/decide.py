"""What a reply means, all layers heard: rules, n-grams and, where installed, the second look.

Any layer can raise a danger, none can clear what another raised. Weights and thresholds stand in
the artefact's header; bot.training.stack chooses them on folds that no layer was trained on
(docs/readings-curves.md).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from flows.reading import Evidence, Reading
from flows.understanding.learned import ANSWERS, QUESTIONS, Floats, Scores, log_softmax
from flows.understanding.reader import Rules
from flows.vocabulary import Answer, Concern, Need, Question, Urgency

DANGER, EMERGENCY = "danger", "emergency"
BEST_COVERED = frozenset({"en", "es", "pt", "fr", "ht"})
NGRAMS, MEANING = "ngrams", "meaning"

ONLY_IN_WORDS = frozenset({Answer.STOP, Answer.WRONG_PERSON, Answer.DATE})
"""Answers that end a conversation for good, or name a day: never guessed ("he wont stop hitting me")."""

TOLD_BY_NO = frozenset(Question) - {Question.CONSENT, Question.SUPPORT, Question.NONE}
"""Questions to which "no" means that something is wrong or missing."""

LEAST_GUESSED = {"consent": 0.9, "word": 0.95}
"""A conversation is not opened, and a single word not taken for an answer, on less certainty than this."""

FEW_WORDS = 2
"""With so few words and no answer among them, the layers must be surer than elsewhere."""

_SCHOOL = frozenset({Question.SCHOOL_ENROLLED, Question.SCHOOL_ATTENDING})


@dataclass(frozen=True, slots=True)
class Weighed:
    """Probabilities after weighing rules and scores together."""

    labels: dict[str, float]
    answers: dict[Answer, float]


def label_inputs(rules: Rules, scores: Scores, index: int) -> Floats:
    """What is weighed for one binary label: the scores, and what the rules found of it and at all."""
    name = scores.labels[index]
    ngram = float(scores.ngram[index])
    meaning = float(scores.meaning[index]) if scores.meaning is not None else 0.0
    others = 0.0 if rules.language in BEST_COVERED else 1.0
    found = {DANGER: bool(rules.codes), EMERGENCY: rules.emergency}.get(
        name, name in rules.codes or name in rules.needs
    )
    values = (
        ngram, meaning, float(found), float(bool(rules.codes)), float(rules.may_review),
        others, others * ngram, others * meaning,
    )  # fmt: skip
    return np.array(values, dtype=np.float32)


def answer_inputs(rules: Rules, scores: Scores) -> Floats:
    """What is weighed for the answer: both layers' log-probabilities, the rules' answer, the question."""
    said = np.array([rules.answer is answer for answer in ANSWERS], dtype=np.float32)
    shown = said * float(any(e.code == rules.answer.value for e in rules.evidence))
    asked = np.array([rules.question is question for question in QUESTIONS], dtype=np.float32)
    meaning = scores.answer_meaning if scores.answer_meaning is not None else np.zeros(len(ANSWERS))
    parts = (scores.answer_ngram, meaning, said, shown, asked)
    return np.concatenate(parts).astype(np.float32)


def weigh(rules: Rules, scores: Scores, stack: dict[str, Any]) -> Weighed:
    """Probabilities of every label and answer."""
    way = stack[MEANING if scores.meaning is not None else NGRAMS]
    labels = {}
    for index, name in enumerate(scores.labels):
        inputs = label_inputs(rules, scores, index)
        logit = float(inputs @ np.array(way["labels"][name][:-1])) + way["labels"][name][-1]
        labels[name] = float(1.0 / (1.0 + np.exp(-np.clip(logit, -30, 30))))
    table = np.array(way["answers"])
    odds = log_softmax(answer_inputs(rules, scores) @ table[:-1] + table[-1])
    answers = {answer: float(value) for answer, value in zip(ANSWERS, np.exp(odds), strict=True)}
    return Weighed(labels, answers)


def decide(text: str, rules: Rules, scores: Scores, stack: dict[str, Any]) -> Reading:
    """The reading of one reply."""
    weighed = weigh(rules, scores, stack)
    group = "best" if rules.language in BEST_COVERED else "others"
    limits = stack[MEANING if scores.meaning is not None else NGRAMS]["limits"][group]
    answer = choose_answer(rules, weighed.answers, limits["answers"])
    by_score = weighed.labels[DANGER] >= limits["flag"]
    flagged = by_score or bool(rules.codes)
    concerns = _concerns(rules, weighed, answer, limits) if flagged else _bare(rules.question, answer)
    needs = _needs(rules, weighed, answer, concerns, limits)
    urgency = _urgency(rules, weighed, answer, concerns, needs, flagged, limits)
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
    )


def choose_answer(rules: Rules, chances: dict[Answer, float], least: dict[str, float]) -> Answer:
    """The likeliest answer that the question can have; a date only where a day was read.

    `least` says how likely an answer must be: "heard" one that stands there in words, "guess" one that
    does not, "consent" the same where it would open a conversation, "word" where hardly a word was said.
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
    # What was denied in words is never written down as a yes: that would hide what is wrong.
    if in_words and (rules.answer, likeliest) == (Answer.NO, Answer.YES) and rules.question in TOLD_BY_NO:
        return Answer.NO
    # To ask once more is kinder than to write down what nobody said.
    wanted = max(least[_sort(rules)], LEAST_GUESSED.get(_sort(rules), 0.0))
    return likeliest if possible[likeliest] >= wanted else rules.answer


def _sort(rules: Rules) -> str:
    """Which certainty is wanted before the layers outvote the rules."""
    if rules.signs.words <= FEW_WORDS and rules.answer is Answer.OTHER:
        return "word"
    return "consent" if rules.question is Question.CONSENT else "guess"


def _bare(question: Question, answer: Answer) -> tuple[Concern, ...]:
    """A bare "no" has consequences too (docs/readings.md)."""
    if question is Question.RESIDENCE and answer is Answer.NO:
        return (Concern.PLACEMENT_DISRUPTION,)
    return ()


def _concerns(rules: Rules, weighed: Weighed, answer: Answer, limits: dict[str, Any]) -> tuple[Concern, ...]:
    """The concerns of a reply in which some layer has seen danger; the likeliest, if no other is sure."""
    least = limits["further"] if rules.codes else 0.0
    found = set(rules.codes) | {
        c for c in Concern if weighed.labels[c.value] >= max(least, limits["labels"][c.value])
    }
    if not found:
        likeliest = max(Concern, key=lambda code: weighed.labels[code.value])
        found = set(_bare(rules.question, answer)) or {likeliest}
    return tuple(code for code in Concern if code in found)


def _needs(
    rules: Rules,
    weighed: Weighed,
    answer: Answer,
    concerns: tuple[Concern, ...],
    limits: dict[str, Any],
) -> tuple[Need, ...]:
    found = set(rules.needs) | {n for n in Need if weighed.labels[n.value] >= limits["labels"][n.value]}
    if rules.question is Question.SUPPORT and answer is Answer.NO:
        found = set(rules.said_needs)
    if rules.question in _SCHOOL and answer is Answer.NO and Concern.MISSING not in concerns:
        found.add(Need.SCHOOL)
    if Concern.SELF_HARM in concerns:
        found.add(Need.MENTAL_HEALTH)
    return tuple(code for code in Need if code in found)


def _urgency(
    rules: Rules,
    weighed: Weighed,
    answer: Answer,
    concerns: tuple[Concern, ...],
    needs: tuple[Need, ...],
    flagged: bool,
    limits: dict[str, Any],
) -> Urgency:
    if rules.emergency or (flagged and weighed.labels[EMERGENCY] >= limits["emergency"]):
        return Urgency.EMERGENCY
    if concerns or (rules.question is Question.SAFETY and answer is Answer.NO):
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
