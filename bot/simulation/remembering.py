"""The second look of a simulation reads the same words only once: invented families repeat themselves.

Only simulations remember; the service keeps nobody's words in its memory.
"""

from flows.understanding.learned import Meaning, Meant
from flows.vocabulary import Question, Role

_FOUND: dict[tuple[Meaning, str, Question, Role], Meant] = {}


class Remembering:
    """A second look that remembers what it found, in every simulation of this process."""

    def __init__(self, meaning: Meaning) -> None:
        self._meaning = meaning

    def meant(self, text: str, question: Question, role: Role) -> Meant:
        """The scores of a reply to a question."""
        key = (self._meaning, text, question, role)
        if key not in _FOUND:
            _FOUND[key] = self._meaning.meant(text, question, role)
        return _FOUND[key]
