"""The words in which staff read complaints."""

from collections.abc import Mapping

from flows.vocabulary import GrievanceFrom, GrievanceOutcome, GrievanceState, GrievanceWay

FROM: Mapping[GrievanceFrom, str] = {
    GrievanceFrom.CHILD: "a released child",
    GrievanceFrom.SPONSOR: "a sponsor",
    GrievanceFrom.STAFF: "a colleague",
    GrievanceFrom.OTHER: "somebody else",
}

WAY: Mapping[GrievanceWay, str] = {
    GrievanceWay.TEXT: "by text",
    GrievanceWay.CALL: "in a call",
    GrievanceWay.IN_PERSON: "in person",
    GrievanceWay.LETTER: "by letter or e-mail",
    GrievanceWay.CALL_CENTER: "through the National Call Center",
}

STATE: Mapping[GrievanceState, str] = {
    GrievanceState.OPEN: "nobody has answered yet",
    GrievanceState.ANSWERED: "answered, not resolved",
    GrievanceState.RESOLVED: "resolved",
}

STEP: Mapping[GrievanceState, str] = {
    GrievanceState.OPEN: "Pass it on, or take it up again",
    GrievanceState.ANSWERED: "I have answered whoever complains",
    GrievanceState.RESOLVED: "It is resolved",
}

OUTCOME: Mapping[GrievanceOutcome, str] = {
    GrievanceOutcome.UPHELD: "The complaint was right",
    GrievanceOutcome.PARTLY_UPHELD: "It was right in part",
    GrievanceOutcome.NOT_UPHELD: "Nothing of it was found",
    GrievanceOutcome.WITHDRAWN: "It was taken back",
    GrievanceOutcome.PASSED_ON: "It was passed on to ORR or another body",
}
