"""Every need proposes a referral; a named person decides, and refuses only with a reason (6.2.4)."""

import pytest

from flows.policy.referrals import NEXT, OPEN, SECTIONS, Lacks, Step, lacking, proposed_needs
from flows.vocabulary import Level, Need, ReferralState, TaskKind

R = ReferralState


def step(to: ReferralState, words: str = "", level: Level = Level.TWO, owner: bool = True) -> Step:
    return Step(to, level, owner, words)


@pytest.mark.parametrize(
    ("case", "now", "wanted", "lacks"),
    [
        ("made with an owner", R.PROPOSED, step(R.MADE), None),
        ("made without an owner", R.PROPOSED, step(R.MADE, owner=False), Lacks.OWNER),
        ("Level Three without an assessment", R.PROPOSED, step(R.MADE, level=Level.THREE), Lacks.ASSESSMENT),
        ("Level Three after one", R.PROPOSED, step(R.MADE, "assessed on May 2", Level.THREE), None),
        ("refused with a reason", R.PROPOSED, step(R.REFUSED, "the school gave help"), None),
        ("refused without", R.PROPOSED, step(R.REFUSED, " "), Lacks.REASON),
        ("transferred to a named provider", R.MADE, step(R.TRANSFER, "Oak House"), None),
        ("transferred to nobody", R.MADE, step(R.TRANSFER), Lacks.RECEIVER),
        ("accepted after a transfer", R.TRANSFER, step(R.ACCEPTED), None),
        ("refused after it was made", R.MADE, step(R.REFUSED, "changed our mind"), Lacks.NOT_NOW),
        ("accepted before it was made", R.PROPOSED, step(R.ACCEPTED), Lacks.NOT_NOW),
        ("a refusal taken back", R.REFUSED, step(R.PROPOSED), None),
    ],
)
def test_what_a_step_lacks(case: str, now: ReferralState, wanted: Step, lacks: Lacks | None) -> None:
    assert lacking(now, wanted) is lacks, case


@pytest.mark.parametrize(
    ("kind", "mentioned", "needs"),
    [
        (TaskKind.NEED, [Need.LEGAL, Need.HEALTH, Need.LEGAL], (Need.LEGAL, Need.HEALTH)),
        (TaskKind.NEED, [], (Need.OTHER,)),
        (TaskKind.SCHOOL, [], (Need.SCHOOL,)),
        (TaskKind.COURT, [], ()),
        (TaskKind.CALL_BACK, [Need.MENTAL_HEALTH], (Need.MENTAL_HEALTH,)),
    ],
)
def test_every_need_proposes(kind: TaskKind, mentioned: list[Need], needs: tuple[Need, ...]) -> None:
    assert proposed_needs(kind, mentioned) == needs


def test_every_need_belongs_to_a_service_and_every_state_has_its_next() -> None:
    assert set(SECTIONS) == set(Need)
    assert set(NEXT) == set(ReferralState)
    assert {state for state in ReferralState if NEXT[state]} - OPEN == {R.REFUSED}
