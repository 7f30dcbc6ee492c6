"""A small caseload as it looks on a Monday morning: for tests of the console, and to look at."""

import datetime as dt
from dataclasses import dataclass

from bot.runtime import Runtime
from flows.reading import Reading
from flows.vocabulary import (
    Answer,
    Concern,
    ConversationStatus,
    DeliveryState,
    Lane,
    Need,
    Outcome,
    PartStatus,
    PhoneOwner,
    Question,
    Role,
    StaffRole,
    TaskKind,
    TaskReason,
    Urgency,
)
from storage.models import AnswerRow, Case, ConcernRow, Conversation, Inbound, Person, Staff, Task
from tests.bot.web.builder import Builder, found, quiet

AFRAID = "no me gusta estar aqui, me da miedo mi tio 😟 me pega cuando toma"
SAFETY_ES = "¿Está todo bien donde vives? Responde 1 sí, 2 no, o con tus palabras."


@dataclass
class Seed:
    """The rows that tests ask for."""

    dana: Staff
    lee: Staff
    sam: Staff
    ana: Person
    marta: Person
    luis: Person
    mirlande: Person
    kevin: Person
    ana_case: Case
    luis_case: Case
    kevin_case: Case
    emergency: ConcernRow
    unknown_concern: ConcernRow
    afraid: Inbound
    luis_talk: Conversation
    call_task: Task
    unknown_task: Task


def seed(runtime: Runtime) -> Seed:
    """Fill an empty database; all in one transaction."""
    with runtime.work() as work:
        b = Builder(work)
        staff = (
            b.staff("dana@example.org", "Dana Reyes", StaffRole.CASEWORKER),
            b.staff("lee@example.org", "Lee Park", StaffRole.CASEWORKER, on_call=True),
            b.staff("sam@example.org", "Sam Okafor", StaffRole.SUPERVISOR),
        )
        return Seed(*staff, **_cases(b, *staff))  # type: ignore[arg-type]


def _cases(b: Builder, dana: Staff, lee: Staff, sam: Staff) -> dict[str, object]:
    rows: dict[str, object] = {}
    rows |= _ana(b, dana, lee)
    rows |= _luis(b, dana)
    rows |= _mirlande(b, dana)
    _yusuf(b, dana)
    rows |= _tray(b)
    rows |= _elsewhere(b, lee)
    return rows


def _ana(b: Builder, dana: Staff, lee: Staff) -> dict[str, object]:
    """A disclosure two hours ago that nobody has acknowledged; the sponsor's thread is quiet."""
    case = b.case("C-1001", dana, dt.date(2026, 2, 19), court_date=dt.date(2026, 5, 4))
    ana = b.person(case, Role.CHILD, "Ana", "+12025550101")
    marta = b.person(case, Role.SPONSOR, "Marta", "+12025550102", relationship="aunt")
    b.sent(ana, "Hola, soy de Maple Street. ¿Cuál es tu palabra?", b.ago(hours=3), lane=Lane.FIRST)
    b.came(ana, "colibri", b.ago(minutes=170), question=Question.IDENTITY, reading=quiet(Answer.OTHER, "es"))
    b.sent(ana, "Gracias. ¿Es buen momento y estás a solas?", b.ago(minutes=169))
    b.came(ana, "si", b.ago(minutes=160), question=Question.CONSENT, reading=quiet(Answer.YES, "es"))
    b.sent(ana, SAFETY_ES, b.ago(minutes=150))
    reading = Reading(
        answer=Answer.NO,
        concerns=(Concern.PHYSICAL_ABUSE,),
        urgency=Urgency.EMERGENCY,
        risk=0.94,
        language="es",
        evidence=(
            found(AFRAID, "me da miedo mi tio", "physical_abuse"),
            found(AFRAID, "me pega", "physical_abuse"),
        ),
    )
    afraid = b.came(ana, AFRAID, b.ago(minutes=130), question=Question.SAFETY, reading=reading)
    b.sent(ana, "Gracias por escribir. Una persona te va a contactar.", b.ago(minutes=129), lane=Lane.SAFETY)
    _hand_over(b, ana, afraid)
    emergency = b.concern(case, ana, afraid, reading, told=lee)
    call = b.task(
        TaskKind.WELFARE, TaskReason.CONCERN, b.work.now + dt.timedelta(hours=3), case=case, person=ana,
        inbound=afraid, not_asked=["school_enrolled", "court_aware", "support"],
    )  # fmt: skip
    b.sent(marta, "Hola, soy de Maple Street. ¿Cuál es su palabra?", b.ago(hours=3), lane=Lane.FIRST)
    b.came(marta, "girasol", b.ago(hours=2), question=Question.IDENTITY, reading=quiet(Answer.OTHER, "es"))
    b.sent(marta, "Gracias. ¿Es buen momento y está a solas?", b.ago(minutes=119))
    b.conversation(marta, Question.CONSENT)
    return {
        "ana": ana, "marta": marta, "ana_case": case, "afraid": afraid, "emergency": emergency,
        "call_task": call,
    }  # fmt: skip


def _hand_over(b: Builder, person: Person, said: Inbound) -> None:
    """The machine stopped after a no to the question about safety."""
    b.conversation(
        person, None, status=ConversationStatus.HANDED_OVER, outcome=Outcome.HANDED_OVER,
        ended_at=b.ago(minutes=129),
    )  # fmt: skip
    part = b.part(
        person, status=PartStatus.HANDED_OVER, outcome=Outcome.HANDED_OVER, opened_at=b.ago(hours=3),
        ended_at=b.ago(minutes=129),
    )  # fmt: skip
    answer = AnswerRow(
        **b.work.owned(), part_id=part.id, inbound_id=said.id, question=Question.SAFETY,
        answer=Answer.NO, unclear=False, at=b.ago(minutes=130),
    )  # fmt: skip
    b.work.session.add(answer)


def _luis(b: Builder, dana: Staff) -> dict[str, object]:
    """A check-in that runs by itself."""
    case = b.case("C-1002", dana, dt.date(2026, 2, 19))
    luis = b.person(case, Role.CHILD, "Luis", "+12025550103")
    jorge = b.person(case, Role.SPONSOR, "Jorge", "+12025550104", relationship="father")
    b.sent(luis, "¿Vives con la persona que te recibió?", b.ago(minutes=40))
    b.came(luis, "simon", b.ago(minutes=30), question=Question.RESIDENCE, reading=quiet(Answer.YES, "es"))
    b.sent(luis, "¿Cómo estás de salud?", b.ago(minutes=29))
    talk = b.conversation(luis, Question.HEALTH)
    b.part(jorge, status=PartStatus.REACHED, outcome=Outcome.COMPLETED, opened_at=b.ago(days=1),
           ended_at=b.ago(hours=20))  # fmt: skip
    need = b.came(
        jorge, "todo bien, pero no sabemos la fecha de la corte y ocupamos abogado", b.ago(hours=21),
        question=Question.COURT_AWARE,
        reading=Reading(answer=Answer.NO, needs=(Need.LEGAL,), urgency=Urgency.NEEDS, language="es"),
    )  # fmt: skip
    b.task(TaskKind.COURT, TaskReason.COURT_NO, b.work.now + dt.timedelta(days=2), case=case, person=jorge,
           inbound=need, needs=["legal"])  # fmt: skip
    return {"luis": luis, "luis_case": case, "luis_talk": talk}


def _mirlande(b: Builder, dana: Staff) -> dict[str, object]:
    """A call that is overdue, with an interpreter, to a phone that is not private."""
    case = b.case("C-1003", dana, dt.date(2026, 2, 12), state="FL", zip_code="33130")
    mirlande = b.person(
        case, Role.CHILD, "Mirlande", "+13055550105", "ht", owner=PhoneOwner.HOUSEHOLD,
        interpreter_language="ht", safe_hours="Mon-Fri 17:00-20:00; Sat 10:00-18:00",
    )  # fmt: skip
    b.person(case, Role.SPONSOR, "Jean", "+13055550106", "ht", relationship="uncle")
    b.part(mirlande, status=PartStatus.CALL)
    b.call(mirlande, dana, "no_answer", b.ago(days=2, hours=1))
    b.task(
        TaskKind.CALL, TaskReason.NO_PRIVATE_CHANNEL, b.ago(minutes=50), case=case, person=mirlande,
        not_asked=["residence", "health", "safety", "school_enrolled"],
    )  # fmt: skip
    return {"mirlande": mirlande}


def _yusuf(b: Builder, dana: Staff) -> None:
    """A concern that somebody has, in Arabic, and texts that did not arrive."""
    case = b.case(
        "C-1004", dana, dt.date(2026, 1, 29), state="TX", zip_code="77001", time_zone="America/Chicago"
    )
    yusuf = b.person(case, Role.CHILD, "Yusuf يوسف", "+17135550107", "ar")
    amina = b.person(case, Role.SPONSOR, "Amina", "+17135550108", "ar", relationship="sister")
    text = "صاحب الشغل ما دفع لي وأخذ جواز سفري"
    reading = Reading(
        answer=Answer.OTHER, concerns=(Concern.LABOR_TRAFFICKING,), needs=(Need.WORK,),
        urgency=Urgency.CONCERN, language="ar", evidence=(found(text, "أخذ جواز سفري", "labor_trafficking"),),
    )  # fmt: skip
    b.sent(yusuf, "هل تذهب إلى المدرسة معظم الأيام؟", b.ago(hours=21, minutes=30))
    said = b.came(yusuf, text, b.ago(hours=21), question=Question.SCHOOL_ATTENDING, reading=reading)
    b.concern(case, yusuf, said, reading, held_by=dana)
    b.part(yusuf, status=PartStatus.HANDED_OVER, outcome=Outcome.HANDED_OVER, opened_at=b.ago(days=1),
           ended_at=b.ago(hours=21))  # fmt: skip
    b.sent(amina, "مرحبا، نحن من Maple Street.", b.ago(hours=22), provider_status="undelivered", error=30003,
           lane=Lane.FIRST)  # fmt: skip
    lost = b.sent(
        amina,
        "مرحبا، نحن من Maple Street.",
        b.ago(hours=4),
        state=DeliveryState.UNKNOWN,
        provider_status=None,
    )
    b.task(TaskKind.DELIVERY, TaskReason.UNKNOWN_FATE, b.work.now + dt.timedelta(hours=8), case=case,
           person=amina, outbound=lost)  # fmt: skip


def _tray(b: Builder) -> dict[str, object]:
    """What the machine could not place: a number that nobody knows, an empty picture, a riddle."""
    soon = b.work.now + dt.timedelta(hours=10)
    reading = Reading(
        answer=Answer.OTHER, concerns=(Concern.MISSING,), urgency=Urgency.CONCERN, language="es", review=True
    )
    text = "mi primo no llego a la casa anoche"
    said = b.came(None, text, b.ago(hours=1), number="+12025550121", reading=reading)
    concern = b.concern(None, None, said, reading)
    task = b.task(TaskKind.TRAY, TaskReason.UNKNOWN_NUMBER, soon, inbound=said)
    picture = b.came(None, "", b.ago(minutes=45), number="+12025550122", media=2)
    b.task(TaskKind.TRAY, TaskReason.MEDIA, soon, inbound=picture)
    return {"unknown_concern": concern, "unknown_task": task}


def _elsewhere(b: Builder, lee: Staff) -> dict[str, object]:
    """A case of a colleague, of which Dana must see nothing."""
    case = b.case("C-2001", lee, dt.date(2026, 2, 19))
    kevin = b.person(case, Role.CHILD, "Kevin", "+12025550109", "en")
    b.came(kevin, "all good here", b.ago(hours=5), reading=quiet(Answer.YES, "en"))
    b.conversation(kevin, None, status=ConversationStatus.ENDED, outcome=Outcome.COMPLETED)
    b.task(TaskKind.CALL, TaskReason.NO_ANSWER, b.ago(hours=1), case=case, person=kevin)
    return {"kevin": kevin, "kevin_case": case}
