"""Twilio's error bodies: code, HTTP status and wording, as its REST API answers them."""

_TABLE = {
    20001: (400, "Parameter '{value}' is not spoken by this emulator."),
    20003: (401, "Authenticate"),
    20009: (409, "Resource not complete"),
    20404: (404, "The requested resource {value} was not found"),
    21201: (400, "No 'To' number is specified"),
    21205: (400, "Url parameter is required."),
    21210: (
        400,
        "The source phone number provided, {value}, is not yet verified for your account. You may only make "
        "calls from phone numbers that you've verified or purchased from Twilio.",
    ),
    21211: (400, "Invalid 'To' Phone Number: {value}"),
    21213: (400, "No 'From' number is specified"),
    21220: (400, "Call is not in-progress. Cannot redirect."),
    21266: (400, "'To' and 'From' number cannot be the same: {value}"),
    21602: (400, "Message body is required."),
    21603: (400, "A 'From' phone number is required."),
    21604: (400, "A 'To' phone number is required."),
    21606: (
        400,
        "The 'From' phone number {value} is not a valid, SMS-capable inbound phone number or short code "
        "for your account.",
    ),
    21609: (400, "The 'StatusCallback' URL {value} is not a valid URL."),
    21610: (400, "Attempt to send to unsubscribed recipient"),
    21617: (400, "The concatenated message body exceeds the 1600 character limit"),
    21655: (400, "The ContentSid {value} is invalid"),
    21656: (400, "The Content Variables parameter is invalid"),
    21701: (404, "The Messaging Service {value} does not exist"),
}


class ApiError(Exception):
    """A refusal that the API answers with Twilio's body."""

    def __init__(self, code: int, value: str = "") -> None:
        status, wording = _TABLE[code]
        super().__init__(f"{code}")
        self.code = code
        self.status = status
        self.message = wording.format(value=value)

    def body(self) -> dict[str, object]:
        """The JSON body of the answer."""
        return {
            "code": self.code,
            "message": self.message,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }
