"""Where an effect happens: the address, and as far as known the person, case and conversation."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.runtime import Work
from flows.vocabulary import Role
from storage.models import Address, Case, CheckInPart, Conversation, Inbound, Person


@dataclass(frozen=True)
class Scene:
    """The rows that one turn concerns. Unknown numbers have an address only."""

    address: Address | None
    person: Person | None = None
    case: Case | None = None
    role: Role | None = None
    part: CheckInPart | None = None
    conversation: Conversation | None = None
    inbound: Inbound | None = None

    @property
    def at(self) -> Address:
        """The address, in a scene that has one. Raises ValueError: a person without a phone."""
        if self.address is None:
            raise ValueError("this person has no address; a person has to reach them")
        return self.address

    def zone(self, work: Work) -> str:
        """The person's time zone (IANA), or the office's where no case is known."""
        return self.case.time_zone if self.case else work.settings.provider_time_zone

    def local_date(self, work: Work, moment: dt.datetime) -> dt.date:
        """The date of a moment where the person lives."""
        return moment.astimezone(ZoneInfo(self.zone(work))).date()
