"""A concern in a language that nobody on the rota speaks: a person finds an interpreter (6.2.13).

Never the family, and no machine translates a child's words outside.
"""

from bot.alarms.people import on_duty
from bot.runtime import Work
from bot.scene import Scene
from bot.tasks import open_task
from flows.turn import OpenTask
from flows.vocabulary import TaskKind, TaskReason, Urgency
from storage.models import ConcernRow, Person

OFFICE_LANGUAGE = "en"
"""What all staff of a provider speak."""


def spoken_by(person: Person) -> str:
    """The language in which a person is spoken with: the interpreter's, where one is on file."""
    return person.interpreter_language or person.language


def speakers_on_duty(work: Work, language: str) -> tuple[str, ...]:
    """Names of those on the rota now who speak a language; regional variants count as the same."""
    wanted = _base(language)
    return tuple(staff.name for staff in on_duty(work) if wanted in {_base(tag) for tag in staff.languages})


def ask_for_interpreter(work: Work, scene: Scene, concern: ConcernRow) -> None:
    """Open the task to find an interpreter, when nobody on the rota is known to speak the language."""
    if scene.person is None:
        return
    language = spoken_by(scene.person)
    if _base(language) == OFFICE_LANGUAGE or speakers_on_duty(work, language):
        return
    due = "now" if concern.urgency is Urgency.EMERGENCY else "same_day"
    open_task(work, scene, OpenTask(TaskKind.LANGUAGE, TaskReason.NOBODY_SPEAKS_IT, due), cause=concern.id)


def _base(tag: str) -> str:
    return tag.partition("-")[0].lower()
