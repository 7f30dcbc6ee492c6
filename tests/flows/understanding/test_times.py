"""The moments that families name, in all languages; it is Wednesday 2026-03-11, 10:00 in Chicago."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.understanding.lexicon import languages
from flows.understanding.times import LONGEST, find_time, time_said

CHICAGO = ZoneInfo("America/Chicago")
WEDNESDAY = dt.datetime(2026, 3, 11, 10, 0, tzinfo=CHICAGO)

SAID = (
    # language, what is said, when it is
    ("es", "mañana a las 5", "Thu 17:00"),
    ("es", "MAÑANA A LAS 5 POR FAVOR", "Thu 17:00"),
    ("es", "el lunes por la tarde", "Mon 14:00"),
    ("es", "despues de las 6", "Wed 18:00"),
    ("es", "no, mañana a las 5", "Thu 17:00"),
    ("es", "no mañana a las 5 mejor", "Thu 17:00"),
    ("es", "ahorita no puedo, mañana a las 4 y media", "Thu 16:30"),
    ("es", "no puedo hoy, mañana a las cinco", "Thu 17:00"),
    ("es", "mañana por la mañana", "Thu 09:00"),
    ("es", "mañana a las 9 de la mañana", "Thu 09:00"),
    ("es", "a la una", "Wed 13:00"),
    ("es", "esta noche a las 7", "Wed 19:00"),
    ("es", "en media hora", "Wed 10:30"),
    ("es", "en 2 horas", "Wed 12:00"),
    ("es", "el viernes a las 3:30 pm", "Fri 15:30"),
    ("es", "pasado mañana a las 11", "Fri 11:00"),
    ("es", "llameme a las 17:15", "Wed 17:15"),
    ("en", "call me after 6", "Wed 18:00"),
    ("en", "tomorrow at 5", "Thu 17:00"),
    ("en", "tomorrow at 5 p.m.", "Thu 17:00"),
    ("en", "tomorrow morning", "Thu 09:00"),
    ("en", "later, at 7", "Wed 19:00"),
    ("en", "friday at 4:30pm", "Fri 16:30"),
    ("en", "this afternoon", "Wed 14:00"),
    ("en", "in two hours", "Wed 12:00"),
    ("en", "half past 5 on saturday", "Sat 17:30"),
    ("en", "not now, at noon", "Wed 12:00"),
    ("pt", "amanhã às 17h", "Thu 17:00"),
    ("pt", "depois das 6", "Wed 18:00"),
    ("pt", "segunda de tarde", "Mon 14:00"),
    ("pt", "amanhã às cinco e meia", "Thu 17:30"),
    ("fr", "demain à 17h", "Thu 17:00"),
    ("fr", "après 18 heures", "Wed 18:00"),
    ("fr", "lundi après-midi", "Mon 14:00"),
    ("fr", "demain à 17h30", "Thu 17:30"),
    ("ht", "demen a 5è", "Thu 17:00"),
    ("ht", "lendi apremidi", "Mon 14:00"),
    ("ht", "aprè 6è", "Wed 18:00"),
    ("ht", "demen maten", "Thu 09:00"),
    ("ru", "завтра в 5", "Thu 17:00"),
    ("ru", "после шести вечера", "Wed 18:00"),
    ("ru", "в понедельник после обеда", "Mon 14:00"),
    ("ru", "через час", "Wed 11:00"),
    ("uk", "завтра о 5", "Thu 17:00"),
    ("uk", "завтра о п'ятій", "Thu 17:00"),
    ("uk", "в понеділок увечері", "Mon 18:00"),
    ("tr", "yarın saat 5'te", "Thu 17:00"),
    ("tr", "yarın saat beşte", "Thu 17:00"),
    ("tr", "pazartesi öğleden sonra", "Mon 14:00"),
    ("tr", "bu akşam 7'de", "Wed 19:00"),
    ("ar", "بكرا الساعة 5", "Thu 17:00"),
    ("ar", "بكرة الساعة ٥ مساء", "Thu 17:00"),
    ("ar", "الاثنين بعد الظهر", "Mon 14:00"),
    ("ar", "بعد الساعة 6", "Wed 18:00"),
    ("hi", "kal 5 baje", "Thu 17:00"),
    ("hi", "कल शाम 5 बजे", "Thu 17:00"),
    ("hi", "सोमवार शाम को", "Mon 18:00"),
    ("hi", "kal sadhe 5 baje", "Thu 17:30"),
    ("pa", "ਕੱਲ੍ਹ ਸ਼ਾਮ 5 ਵਜੇ", "Thu 17:00"),
    ("pa", "kal 5 vaje", "Thu 17:00"),
    ("pa", "ਸੋਮਵਾਰ ਸ਼ਾਮ ਨੂੰ", "Mon 18:00"),
    ("fa-AF", "فردا ساعت 5", "Thu 17:00"),
    ("fa-AF", "صبا ساعت ۵ عصر", "Thu 17:00"),
    ("fa-AF", "دوشنبه بعد از ظهر", "Mon 14:00"),
    ("ps", "سبا په 5 بجو", "Thu 17:00"),
    ("ps", "سبا ماښام", "Thu 18:00"),
    ("ps", "دوشنبه سهار", "Mon 09:00"),
    ("zh", "明天下午五点", "Thu 17:00"),
    ("zh", "明天5点半", "Thu 17:30"),
    ("zh", "星期一下午", "Mon 14:00"),
    ("zh", "今晚7点", "Wed 19:00"),
    ("zh", "半小时后", "Wed 10:30"),
)

NOT_CLEAR = (
    ("es", "mañana"),
    ("es", "mas tarde"),
    ("es", "a las 8"),  # of the morning or of the evening: neither is an hour in which we write
    ("es", "a las 9"),  # has passed today
    ("es", "entre las 5 y las 6"),
    ("es", "a las 5 o a las 6"),
    ("es", "antes de las 6"),
    ("es", "hasta las 5"),
    ("es", "no puedo mañana a las 5"),
    ("es", "ayer a las 5"),
    ("es", "el miercoles a las 5"),  # today, or in a week
    ("es", "5"),
    ("es", "mañana o el lunes a las 5"),
    ("es", "el 20 a las 5"),
    ("es", "202 555 0143"),
    ("es", "a las 25"),
    ("en", "by 5 or 6"),
    ("en", "i can not tomorrow at 5"),
    ("en", "2"),
    ("en", "in two weeks"),
    ("en", "at 5 tomorrow, or friday"),
    ("fr", "avant 18h"),
    ("pt", "até as 5"),
    ("ru", "до 6"),
    ("uk", "завтра або в понеділок о 5"),
    ("tr", "saat 6'dan önce"),
    ("ar", "قبل الساعة 6"),
    ("hi", "5 baje se pehle"),
    ("pa", "5 ਵਜੇ ਤੋਂ ਪਹਿਲਾਂ"),
    ("fa-AF", "تا ساعت 5"),
    ("ps", "تر 5 بجو پورې"),
    ("zh", "5点以前"),
    ("ht", "anvan 6è"),
    ("qu", "mañana a las 5"),
)


def words_of(at: dt.datetime) -> str:
    return at.strftime("%a %H:%M")


@pytest.mark.parametrize(("language", "text", "when"), SAID)
def test_a_named_moment_is_understood(language: str, text: str, when: str) -> None:
    at = time_said(text, language, WEDNESDAY)
    assert at is not None
    assert words_of(at) == when
    assert WEDNESDAY < at <= WEDNESDAY + LONGEST


@pytest.mark.parametrize(("language", "text"), NOT_CLEAR)
def test_what_may_be_meant_in_two_ways_is_not_guessed(language: str, text: str) -> None:
    assert time_said(text, language, WEDNESDAY) is None


def test_every_language_of_the_texts_has_rows() -> None:
    assert {language for language, *_ in SAID} == set(languages())
    assert len(SAID) >= 60


def test_a_message_that_holds_more_than_a_time_says_so() -> None:
    bare = find_time("mañana a las 5", "es", WEDNESDAY)
    more = find_time("mi hermana tiene cita con el doctor mañana a las 5", "es", WEDNESDAY)
    assert bare is not None
    assert bare.alone
    assert more is not None
    assert not more.alone


def test_five_is_seventeen_on_both_sides_of_a_clock_change() -> None:
    """Summer time begins in Chicago on Sunday 2026-03-08."""
    saturday = dt.datetime(2026, 3, 7, 12, 0, tzinfo=CHICAGO)
    at = time_said("mañana a las 5", "es", saturday)
    assert at is not None
    assert (at.isoformat(), at - saturday) == ("2026-03-08T17:00:00-05:00", dt.timedelta(hours=29))
    assert at.astimezone(dt.UTC) - saturday.astimezone(dt.UTC) == dt.timedelta(hours=28)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        time_said("mañana a las 5", "es", dt.datetime(2026, 3, 11, 10, 0))  # noqa: DTZ001 - the fault


@given(st.sampled_from(sorted(languages())), st.text(max_size=60))
def test_any_text_gives_a_coming_moment_or_none(language: str, text: str) -> None:
    at = time_said(text, language, WEDNESDAY)
    assert at is None or WEDNESDAY < at <= WEDNESDAY + LONGEST
