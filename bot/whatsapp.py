"""WhatsApp's window of 24 hours, and the approved templates that may go outside of it.

Inside the window any text may go. Outside, only a template that WhatsApp has approved, sent by its
ContentSid: one for each text and language, on file by `prs-checkin templates add`. None ships. A template
holds for exactly the words that were approved: when the text in the catalogue changes, it counts no more.
"""

import datetime as dt
import hashlib
import json
import re
from dataclasses import dataclass
from string import Formatter

from sqlalchemy import select

from bot.channels.template import Template
from bot.delivery.outbox import PARAMS
from bot.runtime import Work
from flows.definition_values import IDENTITY_MODES
from flows.shared_texts import REMINDER
from flows.texts import Catalogue, TextError
from flows.vocabulary import Channel, Role
from storage.models import Address, Outbound, WhatsAppTemplate

WINDOW = dt.timedelta(hours=24)
"""So long after the person's last message any text may go (Twilio's error 63016)."""
CLOSED_EARLY = "window_closed"
"""Why a text is sent again as a template: WhatsApp's clock had closed the window before ours."""
_ASKED = (Role.CHILD, Role.SPONSOR)
_SID = re.compile(r"HX[0-9a-fA-F]{32}")


class TemplateProblem(ValueError):
    """A template cannot be put on file; the message names the remedy."""


@dataclass(frozen=True, slots=True)
class OnFile:
    """A template that stands. `current` is false when the text has changed since it was approved."""

    text_key: str
    language: str
    content_sid: str
    approved_by: str
    approved_on: dt.date
    current: bool


def window_open(address: Address, now: dt.datetime) -> bool:
    """Whether the person wrote on this address within the last 24 hours."""
    return address.last_inbound_at is not None and now < address.last_inbound_at + WINDOW


def is_ready(work: Work, address: Address, language: str, text_key: str) -> bool:
    """Whether this text may go to a WhatsApp address now; True on every other channel."""
    if address.channel is not Channel.WHATSAPP or window_open(address, work.now):
        return True
    return _standing(work, text_key, language) is not None


def template_for(work: Work, address: Address, outbound: Outbound, *, closed: bool) -> Template | None:
    """The template by which a text has to go, or None when its own words may go.

    `closed`: WhatsApp has refused these words already, whatever our clock says of the window.
    """
    if address.channel is not Channel.WHATSAPP or (window_open(address, work.now) and not closed):
        return None
    row = _standing(work, outbound.text_key, outbound.language)
    if row is None or outbound.params_sealed is None:
        return None
    params = json.loads(work.vault.open(address.data_key_id, PARAMS, outbound.params_sealed))
    names = _names(work.runtime.texts.template(outbound.language, outbound.text_key))
    values = {str(number): params[name] for number, name in enumerate(names, start=1)}
    return Template(row.content_sid, json.dumps(values, ensure_ascii=False))


def first_texts(work: Work, identity: str) -> frozenset[str]:
    """The texts that open a check-in of somebody who is known by `identity`."""
    flows = work.runtime.flows
    return frozenset(flows.newest(role, 1).steps[0].text.key(identity) for role in _ASKED)


def wanted_keys(work: Work) -> tuple[str, ...]:
    """The texts that are sent without being asked, so that each needs a template."""
    opening = {key for identity in IDENTITY_MODES for key in first_texts(work, identity)}
    return (*sorted(opening), REMINDER)


def words_for_approval(texts: Catalogue, language: str, text_key: str) -> str:
    """The text as it is handed in for approval: `{public_name}` becomes `{{1}}`. Raises TextError."""
    words = texts.template(language, text_key)
    for number, name in enumerate(_names(words), start=1):
        words = words.replace("{" + name + "}", "{{" + str(number) + "}}")
    return words


def add_template(
    work: Work, *, text_key: str, language: str, content_sid: str, approved_by: str, approved_on: dt.date
) -> WhatsAppTemplate:
    """Put an approved template on file; it stands in the place of the one before. Raises TemplateProblem."""
    try:
        digest = _digest(work.runtime.texts, language, text_key)
    except TextError as problem:
        raise TemplateProblem(str(problem)) from None
    if not _SID.fullmatch(content_sid):
        raise TemplateProblem("a ContentSid is HX and 32 hexadecimal digits; copy it from Twilio's console")
    if not approved_by.strip():
        raise TemplateProblem("name the person who has seen the approval")
    if approved_on > work.now.date():
        raise TemplateProblem("an approval cannot have happened in the future; check --date")
    return _keep(work, WhatsAppTemplate(
        text_key=text_key, language=language, content_sid=content_sid, words_digest=digest,
        approved_by=approved_by.strip()[:200], approved_on=approved_on, withdrawn=False,
    ))  # fmt: skip


def withdraw_template(work: Work, text_key: str, language: str) -> bool:
    """Take a template away, as when WhatsApp has paused it. False when there is none."""
    row = _newest(work, text_key, language)
    if row is None or row.withdrawn:
        return False
    _keep(work, WhatsAppTemplate(
        text_key=text_key, language=language, content_sid=row.content_sid, words_digest=row.words_digest,
        approved_by=row.approved_by, approved_on=row.approved_on, withdrawn=True,
    ))  # fmt: skip
    return True


def on_file(work: Work) -> list[OnFile]:
    """All templates that stand, by text and language."""
    query = select(WhatsAppTemplate.text_key, WhatsAppTemplate.language).where(
        WhatsAppTemplate.provider_id == work.settings.provider_id
    )
    pairs = sorted({(key, language) for key, language in work.session.execute(query)})
    rows = [row for pair in pairs if (row := _newest(work, *pair)) is not None and not row.withdrawn]
    return [
        OnFile(
            row.text_key, row.language, row.content_sid, row.approved_by, row.approved_on,
            current=_is_current(work, row),
        )
        for row in rows
    ]  # fmt: skip


def _keep(work: Work, row: WhatsAppTemplate) -> WhatsAppTemplate:
    for name, value in work.owned().items():
        setattr(row, name, value)
    row.recorded_at = work.now
    work.session.add(row)
    work.session.flush()
    action = "withdraw" if row.withdrawn else "approve"
    work.audit(action, "whatsapp_template", row.id, text=row.text_key, language=row.language)
    return row


def _newest(work: Work, text_key: str, language: str) -> WhatsAppTemplate | None:
    query = (
        select(WhatsAppTemplate)
        .where(
            WhatsAppTemplate.provider_id == work.settings.provider_id,
            WhatsAppTemplate.text_key == text_key,
            WhatsAppTemplate.language == language,
        )
        .order_by(WhatsAppTemplate.recorded_at.desc(), WhatsAppTemplate.withdrawn.desc())
    )
    return work.session.scalars(query.limit(1)).first()


def _standing(work: Work, text_key: str, language: str) -> WhatsAppTemplate | None:
    """The template of a text that may be used: not withdrawn, and of the words as they are now."""
    row = _newest(work, text_key, language)
    return row if row is not None and not row.withdrawn and _is_current(work, row) else None


def _is_current(work: Work, row: WhatsAppTemplate) -> bool:
    try:
        return _digest(work.runtime.texts, row.language, row.text_key) == row.words_digest
    except TextError:
        return False


def _digest(texts: Catalogue, language: str, text_key: str) -> str:
    return hashlib.sha256(texts.template(language, text_key).encode()).hexdigest()


def _names(words: str) -> list[str]:
    """Placeholders of a text in the order in which they first stand there."""
    names = (name for _, name, _, _ in Formatter().parse(words) if name is not None)
    return list(dict.fromkeys(names))
