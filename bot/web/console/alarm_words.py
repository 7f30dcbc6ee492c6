"""What the steps of a concern, its alarm and the strip of every page say to staff."""

from collections.abc import Mapping

from bot.alarms.taking import CONSOLE, KEYPRESS, REPLY
from bot.desk.steps import Step
from bot.desk.viewer import Why
from flows.policy.escalation import Rung
from flows.vocabulary import AlarmReason

STEP: Mapping[Step, str] = {
    Step.ACKNOWLEDGE: "Acknowledge",
    Step.WAIT: "See what the child was asked",
    Step.TAKE_OVER: "Take over",
    Step.WRITE: "Write",
    Step.CALL: "Enter a call",
    Step.DUTIES: "See who must be told",
    Step.NOTICE: "Open the NOC form",
    Step.CLOSE: "Close the concern",
    Step.NOTHING: "",
}
"""The one primary button."""

STEP_WHY: Mapping[Step, str] = {
    Step.ACKNOWLEDGE: "Pressing it says: I have this now. The pages stop.",
    Step.WAIT: "The child was asked, and has not answered yet. Call now only in an emergency.",
    Step.TAKE_OVER: "Then the machine is silent, and you write as a person. A call is as good.",
    Step.WRITE: "You have taken over: the machine is silent until you hand back.",
    Step.CALL: "Nobody has written down a call or a text of their own since this was said.",
    Step.DUTIES: "Somebody besides ORR must be told first.",
    Step.NOTICE: "A named person decides: submitted, or not filed and why.",
    Step.CLOSE: "The report is decided, and nobody is still to be told.",
    Step.NOTHING: "",
}

ALARM_REASON: Mapping[AlarmReason, str] = {
    AlarmReason.RAISED: "it was raised",
    AlarmReason.WORSE: "it got worse",
    AlarmReason.UNATTENDED: "it was taken and nothing was done",
    AlarmReason.NO_STEPS: "the check found that it did not ring",
}

RUNG: Mapping[Rung, str] = {
    Rung.OWNER: "had it before",
    Rung.CASEWORKER: "caseworker or cover",
    Rung.ROTA: "rota",
    Rung.SUPERVISOR: "supervisor",
}

HOW: Mapping[str, str] = {
    CONSOLE: "in the console",
    REPLY: "by reply to the page",
    KEYPRESS: "by keys in the call",
}

CHANNEL: Mapping[str, str] = {"sms": "text", "voice": "call", "email": "e-mail"}

WHY: Mapping[Why, str] = {
    Why.NOT_YOUR_ACCOUNTS: (
        "Nothing was changed. Administrators look after every account, supervisors after those of "
        "caseworkers, and nobody after their own."
    ),
    Why.ACCOUNT_CLOSED: "Nothing was changed. This account is closed: open it again first.",
}
