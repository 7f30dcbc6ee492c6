"""Dates: what people write, and what must never become a date. Sent on Monday 2026-03-02."""

import datetime as dt

import pytest

from flows.vocabulary import Answer
from tests.flows.understanding.replies import read


@pytest.mark.parametrize(
    ("lang", "text", "day"),
    [
        ("es", "el 5 de mayo", "2026-05-05"),
        ("es", "5 de enero", "2027-01-05"),
        ("es", "el veintidos de abril a las 9", "2026-04-22"),
        ("es", "pasado mañana", "2026-03-04"),
        ("es", "mañana en la mañana", "2026-03-03"),
        ("es", "de hoy en ocho", "2026-03-09"),
        ("es", "el martes que viene", "2026-03-03"),
        ("es", "en 3 semanas", "2026-03-23"),
        ("es", "4/22/2026", "2026-04-22"),
        ("es", "15/06", "2026-06-15"),
        ("en", "may 5th", "2026-05-05"),
        ("en", "the second of may", "2026-05-02"),
        ("en", "2026/04/09", "2026-04-09"),
        ("en", "in 2 weeks", "2026-03-16"),
        ("en", "tmrw", "2026-03-03"),
        ("pt", "20 de abril as 9h", "2026-04-20"),
        ("pt", "depois de amanha", "2026-03-04"),
        ("fr", "le 1er juillet", "2026-07-01"),
        ("ht", "demen", "2026-03-03"),
        ("ht", "20 out", "2026-08-20"),
        ("ru", "5 мая", "2026-05-05"),
        ("ar", "٥ مايو", "2026-05-05"),
        ("zh", "3月16号", "2026-03-16"),
        ("tr", "5 mayıs", "2026-05-05"),
        ("hi", "15 मार्च", "2026-03-15"),
    ],
)
def test_a_date_is_read(lang: str, text: str, day: str) -> None:
    reading = read(text, "court_date", lang=lang)
    assert (reading.answer, reading.date) == (Answer.DATE, dt.date.fromisoformat(day))


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("es", "tengo 15 años"),
        ("es", "en mayo"),
        ("es", "a las 9 de la mañana"),
        ("es", "no me acuerdo"),
        ("en", "i may go"),
        ("en", "hes 16 years old"),
        ("en", "next month"),
        ("fr", "je sais pas encore"),
        ("pt", "semana que vem"),
        ("es", "30/02"),
    ],
)
def test_no_date_is_invented(lang: str, text: str) -> None:
    assert read(text, "court_date", lang=lang).date is None


def test_day_and_month_that_can_be_swapped_are_both_given() -> None:
    spanish, english = read("3/4", "court_date"), read("3/4", "court_date", lang="en")
    assert (spanish.date, spanish.date_other) == (dt.date(2026, 4, 3), dt.date(2026, 3, 4))
    assert (english.date, english.date_other) == (dt.date(2026, 3, 4), dt.date(2026, 4, 3))


def test_a_date_beside_yes_is_kept_as_a_further_answer() -> None:
    also = read("si es el 5 de mayo", "court_aware").also
    assert [(a.question.value, a.date) for a in also] == [("court_date", dt.date(2026, 5, 5))]


@pytest.mark.parametrize(
    ("lang", "text", "day"),
    [
        ("en", "tuesday the 21st", "2026-04-21"),
        ("en", "the first tuesday of june", "2026-06-02"),
        ("en", "the 8th of next month", "2026-04-08"),
        ("en", "two weeks from today", "2026-03-16"),
        ("en", "july 7th 9am", "2026-07-07"),
        ("en", "it was june 3 but they moved it to july 16", "2026-07-16"),
        ("es", "dentro de 15 dias", "2026-03-17"),
        ("es", "el 15 del 12", "2026-12-15"),
        ("es", "el 8 del otro mes", "2026-04-08"),
        ("es", "el ultimo dia de abril", "2026-04-30"),
        ("pt", "9 do mes que vem", "2026-04-09"),
        ("fr", "mardi 14 du mois prochain", "2026-04-14"),
        ("fr", "lundi sept decembre", "2026-12-07"),
        ("ht", "venn de me", "2026-05-22"),
        ("ar", "يوم 2 شهر 11", "2026-11-02"),
        ("ar", "بعد شهر", "2026-04-02"),
        ("fa-AF", "۱۵ حمل", "2026-04-04"),
        ("ps", "۹ د جولای", "2026-07-09"),
        ("zh", "下个月四号", "2026-04-04"),
        ("tr", "aralığın 8i", "2026-12-08"),
        ("uk", "рівно за два тижні", "2026-03-16"),
        ("pa", "ਗਿਆਰਾਂ ਮਾਰਚ", "2026-03-11"),
    ],
)
def test_further_ways_to_name_a_day(lang: str, text: str, day: str) -> None:
    assert read(text, "court_date", lang=lang).date == dt.date.fromisoformat(day)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "either the 6th or the 7th of august"),
        ("en", "tuesday the 20th"),
        ("es", "del 10 al 20 de mayo"),
        ("es", "me lo dieron el mes pasado"),
        ("en", "which one, the one for him"),
    ],
)
def test_two_days_or_none_that_fits_name_no_day(lang: str, text: str) -> None:
    assert read(text, "court_date", lang=lang).date is None


def test_a_month_alone_is_not_certain() -> None:
    assert read("en septiembre", "court_date").answer is Answer.UNSURE
