"""The answer to the question that was asked."""

import pytest

from flows.vocabulary import READING_QUESTIONS, Answer, Question, Role
from tests.flows.understanding.replies import MONDAY, read

ROWS = [
    ("es", "consent", "dele pues", "yes"),
    ("es", "consent", "ahorita no puedo, estoy en el trabajo", "later"),
    ("es", "residence", "ya no vivo con el", "no"),
    ("es", "residence", "mi tio me trajo a vivir con el", "yes"),
    ("es", "residence", "simon", "yes"),
    ("es", "safety", "nadie me pega ni me grita", "yes"),
    ("es", "safety", "no, todo bien", "yes"),
    ("es", "safety", "no me siento segura", "no"),
    ("es", "safety", "prefiero no contestar", "decline"),
    ("es", "school_enrolled", "va en septimo", "yes"),
    ("es", "school_enrolled", "todavia no, faltan las vacunas", "no"),
    ("es", "school_attending", "ya me sali", "no"),
    ("es", "school_attending", "casi nunca falto", "yes"),
    ("es", "court_aware", "no se", "no"),
    ("es", "court_aware", "mi mama tiene el papel", "unsure"),
    ("es", "support", "no gracias", "no"),
    ("es", "support", "comida y ropa", "yes"),
    ("es", "health", "mas o menos", "unsure"),
    ("es", "health", "👍", "yes"),
    ("es", "none", "quien es", "question"),
    ("es", "none", "ya no me escriban", "stop"),
    ("es", "consent", "numero equivocado", "wrong_person"),
    ("en", "consent", "sure go ahead", "yes"),
    ("en", "consent", "at work", "later"),
    ("en", "safety", "nobody hits me", "yes"),
    ("en", "safety", "idk", "unsure"),
    ("en", "school_enrolled", "im a freshman", "yes"),
    ("en", "court_aware", "no idea", "no"),
    ("en", "support", "were good thanks", "no"),
    ("en", "residence", "nah i moved out", "no"),
    ("en", "consent", "english please", "other"),
    ("pt", "school_attending", "vou todo dia", "yes"),
    ("pt", "court_aware", "n sei", "no"),
    ("fr", "health", "ca va tres bien", "yes"),
    ("fr", "court_aware", "jsp", "no"),
    ("ht", "residence", "wi m rete ak matant mwen", "yes"),
    ("ht", "court_aware", "m pa konnen", "no"),
    ("ar", "health", "الحمد لله بخير", "yes"),
    ("ru", "residence", "да, живу с дядей", "yes"),
    ("uk", "safety", "ніхто мене не ображає", "yes"),
    ("zh", "court_aware", "不知道", "no"),
    ("fa-AF", "consent", "بلی", "yes"),
    ("ps", "consent", "هو", "yes"),
    ("hi", "consent", "haan ji", "yes"),
    ("pa", "consent", "ਹਾਂ ਜੀ", "yes"),
    ("tr", "consent", "evet", "yes"),
]


@pytest.mark.parametrize(("lang", "question", "text", "answer"), ROWS)
def test_the_answer_is_read(lang: str, question: str, text: str, answer: str) -> None:
    assert read(text, question, lang=lang).answer.value == answer


@pytest.mark.parametrize(
    "question", [q for q in Question if q in READING_QUESTIONS - {Question.NONE, Question.COURT_DATE}]
)
def test_a_lone_digit_means_what_our_texts_offer(question: Question) -> None:
    second = Answer.LATER if question is Question.CONSENT else Answer.NO
    assert [read(d, question.value).answer for d in ("1", "2", "3")] == [Answer.YES, second, Answer.OTHER]


def test_arabic_indic_digits_count() -> None:
    assert read("١", "safety", lang="ar").answer is Answer.YES


def test_a_question_of_the_engine_is_refused() -> None:
    from flows.understanding import understand

    with pytest.raises(ValueError):
        understand("si", lang="es", role=Role.CHILD, question=Question.IDENTITY, sent_on=MONDAY)
