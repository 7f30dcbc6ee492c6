"""What a message changes beside the conversation: a complaint, a wrong number, texts wanted again."""

from bot.desk.grievances import take_message
from bot.ladder.stopping import resume_stopped
from bot.numbers import mark_wrong
from bot.runtime import Work
from bot.scene import Scene
from flows.screening import danger_in, is_wrong_person
from flows.turn import Heard
from flows.vocabulary import Command


def beside(work: Work, scene: Scene, heard: Heard) -> Scene:
    """Keep it, and return the scene in which the message is then taken.

    Where somebody is in danger a person looks now, and the number stays as it is.
    """
    if heard.complains:
        take_message(work, scene)
    if is_wrong_person(heard) and danger_in(heard) is None:
        mark_wrong(work, scene)
    if Command.START in heard.reading.commands:
        return resume_stopped(work, scene)
    return scene
