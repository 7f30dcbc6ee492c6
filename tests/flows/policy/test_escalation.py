"""The chain of each urgency: who is paged, when, and by what (UC 10.05, 6.8.6)."""

import datetime as dt
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.policy.escalation import Pace, People, Rung, Step, chain, channels, round_length
from flows.vocabulary import PageChannel, Urgency

FIRST, SECOND, THIRD, BOSS, CHIEF, WORKER, OWNER = (uuid.UUID(int=n) for n in range(1, 8))
PACE = Pace()
EMERGENCY, CONCERN = Urgency.EMERGENCY, Urgency.CONCERN
ALL = People(rota=(FIRST, SECOND), supervisors=(BOSS,), caseworkers=(WORKER,))


def told(steps: tuple[Step, ...]) -> list[tuple[uuid.UUID, int]]:
    """Who is paged after how many minutes."""
    return [(step.who, int(step.after.total_seconds()) // 60) for step in steps]


def test_an_emergency_pages_the_rota_at_once_the_next_after_5_and_the_supervisor_after_10_minutes() -> None:
    assert told(chain(EMERGENCY, ALL, PACE)) == [(FIRST, 0), (SECOND, 5), (BOSS, 10)]


def test_after_the_last_step_it_goes_round_again_as_fast() -> None:
    steps = chain(EMERGENCY, ALL, PACE)
    assert round_length(steps, PACE) == dt.timedelta(minutes=15)
    assert chain(EMERGENCY, ALL, PACE, first_round=False) == steps


def test_a_concern_leaves_the_caseworker_30_minutes_then_comes_the_rota_then_the_supervisor() -> None:
    assert told(chain(CONCERN, ALL, PACE)) == [(WORKER, 0), (FIRST, 30), (SECOND, 35), (BOSS, 40)]


def test_in_later_rounds_of_a_concern_nobody_has_time_alone() -> None:
    steps = chain(CONCERN, ALL, PACE, first_round=False)
    assert told(steps) == [(WORKER, 0), (FIRST, 0), (SECOND, 5), (BOSS, 10)]


def test_a_concern_about_which_no_caseworker_can_be_reached_goes_to_the_rota_at_once() -> None:
    nobody_known = People(rota=(FIRST, SECOND), supervisors=(BOSS,))
    assert told(chain(CONCERN, nobody_known, PACE)) == [(FIRST, 0), (SECOND, 5), (BOSS, 10)]


@pytest.mark.parametrize("urgency", [EMERGENCY, CONCERN])
def test_with_nobody_on_the_rota_all_supervisors_are_paged_at_once(urgency: Urgency) -> None:
    steps = chain(urgency, People(supervisors=(BOSS, CHIEF)), PACE)
    assert told(steps) == [(BOSS, 0), (CHIEF, 0)]


def test_with_nobody_on_the_rota_a_caseworker_still_has_their_time_alone() -> None:
    steps = chain(CONCERN, People(supervisors=(BOSS, CHIEF), caseworkers=(WORKER,)), PACE)
    assert told(steps) == [(WORKER, 0), (BOSS, 30), (CHIEF, 30)]


def test_who_is_alone_on_the_rota_is_the_next_person_too() -> None:
    alone = People(rota=(FIRST,), supervisors=(BOSS,))
    assert told(chain(EMERGENCY, alone, PACE)) == [(FIRST, 0), (FIRST, 5), (BOSS, 10)]


def test_everybody_on_the_rota_is_paged_one_after_another_and_the_supervisors_do_not_wait_for_that() -> None:
    many = People(rota=(FIRST, SECOND, THIRD), supervisors=(BOSS,))
    assert told(chain(EMERGENCY, many, PACE)) == [(FIRST, 0), (SECOND, 5), (THIRD, 10), (BOSS, 10)]


@pytest.mark.parametrize(
    ("urgency", "expected"),
    [
        (EMERGENCY, [(OWNER, 0), (FIRST, 0), (SECOND, 5), (BOSS, 10)]),
        (CONCERN, [(OWNER, 0), (WORKER, 5), (FIRST, 5), (SECOND, 10), (BOSS, 15)]),
    ],
)
def test_12_who_had_it_is_paged_first_when_it_rings_again_and_an_emergency_does_not_wait_for_them(
    urgency: Urgency, expected: list[tuple[uuid.UUID, int]]
) -> None:
    again = People(rota=ALL.rota, supervisors=ALL.supervisors, caseworkers=ALL.caseworkers, owner=OWNER)
    assert told(chain(urgency, again, PACE)) == expected
    assert OWNER not in {step.who for step in chain(urgency, again, PACE, first_round=False)}


def test_nobody_is_paged_twice_at_one_moment_and_the_first_capacity_counts() -> None:
    same = People(rota=(FIRST, SECOND), supervisors=(FIRST, BOSS), owner=FIRST)
    steps = chain(EMERGENCY, same, PACE)
    assert told(steps) == [(FIRST, 0), (SECOND, 5), (FIRST, 10), (BOSS, 10)]
    assert steps[0].rung is Rung.OWNER


def test_an_emergency_is_called_and_a_concern_that_nobody_took_in_a_round_is_called_too() -> None:
    assert channels(EMERGENCY, first_round=True) == tuple(PageChannel)
    assert channels(CONCERN, first_round=True) == (PageChannel.SMS, PageChannel.EMAIL)
    assert channels(CONCERN, first_round=False) == tuple(PageChannel)


_PEOPLE = st.lists(st.sampled_from([FIRST, SECOND, THIRD, BOSS, CHIEF, WORKER]), unique=True, max_size=4).map(
    tuple
)


@given(
    st.sampled_from([EMERGENCY, CONCERN]),
    _PEOPLE,
    _PEOPLE,
    _PEOPLE,
    st.none() | st.just(OWNER),
    st.booleans(),
)
def test_whoever_can_be_reached_somebody_is_paged_at_once_and_nobody_is_left_out(
    urgency: Urgency,
    rota: tuple[uuid.UUID, ...],
    supervisors: tuple[uuid.UUID, ...],
    caseworkers: tuple[uuid.UUID, ...],
    owner: uuid.UUID | None,
    first_round: bool,
) -> None:
    people = People(rota, supervisors, caseworkers, owner)
    steps = chain(urgency, people, PACE, first_round=first_round)
    expected = {*rota, *supervisors, *(caseworkers if urgency is CONCERN else ())}
    assert expected <= {step.who for step in steps}
    if steps:
        assert steps[0].after == dt.timedelta(0)
    assert len({(step.who, step.after) for step in steps}) == len(steps)
