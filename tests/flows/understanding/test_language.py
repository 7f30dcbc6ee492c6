"""The language of a reply: told when it is long enough, never switched by one word."""

import pytest

from flows.vocabulary import Answer, Urgency
from tests.flows.understanding.replies import read


@pytest.mark.parametrize(
    ("lang", "text", "told"),
    [
        ("en", "mi mama no tiene el papel todavia", "es"),
        ("es", "yes my lawyer told me about it", "en"),
        ("es", "eu moro com a minha tia aqui em Boston", "pt"),
        ("en", "j'habite avec mon oncle depuis deux mois", "fr"),
        ("fr", "mwen rete ak matant mwen depi de mwa", "ht"),
        ("es", "no", "es"),
        ("en", "ok", "en"),
        ("es", "👍", "es"),
        ("ru", "ніхто мене не б'є", "uk"),
        ("en", "कल कोर्ट है", "hi"),
        ("en", "ਮੈਂ ਠੀਕ ਹਾਂ", "pa"),
        ("fa-AF", "زه له کاکا سره اوسېږم", "ps"),
        ("en", "我跟叔叔住", "zh"),
    ],
)
def test_the_language_is_told(lang: str, text: str, told: str) -> None:
    assert read(text, lang=lang).language == told


def test_mayan_goes_to_a_person() -> None:
    reading = read("in k'o pa wachoch rik'in ri nutat", "residence")
    assert reading.language == "und"
    assert reading.review or reading.urgency in (Urgency.CONCERN, Urgency.EMERGENCY)


def test_a_reply_in_another_language_is_read() -> None:
    assert read("yes im in 10th grade", "school_enrolled", lang="es").answer is Answer.YES
