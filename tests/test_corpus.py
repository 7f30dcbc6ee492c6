"""The corpus: varied, labelled with the words of docs/readings.md, and what the model was made from."""

from collections import Counter, defaultdict
from collections.abc import Callable

from bot.training.corpus import TEST, TRAIN, VALIDATION, Line, digest, load
from bot.training.overlap import grams, kept_apart, near
from flows.understanding.learned import load as load_model
from flows.vocabulary import Answer, Concern, Need, Question, Urgency

MOST_OF_A_CARD = 20
"""Lines that one person and situation may bear: fewer and varied beats many."""


def test_the_model_was_made_from_exactly_this_corpus() -> None:
    assert load_model().header["corpus"] == digest(), "run: make model"


def test_no_two_lines_of_a_language_are_nearly_the_same() -> None:
    by_language: dict[str, list[Line]] = defaultdict(list)
    for line in load():
        by_language[line.lang].append(line)
    for lines in by_language.values():
        own = [grams(line.text) for line in lines]
        assert [(lines[a].id, lines[b].id) for a, b in near(own, own) if a != b] == []


def test_no_line_repeats_what_readings_are_judged_by() -> None:
    lines = load()
    apart = kept_apart()
    assert len(apart) > 100
    assert [lines[place].id for place, _ in near([grams(line.text) for line in lines], apart)] == []


def test_every_card_is_one_situation_told_in_few_lines(
    record_property: Callable[[str, object], None],
) -> None:
    cards = Counter((line.lang, line.card) for line in load())
    for lang in sorted({lang for lang, _ in cards}):
        own = [count for (of, _), count in cards.items() if of == lang]
        told = f"{sum(own)} lines on {len(own)} cards, {sum(own) / len(own):.1f} a card, at most {max(own)}"
        record_property(lang, told)
    assert {card: count for card, count in cards.items() if count > MOST_OF_A_CARD} == {}


def test_labels_agree_with_each_other() -> None:
    for line in load():
        if line.concerns:
            assert line.danger, line.id
        elif line.danger:
            assert (line.question, line.answer) == (Question.SAFETY, Answer.NO), line.id
        assert (line.urgency is Urgency.NEEDS) <= bool(line.needs), line.id
        assert (line.answer is Answer.DATE) == (line.date is not None), line.id


def test_every_concern_and_need_stands_in_every_language() -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for line in load():
        found[line.lang] |= {c.value for c in line.concerns} | {n.value for n in line.needs}
    wanted = {c.value for c in Concern} | {n.value for n in Need}
    assert {lang: wanted - codes for lang, codes in found.items() if wanted - codes} == {}


def test_no_card_stands_on_two_sides_and_each_side_is_there() -> None:
    splits = Counter(line.split for line in load())
    total = sum(splits.values())
    assert 0.6 < splits[TRAIN] / total < 0.8
    assert splits[VALIDATION] / total > 0.1
    assert splits[TEST] / total > 0.08
    assert len({line.id for line in load()}) == total
