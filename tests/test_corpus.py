"""The corpus: varied, labelled with the words of docs/readings.md, and what the model was made from."""

import unicodedata
from collections import Counter, defaultdict

from bot.training.corpus import TEST, TRAIN, VALIDATION, digest, load
from flows.understanding.learned import load as load_model
from flows.vocabulary import Answer, Concern, Need, Question, Urgency

NEAR = 0.6
LONG_ENOUGH = 8


def _grams(text: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKD", text.lower())
    folded = " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())
    return frozenset(folded[i : i + 5] for i in range(len(folded) - 4))


def test_the_model_was_made_from_exactly_this_corpus() -> None:
    assert load_model().header["corpus"] == digest(), "run: make model"


def test_no_two_lines_of_a_language_are_nearly_the_same() -> None:
    seen: dict[tuple[str, str], list[int]] = defaultdict(list)
    grams: list[frozenset[str]] = []
    near = []
    for place, line in enumerate(load()):
        mine = _grams(line.text)
        grams.append(mine)
        if len(mine) < LONG_ENOUGH:
            continue
        shared = Counter(other for gram in mine for other in seen[line.lang, gram])
        near += [(line.id, other) for other, both in shared.items() if both / len(mine | grams[other]) > NEAR]
        for gram in mine:
            seen[line.lang, gram].append(place)
    assert near == []


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
