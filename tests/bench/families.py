"""Invented families whose check-ins are open, and what they answer."""

import datetime as dt
from collections.abc import Iterator
from itertools import count

from bot.accounts import add_user
from bot.importing.apply import apply
from bot.importing.parse import parse_csv
from bot.opening import open_due
from bot.runtime import Runtime
from bot.simulation.time import SeededIds, VirtualClock
from flows.vocabulary import StaffRole
from tests.bot.stages import DUE_DAY, HEADER, MONDAY, settings_for

AREAS = (201, 202, 203, 205, 206, 207, 208, 209, 210, 212, 213, 214, 215, 216, 217, 218, 219, 224, 225, 228,
         229, 231, 234, 239, 240, 248, 251, 252, 253, 254)  # fmt: skip
OF_AN_AREA = 50
REPLIES = ("mariposa", "si", "si", "estoy bien gracias", "1", "si voy a la escuela", "si", "si",
           "el 20 de abril", "si", "no", "no gracias")  # fmt: skip
"""What a person says in turn; good enough for every question of both questionnaires."""


def numbers(families: int) -> Iterator[tuple[str, str]]:
    """The numbers of child and sponsor of each family."""
    for n in range(families):
        area, place = AREAS[n // OF_AN_AREA], n % OF_AN_AREA
        yield f"+1{area}55501{place:02d}", f"+1{area}55501{place + OF_AN_AREA:02d}"


def settle_in(url: str, families: int) -> Runtime:
    """Import so many families, and open their check-ins. The caller closes the runtime."""
    runtime = Runtime.open(settings_for(url), VirtualClock(MONDAY), SeededIds(3))
    with runtime.work() as work:
        add_user(
            work, email="oncall@example.org", name="On Call", role=StaffRole.SUPERVISOR,
            password="a long password", on_call=True, phone="+12025550199", languages=("es",),
        )  # fmt: skip
    rows = []
    for n, (child, sponsor) in enumerate(numbers(families)):
        same = f"B-{n},2026-03-02,IL,60601"
        allowed = "2026-03-01,CW,mariposa"
        rows.append(f"{same},c-{n},child,Ana,es,2010-05-01,,{child},own,{allowed},paraguas,2026-04-20\n")
        rows.append(f"{same},s-{n},sponsor,Luz,es,,2A,{sponsor},own,{allowed},,2026-04-20\n")
    parsed = parse_csv((HEADER + "".join(rows)).encode(), today=dt.date(2026, 3, 2))
    if parsed.problems:
        raise RuntimeError(str(parsed.problems[0]))
    with runtime.work() as work:
        apply(work.session, work.vault, parsed, provider_id=work.settings.provider_id, now=work.now,
              ids=runtime.ids)  # fmt: skip
    runtime.clock.move(DUE_DAY)  # type: ignore[attr-defined]
    opened = open_due(runtime)
    if opened < families:
        raise RuntimeError(f"only {opened} check-ins opened for {families} families")
    return runtime


def replies(families: int) -> Iterator[tuple[str, str]]:
    """Number and words, turn by turn; when all is said they begin again."""
    people = [number for pair in numbers(families) for number in pair]
    for turn in count():
        for number in people:
            yield number, REPLIES[turn % len(REPLIES)]
