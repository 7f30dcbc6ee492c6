"""What a person wrote down about a concern, and the data key with which that is sealed."""

import uuid

from bot.runtime import Work
from storage.models import Address, ConcernEvidence, ConcernRow

NOTE_FIELD = "concern_note"


def key_of(work: Work, concern: ConcernRow) -> uuid.UUID:
    """The data key with which notes at a concern are sealed: the person's, else the number's."""
    if concern.person is not None:
        return concern.person.data_key_id
    return work.session.get_one(Address, concern.address_id).data_key_id


def note_of(work: Work, concern: ConcernRow, evidence: ConcernEvidence) -> str | None:
    """What a person wrote down when raising a concern."""
    return work.vault.open_optional(key_of(work, concern), NOTE_FIELD, evidence.note_sealed)


def seal_note(work: Work, concern: ConcernRow, note: str | None) -> bytes | None:
    """The same, sealed."""
    return work.vault.seal_optional(key_of(work, concern), NOTE_FIELD, note)
