"""The time zone of a case from its ZIP code and State, or as given."""

from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.importing.values import BadValue

_CODES: Final = """
    AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND
    OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC PR GU VI AS MP AA AE AP
"""

STATES: Final = frozenset(_CODES.split())
"""USPS codes: States, DC, territories, and the three codes of military mail."""

_GIVE_ZONE: Final = "fill in the column time_zone, such as America/Chicago"


def state(text: str) -> str:
    """A USPS State code in capitals. Raises BadValue."""
    if text.upper() not in STATES:
        raise BadValue(f"{text!r} is no State", "write two letters, such as TX")
    return text.upper()


def time_zone(text: str) -> str:
    """An IANA zone with a place in its name, so that its clock changes are known. Raises BadValue."""
    remedy = "write an IANA name, such as America/Chicago"
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadValue(f"{text!r} is no time zone", remedy) from None
    if "/" not in text or text.startswith("Etc/"):
        raise BadValue(f"{text!r} names no place", remedy)
    return text


def zone_of(state_code: str, zip_code: str, given: str | None) -> str:
    """The IANA zone of a ZIP code, which must lie in the State; `given` overrides. Raises BadValue.

    Several zones may share a State, so the ZIP decides (facts of USPS, package zipcodes).
    """
    states, zones = _places(zip_code[:5])
    if states and state_code not in states:
        raise BadValue(
            f"this ZIP code belongs to {' or '.join(sorted(states))}, not to {state_code}",
            "correct the ZIP code or the column state",
        )
    if given:
        return given
    if not states:
        raise BadValue("this ZIP code is not known", f"correct it, or {_GIVE_ZONE}")
    if len(zones) != 1:
        raise BadValue("this ZIP code has no time zone of its own (military mail)", _GIVE_ZONE)
    return next(iter(zones))


@lru_cache(maxsize=4096)
def _places(zip_code: str) -> tuple[frozenset[str], frozenset[str]]:
    """The States and the time zones of a ZIP code; none when it is not known."""
    import zipcodes  # loads its data in half a second, so only when a file is read

    places = zipcodes.matching(zip_code)  # type: ignore[no-untyped-call]
    zones = frozenset(place["timezone"] for place in places if place["timezone"])
    return frozenset(place["state"] for place in places), zones
