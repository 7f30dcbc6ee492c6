"""One run: a database, processes, an emulator. People write, processes die, and in the end all is counted."""

import datetime as dt
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from bot.accounts import add_user
from bot.emulator.faults import Odds, Spoil
from bot.emulator.message import Direction
from bot.emulator.phone import Planned
from bot.emulator.timeline import Post
from bot.importing.apply import apply
from bot.importing.parse import parse_csv
from bot.inbound.recovery import EVERY, READ
from bot.runtime import Runtime
from bot.settings import load
from bot.simulation.time import SeededIds
from bot.steps import Step
from flows.vocabulary import DeliveryState, StaffRole
from storage.models import Delivery, Inbound, InboundProcessing
from storage.queries import marks
from tests.bot.stages import DUE_DAY, ENVIRON, ON_CALL, family
from tests.faults.board import Board
from tests.faults.company import Company, Mischief, Twilio, Zygote, free_port

FAMILIES = 2
ROUNDS_TO_BE_QUIET = 2
ROUND_SECONDS = 60.0
SETTLE_SECONDS = 120.0
"""On a machine that is busy otherwise; both are for what will never come."""
LOOKS = 8
TWO_MINUTES = dt.timedelta(minutes=2, seconds=1)
SHORTEST_JUMP, LONGEST_JUMP = dt.timedelta(seconds=30), dt.timedelta(minutes=10)
BODIES = ("hola", "quien es?", "todo bien gracias", "ok", "me pega", "STOP", "?", "no entiendo nada 😀", "si")
ROUGH = Odds(
    spoiled=0.05, lost=0.08, doubled=0.08, delayed=0.15, hidden=0.0, longest=dt.timedelta(seconds=90)
)


class NeverReached(AssertionError):
    """A step was armed and nobody passed it."""


class Repeating:
    """A family's phone: the agreed word first, and then yes to everything that is asked."""

    def __init__(self, word: str) -> None:
        self._word = word

    def reply_to(self, texts: Sequence[str]) -> Planned | None:
        """See Responder."""
        if "?" not in texts[-1]:
            return None
        return Planned(self._word if len(texts) == 1 else "si", dt.timedelta(milliseconds=5))


class Run:
    """Use as a context. `kill_at` is one kill point; `finish` settles; then see tests.faults.judging."""

    def __init__(
        self, zygote: Zygote, database_url: str, folder: Path, seed: int, *, workers: int = 1, crew: int = 1
    ) -> None:
        self.seed = seed
        self.draw = random.Random(seed)
        self.board = Board(folder / f"{seed}.board")
        self.board.jump((DUE_DAY - self.board.now()).total_seconds())
        web_port, api_port = free_port(), free_port()
        environ = ENVIRON | {
            "DATABASE_URL": database_url,
            "PUBLIC_BASE_URL": f"http://127.0.0.1:{web_port}",
            "TWILIO_API_BASE_URL": f"http://127.0.0.1:{api_port}",
            "TWILIO_TIMEOUT_SECONDS": "1",
            "CONTACT_WINDOW": "00:00-24:00",
            "SPOOL_FOLDER": str(folder / f"{seed}.spool"),
        }
        self.mischief = Mischief(seed)
        self.runtime = Runtime.open(load(environ), self.board, SeededIds(seed))
        self.twilio = Twilio(self.runtime.settings, self.board, self.mischief, api_port)
        self.company = Company(zygote, self.board, environ, workers=workers)
        self.mischief.kill_callers = self.company.kill_callers
        self._web, self._crew = web_port, crew
        self._strangers = 0

    def __enter__(self) -> "Run":
        self._set_the_stage()
        self.twilio.start()
        self.company.start(self._web, self._crew)
        self.mischief.odds = ROUGH
        return self

    def __exit__(self, *_: object) -> None:
        self.company.close()
        self.twilio.close()
        self.runtime.close()
        self.board.close()

    # What people do

    def somebody_writes(self, times: int = 1) -> None:
        """A stranger, or somebody who has written before, sends a text."""
        for _ in range(times):
            again = self._strangers and self.draw.random() < 0.3
            which = self.draw.randrange(self._strangers) if again else self._strangers
            self._strangers = max(self._strangers, which + 1)
            number = f"+1{200 + which // 100}55501{which % 100:02d}"
            self.twilio.network.add_phone(number)
            self.twilio.network.say(number, self.draw.choice(BODIES))

    # Kill points

    def kill_at(self, step: Step, nth: int = 1) -> None:
        """Somebody passes the step, and dies of it. Raises NeverReached."""
        before = self.board.killed(step)
        act = ACTS.get(step, Run._writes)
        self.board.arm(step, nth)
        shortest = TWO_MINUTES if step in ACTS or step in RARE else SHORTEST_JUMP
        self._until(lambda: self.board.killed(step) > before, act, step.name, shortest)
        self._after_a_round()

    def kill_in_call(self, spoil: Spoil) -> None:
        """The sender dies in the middle of a call; Twilio has taken the text (RESET_AFTER) or not (RESET)."""
        self.mischief.fatal = spoil
        self._until(lambda: self.mischief.fatal is None, Run._writes, f"call, {spoil}")
        self._after_a_round()

    def power_fails(self) -> None:
        """Every process dies in the same moment, somewhere in the middle of its work."""
        self.somebody_writes(3)
        time.sleep(self.draw.random() * 0.05)
        self.company.kill_all()
        self._replace(at_least=1)

    def texts_leave(self) -> None:
        """Wait until texts are on their way."""
        self._until(lambda: self.board.passed(Step.CLAIMED) > 0, Run._writes, "a claim")

    def hide_one_text(self) -> int:
        """A text whose answer and receipts are lost, and which no list shows; how often it came."""
        self.mischief.odds = Odds(hidden=1.0)
        self._until(lambda: self.most_often() > 1, Run._lost_answer, "a second sending", TWO_MINUTES)
        self._after_a_round()
        return self.most_often()

    def most_often(self) -> int:
        """How often the text that was sent most often was taken by the provider."""
        return max((len(sids) for sids in self.taken().values()), default=0)

    def taken(self) -> dict[str, list[str]]:
        """SIDs that the provider took, by our own id in the callback address."""
        taken: dict[str, list[str]] = {}
        for message in self.twilio.network.messages():
            if message.direction is Direction.OUTBOUND:
                ours = parse_qs(urlsplit(message.callback or "").query).get("m", ["?"])[0]
                taken.setdefault(ours, []).append(message.sid)
        return taken

    def _writes(self) -> None:
        self.somebody_writes(2)

    def _lost_answer(self) -> None:
        """The answer of a call is lost, and no receipt comes: its fate is unknown."""
        self.mischief.lose_if(_is_receipt)
        self.mischief.order("POST", Spoil.RESET_AFTER)
        self.somebody_writes(2)

    def _died_calling(self) -> None:
        self.mischief.lose_if(_is_receipt)
        if self.mischief.fatal is None:
            self.mischief.fatal = Spoil.RESET_AFTER
        self.somebody_writes(2)

    def _no_receipts(self) -> None:
        self.mischief.lose_if(_is_receipt)
        self.somebody_writes(2)

    def _webhook_lost(self) -> None:
        self.mischief.lose_if(lambda post: not _is_receipt(post))
        self.somebody_writes(2)

    def _database_away(self) -> None:
        self.board.away = True
        self.somebody_writes(2)

    def _database_was_away(self) -> None:
        self.board.away = True
        self.somebody_writes(2)
        self.quiet()
        self.board.away = False

    def _until(
        self,
        done: Callable[[], bool],
        act: Callable[["Run"], None],
        what: str,
        shortest: dt.timedelta = SHORTEST_JUMP,
    ) -> None:
        """Act, let it run until all is quiet, let time pass; again and again until it is done."""
        end = time.monotonic() + ROUND_SECONDS
        while not done():
            if time.monotonic() > end:
                raise NeverReached(f"{what} was never passed (seed {self.seed})")
            act(self)
            for _ in range(LOOKS):
                if self.quiet(done):
                    break
                self._jump(shortest)

    def _after_a_round(self) -> None:
        self.board.away = False
        self.mischief.lose_if(lambda post: False)
        self._replace()

    # Time

    def quiet(self, done: Callable[[], bool] = lambda: False) -> bool:
        """Wait until nothing moves; true when it was `done` before."""
        end = time.monotonic() + ROUND_SECONDS
        idle = 0
        while idle < ROUNDS_TO_BE_QUIET and time.monotonic() < end:
            if done():
                return True
            before = [self.board.rounds(slot) for slot in self.company.slots]
            was_idle = self.twilio.idle
            while not self._all_went_round(before) and time.monotonic() < end:
                self._replace()
                if done():
                    return True
                time.sleep(0.002)
            idle = idle + 1 if was_idle and self.twilio.idle else 0
        return done()

    def finish(self) -> None:
        """No more mischief: let everything come to its end. What does not is for the judges to say."""
        self.board.disarm()
        self.board.away = False
        self.mischief.calm_down()
        self.mischief.fatal = None
        self.settle()

    def settle(self) -> None:
        """Let time pass until the machine has nothing left to do, or for a minute."""
        end = time.monotonic() + SETTLE_SECONDS
        self.quiet()
        while time.monotonic() < end and self._unfinished():
            self._jump(TWO_MINUTES)
            self.quiet()

    def _all_went_round(self, before: list[int]) -> bool:
        return all(
            self.board.rounds(slot) > count for slot, count in zip(self.company.slots, before, strict=True)
        )

    def _replace(self, at_least: int = 0) -> None:
        end = time.monotonic() + ROUND_SECONDS
        replaced = self.company.replace_dead()
        while replaced < at_least and time.monotonic() < end:
            time.sleep(0.002)
            replaced += self.company.replace_dead()

    def _jump(self, shortest: dt.timedelta = SHORTEST_JUMP) -> None:
        """To the next moment at which anything is due: not nearer than `shortest`, at most ten minutes."""
        now = self.board.now()
        moments = [now + LONGEST_JUMP, self.twilio.network.next_due(), *self._due()]
        target = min(moment for moment in moments if moment is not None and moment > now)
        self.board.jump((max(target, now + shortest) - now).total_seconds() + 0.01)
        self.twilio.wake()

    def _due(self) -> list[dt.datetime | None]:
        minded = Delivery.lease_until.is_not(None)
        calling = Delivery.state == DeliveryState.CALLING
        now = self.board.now()
        try:
            with self.runtime.look() as work:
                planned = select(func.min(Delivery.not_before)).where(
                    minded | (Delivery.state == DeliveryState.QUEUED), Delivery.not_before > now
                )
                leases = select(func.min(Delivery.lease_until)).where(calling, Delivery.lease_until > now)
                read = marks.read(work.session, READ)
                return [work.session.scalar(planned), work.session.scalar(leases), read and read + EVERY]
        except OperationalError:
            return []

    def _unfinished(self) -> bool:
        """Whether something is still to be done by the machine."""
        with self.runtime.look() as work:
            stored = set(work.session.scalars(select(Inbound.sid)))
            waiting = select(func.count()).where(InboundProcessing.done_at.is_(None))
            minded = select(func.count()).where(
                Delivery.lease_until.is_not(None) | (Delivery.state == DeliveryState.QUEUED)
            )
            open_ends = (work.session.scalar(waiting) or 0) + (work.session.scalar(minded) or 0)
        return bool(open_ends) or self.written() - stored != set()

    # What there is to count

    def written(self) -> set[str]:
        """SIDs of all messages that phones have sent to us."""
        return {one.sid for one in self.twilio.network.messages() if one.direction is Direction.INBOUND}

    def _set_the_stage(self) -> None:
        with self.runtime.work() as work:
            add_user(
                work,
                email="oncall@example.org",
                name="On Call",
                role=StaffRole.SUPERVISOR,
                password="a long password",
                on_call=True,
                phone=ON_CALL,
                languages=("en", "es"),
            )
        for index in range(FAMILIES):
            child, sponsor = (f"+130{index}5550{n}" for n in (101, 121))
            text = family("es", child_phone=child, sponsor_phone=sponsor)
            for name in ("S-1", "c-1", "s-1"):
                text = text.replace(f"{name},", f"{name}{index},")
            parsed = parse_csv(text.encode(), today=self.board.now().date())
            with self.runtime.work() as work:
                apply(
                    work.session,
                    work.vault,
                    parsed,
                    provider_id=work.settings.provider_id,
                    now=work.now,
                    ids=self.runtime.ids,
                )
            for number, word in ((child, "mariposa"), (sponsor, "luna")):
                self.twilio.network.set_responder(number, Repeating(word))


def _is_receipt(post: Post) -> bool:
    return "MessageStatus" in post.form


RARE = frozenset({Step.LISTED, Step.READ_IN_IT})
"""Once in five minutes of the clock."""
ACTS: dict[Step, Callable[[Run], None]] = {
    Step.LEASES_IN_IT: Run._died_calling,
    Step.LOOKED: Run._lost_answer,
    Step.DECIDED_IN_IT: Run._lost_answer,
    Step.FOUND: Run._lost_answer,
    Step.ASKED: Run._no_receipts,
    Step.ASK_AGAIN_IN_IT: Run._no_receipts,
    Step.MISSED_STORED: Run._webhook_lost,
    Step.SPOOL_DRAFT: Run._database_away,
    Step.SPOOLED: Run._database_away,
    Step.READ_BACK: Run._database_was_away,
    Step.UNSPOOLED: Run._database_was_away,
}
"""What makes a step be passed; for all others it is enough that people write."""
