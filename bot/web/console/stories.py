"""Sentences that are put together: what happens next, and each entry of a case's story."""

import datetime as dt
from collections.abc import Iterable
from itertools import groupby

from bot.desk.next_text import Next, NextText
from bot.desk.threads import Fate
from bot.desk.timeline import Entry, Happened
from bot.web.console import ladder_words, times, words
from flows.vocabulary import Answer, Channel, DeliveryState, Outcome, Question, TaskKind, Urgency


def next_words(found: NextText, zone: str, now: dt.datetime) -> str:
    """Which text goes out next to a person, or why none does."""
    when = f"{times.short(found.at, zone)} ({times.since_words(found.at, now)})" if found.at else ""
    on = times.day(found.on) if found.on else ""
    asked = f" to the question “{words.QUESTION[found.question]}”" if found.question else ""
    why = "; ".join(words.TASK_REASON[reason].lower() for reason in found.reasons)
    from_when = _not_before(found, zone, now)
    sentences = {
        Next.CASE_CLOSED: "No text goes out: the case is closed.",
        Next.TAKEN_OVER: "No text goes out: a person has taken over.",
        Next.OPTED_OUT: f"No text goes out: no more texts are wanted since {when}.",
        Next.WAITING: f"Waiting for an answer{asked}. The machine looks again on {when}.",
        Next.CALL_INSTEAD: f"No text goes out: check-in {found.number} is done by a call.",
        Next.CALL_PLANNED: f"Check-in {found.number} on {on} is done by a call, not by text: {why}.",
        Next.HELD_BACK: f"Check-in {found.number} waits until {when}, the next good hour.",
        Next.SCHEDULED: f"Check-in {found.number} is due on {on}{from_when}.",
        Next.DUE: f"Check-in {found.number} has been due since {on}{from_when}.",
        Next.NO_PART: "No check-in is planned for this person.",
        Next.NOTHING_LEFT: "No further check-in is planned.",
    }
    return sentences[found.what]


def _not_before(found: NextText, zone: str, now: dt.datetime) -> str:
    """From when on a text may go: now, the hour on the due day, or the whole moment."""
    if found.at is None:
        return ""
    if found.at <= now:
        return " and may open now"
    same_day = times.local_day(found.at, zone) == found.on
    return f", not before {times.hour(found.at, zone) if same_day else times.short(found.at, zone)}"


def entry_words(entry: Entry) -> str:
    """What happened, in a sentence without names; the page adds about whom and by whom."""
    return _WORDERS[entry.what](entry)


def by_day(story: Iterable[Entry], zone: str) -> list[tuple[dt.date, list[Entry]]]:
    """A story, cut into the local days of `zone` in the order in which it is told."""
    return [(day, list(found)) for day, found in groupby(story, lambda e: times.local_day(e.at, zone))]


def _opened(entry: Entry) -> str:
    return f"Check-in {entry.codes['number']} began"


def _ended(entry: Entry) -> str:
    outcome = entry.codes["outcome"]
    how = f": {words.OUTCOME[Outcome(str(outcome))]}" if outcome else ""
    return f"Check-in {entry.codes['number']} ended{how}"


def _attempt(entry: Entry) -> str:
    channel, result = str(entry.codes["channel"]), str(entry.codes["result"])
    if channel == Channel.VOICE:
        return f"Call: {words.result_of(result)}"
    tried = ladder_words.ATTEMPT.get(result, "Attempt")
    return f"{tried} by {words.CHANNEL[_channel(channel)]}" + _became(entry)


def _became(entry: Entry) -> str:
    """What became of a text of ours, with the error in words (6.3)."""
    state = entry.codes.get("state")
    if state is None:
        return ""
    status, code, why = (entry.codes.get(name) for name in ("provider_status", "error_code", "why"))
    fate = Fate(
        DeliveryState(str(state)),
        str(status) if status else None,
        int(code) if code else None,
        str(why) if why else None,
    )
    return f": {words.fate(fate)}"


def _channel(code: str) -> Channel:
    return Channel(code) if code in {c.value for c in Channel} else Channel.SMS


def _answer(entry: Entry) -> str:
    question, answer = Question(str(entry.codes["question"])), Answer(str(entry.codes["answer"]))
    unclear = " (asked twice, still not clear)" if entry.codes["unclear"] else ""
    return f"Answered “{words.QUESTION[question]}”: {words.ANSWER[answer]}{unclear}"


def _raised(entry: Entry) -> str:
    return f"{words.URGENCY[Urgency(str(entry.codes['urgency']))]} raised"


def _acknowledged(entry: Entry) -> str:
    return f"{words.URGENCY[Urgency(str(entry.codes['urgency']))]} acknowledged"


def _task(entry: Entry) -> str:
    kind = words.TASK_KIND[TaskKind(str(entry.codes["kind"]))]
    return f"To do: {kind}. {words.reason_of(str(entry.codes['reason']))}"


def _task_done(entry: Entry) -> str:
    kind = words.TASK_KIND[TaskKind(str(entry.codes["kind"]))]
    result = entry.codes["result"]
    return f"Done: {kind}. {words.result_of(str(result) if result else None)}"


_WORDERS = {
    Happened.PART_OPENED: _opened,
    Happened.PART_ENDED: _ended,
    Happened.ATTEMPT: _attempt,
    Happened.ANSWER: _answer,
    Happened.CONCERN_RAISED: _raised,
    Happened.CONCERN_ACKNOWLEDGED: _acknowledged,
    Happened.TASK_OPENED: _task,
    Happened.TASK_DONE: _task_done,
}
