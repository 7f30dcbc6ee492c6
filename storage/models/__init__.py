"""All tables, by subject."""

from storage.models.audit import AuditRow, Counter, Heartbeat, TextReview
from storage.models.checkins import AnswerRow, Attempt, CheckIn, CheckInPart, Conversation, Task
from storage.models.concerns import ConcernEvidence, ConcernRow, PageRow
from storage.models.keys import DataKey
from storage.models.messages import (
    Delivery,
    Inbound,
    InboundProcessing,
    Outbound,
    ReadingRow,
    Seen,
    StatusEvent,
)
from storage.models.people import Address, Case, CasePerson, OptOut, Person, PersonAddress
from storage.models.staff import Cover, Staff

__all__ = [
    "Address",
    "AnswerRow",
    "Attempt",
    "AuditRow",
    "Case",
    "CasePerson",
    "CheckIn",
    "CheckInPart",
    "ConcernEvidence",
    "ConcernRow",
    "Conversation",
    "Counter",
    "Cover",
    "DataKey",
    "Delivery",
    "Heartbeat",
    "Inbound",
    "InboundProcessing",
    "OptOut",
    "Outbound",
    "PageRow",
    "Person",
    "PersonAddress",
    "ReadingRow",
    "Seen",
    "Staff",
    "StatusEvent",
    "Task",
    "TextReview",
]
