"""What is a danger, what is not, and how urgent it is."""

import pytest

from flows.vocabulary import Concern, Need, Question, Urgency
from tests.flows.understanding.replies import read

FLAGGED = [
    ("es", "mi padrastro me golpea cuando llega borracho", Concern.PHYSICAL_ABUSE),
    ("es", "no para de pegarme", Concern.PHYSICAL_ABUSE),
    ("es", "el coyote llama y dice que le debemos, amenaza a mi mama", Concern.ORGANIZED_CRIME),
    ("es", "me quita el cheque y dice que le debo el viaje", Concern.LABOR_TRAFFICKING),
    ("es", "mi primo se mete en mi cama en la noche", Concern.SEXUAL_ABUSE),
    ("es", "ya no quiero vivir", Concern.SELF_HARM),
    ("es", "me corrieron de la casa", Concern.ABANDONMENT),
    ("en", "she kicked me out and i sleep in a park", Concern.ABANDONMENT),
    ("en", "my stepdad comes in my room when i sleep", Concern.SEXUAL_ABUSE),
    ("en", "he keeps my paycheck until i pay off the coyote", Concern.LABOR_TRAFFICKING),
    ("en", "make him stop hitting me", Concern.PHYSICAL_ABUSE),
    ("en", "a lady from cps was here", Concern.CPS_INVOLVEMENT),
    ("pt", "meu tio me bate quando bebe", Concern.PHYSICAL_ABUSE),
    ("fr", "mon oncle me frappe le soir", Concern.PHYSICAL_ABUSE),
    ("ht", "tonton m ap bat mwen", Concern.PHYSICAL_ABUSE),
    ("ar", "عمي بيضربني", Concern.PHYSICAL_ABUSE),
    ("ru", "дядя меня бьет", Concern.PHYSICAL_ABUSE),
    ("uk", "вітчим мене бив учора", Concern.PHYSICAL_ABUSE),
    ("zh", "叔叔打我", Concern.PHYSICAL_ABUSE),
    ("fa-AF", "کاکایم مره لت میکنه", Concern.PHYSICAL_ABUSE),
    ("ps", "کاکا مې وهي", Concern.PHYSICAL_ABUSE),
    ("hi", "chacha mujhe maarte hai", Concern.PHYSICAL_ABUSE),
    ("pa", "ਚਾਚਾ ਮੈਨੂੰ ਕੁੱਟਦਾ ਹੈ", Concern.PHYSICAL_ABUSE),
    ("tr", "amcam beni dövüyor", Concern.PHYSICAL_ABUSE),
]


@pytest.mark.parametrize(("lang", "text", "code"), FLAGGED)
def test_a_danger_is_flagged(lang: str, text: str, code: Concern) -> None:
    reading = read(text, lang=lang)
    assert code in reading.concerns
    assert reading.urgency in (Urgency.CONCERN, Urgency.EMERGENCY)


HARMLESS = [
    ("es", "nadie me pega"),
    ("es", "no me falta comida"),
    ("es", "me muero de risa"),
    ("es", "me mata la tarea"),
    ("es", "en honduras me pegaban, por eso me vine"),
    ("es", "en la pelicula lo matan con un cuchillo"),
    ("en", "nobody ever hit me"),
    ("en", "im dead tired lol"),
    ("en", "this math homework is killing me"),
    ("pt", "ninguem me bate"),
    ("fr", "personne ne me tape"),
    ("ht", "pesonn pa bat mwen"),
    ("ru", "никто меня не бьет"),
    ("tr", "kimse bana vurmuyor"),
]


@pytest.mark.parametrize(("lang", "text"), HARMLESS)
def test_a_denial_an_idiom_a_film_or_the_past_there_is_no_concern(lang: str, text: str) -> None:
    assert read(text, lang=lang).concerns == ()


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("es", "esta golpeando a mi mama ahorita"),
        ("es", "me tienen encerrado con candado"),
        ("es", "no llego anoche y no la encontramos"),
        ("es", "hoy me mato"),
        ("en", "he has a knife we are hiding"),
        ("en", "shes not breathing"),
        ("en", "i took all the pills"),
        ("pt", "ela desmaiou e nao acorda"),
        ("fr", "je suis enfermee a cle dans la chambre"),
        ("ht", "nou lopital la kounya"),
    ],
)
def test_danger_now_is_an_emergency(lang: str, text: str) -> None:
    assert read(text, lang=lang).urgency is Urgency.EMERGENCY


def test_trafficking_is_a_concern_although_past_and_elsewhere() -> None:
    reading = read("alla en guatemala me obligaban a trabajar para pagar la deuda")
    assert Concern.LABOR_TRAFFICKING in reading.concerns


def test_abuse_in_a_shelter_is_a_concern_although_past() -> None:
    assert (
        Concern.SEXUAL_ABUSE
        in read("en el albergue un señor me manoseaba cuando estaba alla en texas").concerns
    )


def test_a_friends_danger_goes_to_a_person_without_being_a_concern() -> None:
    reading = read("a mi amiga le pega su papa")
    assert reading.concerns == ()
    assert reading.review


def test_no_to_residence_alone_is_a_placement_disruption() -> None:
    assert read("no", "residence").concerns == (Concern.PLACEMENT_DISRUPTION,)


def test_no_to_school_alone_is_a_need() -> None:
    assert read("no", "school_enrolled").needs == (Need.SCHOOL,)


def test_no_to_safety_is_urgent_even_without_a_category() -> None:
    reading = read("no", "safety")
    assert (reading.urgency, reading.concerns) == (Urgency.CONCERN, ())


def test_evidence_is_the_span_in_the_original_text() -> None:
    text = "😀 MI TÍO ME GOLPEÓ ayer"
    spans = [text[e.start : e.end] for e in read(text).evidence if e.code == "physical_abuse"]
    assert any("GOLPEÓ" in span for span in spans)


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("necesitamos un abogado", Need.LEGAL),
        ("no tenemos carro para ir", Need.TRANSPORTATION),
        ("ocupamos ropa de invierno", Need.BASIC_NEEDS),
        ("alguien que traduzca", Need.INTERPRETER),
        ("busco trabajo", Need.WORK),
        ("quiero ver una psicologa", Need.MENTAL_HEALTH),
        ("me duele una muela", Need.HEALTH),
    ],
)
def test_a_need_is_found(text: str, need: Need) -> None:
    assert need in read(text, "support", lang="es").needs


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "my uncle beats me"), ("en", "he beats me"), ("en", "they beat us"),
        ("es", "me toco con su mano"), ("es", "me quema con cigarro"), ("ht", "li ban m kout fil"),
    ],
)  # fmt: skip
def test_a_danger_is_not_taken_for_the_idiom_that_it_looks_like(lang: str, text: str) -> None:
    assert read(text, lang=lang, question=Question.SAFETY).concerns


@pytest.mark.parametrize(
    ("lang", "text"), [("en", "beats me"), ("en", "idk, beats me"), ("es", "me toco con el profe nuevo")]
)
def test_the_idiom_itself_is_none(lang: str, text: str) -> None:
    assert not read(text, lang=lang, question=Question.HEALTH).concerns
