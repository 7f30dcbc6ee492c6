"""Attempts to reach a person: each is logged with channel, time and result, the machine's apart (6.3)."""

from bot.effects import Carrier
from bot.runtime import Work
from storage.models import Attempt, CheckInPart

TEXT_QUEUED, REMINDER_QUEUED = "text_queued", "reminder_queued"
OTHER_CHANNEL_QUEUED = "other_channel_queued"
MACHINE_RESULTS = (TEXT_QUEUED, REMINDER_QUEUED, OTHER_CHANNEL_QUEUED)


def log_attempt(work: Work, part: CheckInPart, carrier: Carrier, result: str = TEXT_QUEUED) -> None:
    """An attempt to reach the person by text; its delivery row says what became of it (6.3).

    One text to the sponsor of several children is an attempt in the case of each.
    """
    talk = carrier.scene.conversation
    for row in carrier.sent[:1]:
        for each in talk.parts if talk else [part]:
            work.session.add(
                Attempt(
                    **work.owned(),
                    part_id=each.id,
                    person_id=each.person_id,
                    outbound_id=row.id,
                    channel=carrier.scene.at.channel.value,
                    result=result,
                    at=work.now,
                )
            )
