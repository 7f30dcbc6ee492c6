"""What is set: numbers of States, reviews of texts, and the settings that are no secret."""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from bot.desk.viewer import Refused, Viewer, Why
from bot.runtime import Work
from bot.settings import SETTINGS, Setting
from flows.policy.hours import SafeHours, Span
from storage.queries import notices
from storage.queries import team as queries

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
HIDDEN = frozenset({"DATABASE_URL", "TWILIO_ACCOUNT_SID", "PRS_PROVIDER_ID"})
"""Not secret, and nobody at a desk needs them."""


@dataclass(frozen=True, slots=True)
class Language:
    """Texts of one language: whether the version shipped now was reviewed, by whom, on which day."""

    tag: str
    version: str
    reviewer: str | None
    reviewed_on: dt.date | None
    before: bool
    """An earlier version was reviewed; the texts have changed since."""


@dataclass(frozen=True, slots=True)
class SetLine:
    """One setting. `value` is None when it is not set; `secret`: that it is set is all that is said."""

    name: str
    meaning: str
    value: str | None
    secret: bool
    by_default: bool


@dataclass(frozen=True, slots=True)
class SetUp:
    """Everything the page shows."""

    state_numbers: int
    languages: tuple[Language, ...]
    settings: tuple[SetLine, ...]


def set_up(work: Work, viewer: Viewer) -> SetUp:
    """What is set. Raises Refused for caseworkers."""
    if not viewer.supervises:
        raise Refused(Why.NOT_A_SUPERVISOR)
    return SetUp(
        state_numbers=len(notices.contacts(work.session, work.settings.provider_id)),
        languages=_languages(work),
        settings=tuple(_line(work, setting) for setting in SETTINGS if setting.name not in HIDDEN),
    )


def _languages(work: Work) -> tuple[Language, ...]:
    texts = work.runtime.texts
    reviews = {
        (row.language, row.texts_version): row
        for row in queries.text_reviews(work.session, work.settings.provider_id)
    }
    seen = {language for language, _ in reviews}
    found = []
    for tag in sorted(texts.languages):
        version = texts.version(tag)
        row = reviews.get((tag, version))
        found.append(
            Language(
                tag,
                version,
                row.reviewer if row else None,
                row.reviewed_on if row else None,
                before=row is None and tag in seen,
            )
        )
    return tuple(found)


def _line(work: Work, setting: Setting) -> SetLine:
    value = getattr(work.settings, setting.field)
    default = setting.default is not None and setting.parse(setting.default) == value
    shown = None if value is None else "set" if setting.secret else _words(value)
    return SetLine(setting.name, setting.meaning, shown, setting.secret, default)


def _words(value: Any) -> str:
    if isinstance(value, Span):
        return _span(value)
    if isinstance(value, SafeHours):
        runs = [list(run) for _, run in groupby(range(len(DAYS)), key=lambda n: value.days[n])]
        return "; ".join(
            f"{_days(run)} {', '.join(map(_span, value.days[run[0]]))}" for run in runs if value.days[run[0]]
        )
    return str(value)


def _days(run: list[int]) -> str:
    return DAYS[run[0]] if len(run) == 1 else f"{DAYS[run[0]]}-{DAYS[run[-1]]}"


def _span(span: Span) -> str:
    return "-".join(f"{minutes // 60:02}:{minutes % 60:02}" for minutes in (span.start, span.end))
