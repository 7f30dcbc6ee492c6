"""`prs-checkin understand --score-corrections`: how often staff say that the machine misread, in figures.

Counted where the words lie: no message, name or number leaves the database, and none is opened.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from bot.runtime import Runtime
from flows.vocabulary import Concern, Verdict
from storage.queries.corrections import Judged, judged_messages

NO_CODE = "no category"


def score_corrections(runtime: Runtime) -> Iterator[str]:
    """The lines of the figures: all messages, by language, by concern."""
    with runtime.look() as work:
        messages = judged_messages(work.session, work.settings.provider_id)
    yield f"{len(messages)} messages read"
    yield _line("all", messages)
    yield "by language"
    languages = sorted({message.language for message in messages})
    for language in languages:
        yield _line(language, [m for m in messages if m.language == language])
    yield "by concern"
    yield from _by_concern(messages)


def _line(name: str, messages: Iterable[Judged]) -> str:
    rows = list(messages)
    raised = _count(rows, lambda m: m.raised)
    false = _count(rows, lambda m: m.verdict is Verdict.NO_CONCERN)
    missed = _count(rows, lambda m: m.verdict is Verdict.MISSED)
    return f"  {name}: {len(rows)} read, {raised} raised, {false} were no concern, {missed} missed"


def _by_concern(messages: Iterable[Judged]) -> Iterator[str]:
    raised: Counter[str] = Counter()
    false: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for message in messages:
        codes = message.codes or (NO_CODE,)
        if message.raised:
            raised.update(codes)
        if message.verdict is Verdict.NO_CONCERN:
            false.update(codes)
        if message.verdict is Verdict.MISSED:
            missed.update(message.missed or (NO_CODE,))
    for code in (*(concern.value for concern in Concern), NO_CODE):
        if raised[code] or false[code] or missed[code]:
            yield f"  {code}: {raised[code]} raised, {false[code]} were no concern, {missed[code]} missed"


def _count(rows: Iterable[Judged], holds: Callable[[Judged], bool]) -> int:
    return sum(1 for row in rows if holds(row))
