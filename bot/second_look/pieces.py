"""A text as word pieces: the likeliest cut (unigram model), as the sentence model was trained on."""

import re

from bot.second_look.weights import Pieces

MAX_CHARACTERS = 1600
UNKNOWN_COST = 10.0
_SPACES = re.compile(" {2,}")
_WORD = "▁"


class Tokenizer:
    """Cuts texts into pieces of the model's own list."""

    def __init__(self, pieces: Pieces) -> None:
        self._pieces = pieces
        self._unknown_score = min(pieces.scores) - UNKNOWN_COST

    def ids(self, text: str) -> list[int]:
        """Places of the pieces, with the marks of beginning and end. Any Unicode is taken."""
        plain = text[:MAX_CHARACTERS].replace("\x00", " ").encode("utf-8", "replace").decode("utf-8")
        folded = _SPACES.sub(" ", plain.translate(self._pieces.folds))
        marked = folded if folded.startswith(" ") else f" {folded}"
        return [self._pieces.first, *self._cut(marked.replace(" ", _WORD)), self._pieces.last]

    def _cut(self, text: str) -> list[int]:
        """The cut with the highest sum of scores (Viterbi)."""
        pieces, end = self._pieces, len(text)
        best = [0.0] + [-1e30] * end
        came: list[tuple[int, int]] = [(0, pieces.unknown)] * (end + 1)
        for start in range(end):
            here = best[start]
            if here + self._unknown_score > best[start + 1]:
                best[start + 1], came[start + 1] = here + self._unknown_score, (start, pieces.unknown)
            for stop in range(start + 1, min(end, start + pieces.longest) + 1):
                place = pieces.ids.get(text[start:stop].encode())
                if place is not None and here + pieces.scores[place] > best[stop]:
                    best[stop], came[stop] = here + pieces.scores[place], (start, place)
        found = []
        while end:
            end, place = came[end]
            found.append(place)
        return found[::-1]
