"""All tables, by subject."""

from storage.models.alarms import Alarm, AlarmStep, PageRow, Shift
from storage.models.audit import AuditRow, Counter, Heartbeat, TextReview
from storage.models.checkins import (
    AnswerRow,
    Attempt,
    CheckIn,
    CheckInPart,
    ChildContact,
    Conversation,
    ConversationPart,
    Pause,
    Task,
)
from storage.models.concerns import ConcernEvidence, ConcernRow, Correction
from storage.models.enrolment import Permission, SpokenText, WhatsAppTemplate
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
from storage.models.notices import Duty, Notice, NoticeVersion, StateContact
from storage.models.operations import SendingHold
from storage.models.people import Address, Case, CasePerson, OptOut, Person, PersonAddress
from storage.models.reports import Closure, Contact, Referral, ReferralStep, Report, ReportVersion
from storage.models.staff import Cover, Staff
from storage.models.words import Grievance, GrievanceStep, NumberProposal

__all__ = [
    "Address",
    "Alarm",
    "AlarmStep",
    "AnswerRow",
    "Attempt",
    "AuditRow",
    "Case",
    "CasePerson",
    "CheckIn",
    "CheckInPart",
    "ChildContact",
    "Closure",
    "ConcernEvidence",
    "ConcernRow",
    "Contact",
    "Conversation",
    "ConversationPart",
    "Correction",
    "Counter",
    "Cover",
    "DataKey",
    "Delivery",
    "Duty",
    "Grievance",
    "GrievanceStep",
    "Heartbeat",
    "Inbound",
    "InboundProcessing",
    "Notice",
    "NoticeVersion",
    "NumberProposal",
    "OptOut",
    "Outbound",
    "PageRow",
    "Pause",
    "Permission",
    "Person",
    "PersonAddress",
    "ReadingRow",
    "Referral",
    "ReferralStep",
    "Report",
    "ReportVersion",
    "Seen",
    "SendingHold",
    "Shift",
    "SpokenText",
    "Staff",
    "StateContact",
    "StatusEvent",
    "Task",
    "TextReview",
    "WhatsAppTemplate",
]
