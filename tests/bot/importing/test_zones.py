"""The ZIP code knows the zone better than the State does."""

import pytest

from bot.importing.values import BadValue
from bot.importing.zones import STATES, zone_of


@pytest.mark.parametrize(
    ("place", "state", "zip_code", "zone"),
    [
        ("El Paso", "TX", "79901", "America/Denver"),
        ("Houston", "TX", "77002", "America/Chicago"),
        ("Pensacola", "FL", "32501", "America/Chicago"),
        ("Miami", "FL", "33101", "America/New_York"),
        ("Evansville", "IN", "47708", "America/Chicago"),
        ("Knoxville", "TN", "37902-1234", "America/New_York"),
        ("Phoenix, without summer time", "AZ", "85009", "America/Phoenix"),
        ("Window Rock, Navajo Nation, with it", "AZ", "86515", "America/Denver"),
        ("San Juan", "PR", "00901", "America/Puerto_Rico"),
        ("Honolulu", "HI", "96813", "Pacific/Honolulu"),
    ],
)
def test_split_states_and_no_summer_time(place: str, state: str, zip_code: str, zone: str) -> None:
    assert zone_of(state, zip_code, None) == zone, place


def test_a_zip_code_of_another_state_is_refused_even_with_a_given_zone() -> None:
    with pytest.raises(BadValue, match="belongs to TX, not to NM"):
        zone_of("NM", "79901", "America/Denver")


def test_an_unknown_zip_code_needs_the_zone() -> None:
    with pytest.raises(BadValue, match="not known"):
        zone_of("TX", "99999", None)
    assert zone_of("TX", "99999", "America/Chicago") == "America/Chicago"


def test_every_place_with_postal_codes_has_a_state_code() -> None:
    assert len(STATES) == 50 + 1 + 5 + 3
