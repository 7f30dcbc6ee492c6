"""Evidence is underlined where it stands, whatever the text holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.marking import Piece, Span, cut, showable, spans_of

ABUSE, SCHOOL = "physical_abuse", "school"


def test_spans_count_code_points_of_the_original() -> None:
    assert cut("😟 me pega!", [Span(ABUSE, 2, 9)]) == (
        Piece("😟 "), Piece("me pega", (ABUSE,), True), Piece("!")
    )  # fmt: skip


def test_overlapping_findings_share_the_middle() -> None:
    assert cut("abcdef", [Span(ABUSE, 0, 4), Span(SCHOOL, 2, 6)]) == (
        Piece("ab", (ABUSE,), True), Piece("cd", (ABUSE, SCHOOL), True), Piece("ef", (SCHOOL,), False)
    )  # fmt: skip


@pytest.mark.parametrize(
    "span", [Span(ABUSE, 3, 3), Span(ABUSE, 5, 2), Span(ABUSE, 40, 50), Span(ABUSE, -9, 0)]
)
def test_a_span_that_points_nowhere_marks_nothing(span: Span) -> None:
    assert cut("hola", [span]) == (Piece("hola"),)


def test_an_empty_body_has_no_pieces() -> None:
    assert cut("", [Span(ABUSE, 0, 3)]) == ()


def test_only_concerns_and_needs_are_marked() -> None:
    evidence = [{"code": code, "start": 0, "end": 1} for code in ("yes", ABUSE, SCHOOL, "later_version")]
    assert [span.code for span in spans_of(evidence)] == [ABUSE, SCHOOL]


def test_what_no_page_can_hold_is_replaced_one_for_one() -> None:
    assert showable("a\x00b\ud83dc\n") == "a\ufffdb\ufffdc\n"


@given(
    st.text(st.characters(), max_size=40),
    st.lists(st.tuples(st.integers(-5, 50), st.integers(-5, 50)), max_size=5),
)
def test_the_pieces_joined_are_the_body(body: str, spans: list[tuple[int, int]]) -> None:
    pieces = cut(body, [Span(ABUSE, start, end) for start, end in spans])
    assert "".join(piece.text for piece in pieces) == showable(body)
    "".join(piece.text for piece in pieces).encode()
