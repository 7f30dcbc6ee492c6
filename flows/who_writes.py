"""A number that several persons share: who writes is asked neutrally and never guessed (6.8.5).

The question has no topic and says of nobody that they are known to us. Danger is looked for first, a
person sees the message in any case, and nothing else is asked before the answer.
"""

from collections.abc import Sequence
from dataclasses import replace

from flows.definition_values import IDENTITY_MODES
from flows.shared_texts import NEUTRAL, WHO_WRITES
from flows.turn import Effect, Say, Turn
from flows.understanding.normalise import ascii_digits
from flows.vocabulary import Disposition, Lane, Role

THE_WORD = f"first.{IDENTITY_MODES[0]}"
"""Where age tells nobody apart, the word that was agreed with each does."""
_ANSWERS = {"1": True, "2": False}


def question_for(roles: Sequence[Role], *, have_words: bool) -> str | None:
    """The text that asks who writes, or None where no answer could tell these persons apart.

    `have_words`: a word was agreed with each of them.
    """
    if len(roles) == 2 and roles.count(Role.CHILD) == 1:
        return WHO_WRITES
    return THE_WORD if have_words else None


def is_young(body: str) -> bool | None:
    """What a reply to the question says: a young person, an adult, or neither. Only the digit counts."""
    said = ascii_digits(body).strip().strip(".,:;!()'\"").strip()
    return _ANSWERS.get(said)


def ask_who(turn: Turn, question: str | None) -> Turn:
    """The turn of a message with no conversation open, with the question in place of the neutral text.

    Not where danger was found: who is in danger is asked nothing on a phone that others read.
    """
    if question is None or turn.disposition is Disposition.ESCALATED:
        return turn
    return replace(turn, effects=tuple(_asked(effect, question) for effect in turn.effects))


def is_asked(turn: Turn, question: str | None) -> bool:
    """Whether a turn asks who writes."""
    return any(isinstance(effect, Say) and effect.key == question for effect in turn.effects)


def thank() -> Turn:
    """After the answer: the same text as for anybody; the message that was waiting is with a person."""
    return Turn({}, (Say(NEUTRAL, Lane.SAFETY),), None, Disposition.ANSWERED)


def _asked(effect: Effect, question: str) -> Effect:
    return Say(question) if isinstance(effect, Say) and effect.key == NEUTRAL else effect
