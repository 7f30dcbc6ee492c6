"""The words in which staff read the rota and the state of paging."""

from collections.abc import Mapping

from bot.alarms.shifts import CannotReach
from bot.alarms.watching import Trouble

CANNOT_REACH: Mapping[CannotReach, str] = {
    CannotReach.NOT_ACTIVE: "this account is not active",
    CannotReach.NO_PHONE: "no phone for pages is on file",
    CannotReach.LAST_TEXT_LOST: "the last text to this phone did not arrive: check the number",
    CannotReach.NOBODY: "nobody is on the rota",
}

TROUBLE: Mapping[Trouble, str] = {
    Trouble.WORKER: "The worker does not run: no page leaves",
    Trouble.STEPS: "A page that was due did not go out",
    Trouble.TEXTS: "Pages by text do not leave",
    Trouble.CALLS: "Pages by phone call do not leave",
    Trouble.MAILS: "Pages by e-mail do not leave",
    Trouble.LINE: "No text leaves: something in our account at Twilio has to be put right",
    Trouble.HELD: "The database was restored: families get no text until it was compared with Twilio",
    Trouble.NOBODY_ON_ROTA: "Nobody is on the rota: pages go to all supervisors",
}

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
