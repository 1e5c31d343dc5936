"""Exact and near-duplicate articles: which article is a repost of which."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, overload

from .batches import PERMUTATIONS

if TYPE_CHECKING:
    import numpy

ALIKE = 0.8  # estimated share of common five-character stretches from which two articles are one
_BAND = 4  # permutations that must agree for two articles to be compared
_WIDTH = 4 * PERMUTATIONS  # bytes of a signature
_READ = 4096  # signatures that are read at a time


class Signatures(Sequence[bytes]):
    """Signatures of many articles, kept in a file: memory does not grow with them."""

    def __init__(self, folder: str | None = None) -> None:
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 (open as long as this lives)
        self._count = 0

    def append(self, signature: bytes) -> None:
        self._file.seek(self._count * _WIDTH)
        self._file.write(signature)
        self._count += 1

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> bytes: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[bytes]: ...
    def __getitem__(self, index):  # type: ignore[no-untyped-def]
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(self._count))]
        self._file.seek(index * _WIDTH)
        return self._file.read(_WIDTH)

    def __iter__(self) -> Iterator[bytes]:
        for at in range(0, self._count, _READ):
            self._file.seek(at * _WIDTH)
            data = self._file.read(min(_READ, self._count - at) * _WIDTH)
            yield from (data[i : i + _WIDTH] for i in range(0, len(data), _WIDTH))


def find_reposts(signatures: Sequence[bytes], published: Sequence[str | None]) -> dict[int, int]:
    """Index of a repost → index of the article it repeats: the one published first, then the first given.

    ``signatures`` are MinHashes as :func:`policytext.batches.signature` makes them.

    >>> from policytext.batches import signature
    >>> story = "全省上半年新增就业四十五万人，完成年度目标的六成以上，就业形势总体稳定。"
    >>> stories = [story, "另一篇文章，说的是别的事情。", story + "（完）"]
    >>> find_reposts([signature(text) for text in stories], ["2024-07-02", None, "2024-07-01"])
    {0: 2}
    """
    originals = find_originals(signatures, published).tolist()
    return {index: original for index, original in enumerate(originals) if index != original}


def find_originals(signatures: Sequence[bytes], published: Sequence[str | None]) -> numpy.ndarray:
    """The index of the article that each one repeats, its own where it repeats none, as an array.

    Candidates share a band of the signature; each is compared with the first of its band (Broder 1997;
    banding after Leskovec et al.).
    """
    import numpy as np

    leader = np.arange(len(signatures))
    for at in range(0, _WIDTH, 4 * _BAND):
        _join_band(signatures, _bands(signatures, at), leader)
    first = np.arange(len(signatures))  # of each leader's group
    for index in range(len(signatures)):
        leader[index] = root = _root(leader, index)
        if (published[index] or "9999", index) < (published[first[root]] or "9999", first[root]):
            first[root] = index
    return first[leader]


def _bands(signatures: Sequence[bytes], at: int) -> numpy.ndarray:
    """One band of every signature as a number; two that agree by chance are told apart by the comparison."""
    import numpy as np

    halves = np.empty((len(signatures), 2), dtype="<u8")
    for index, signature in enumerate(signatures):
        halves[index] = np.frombuffer(signature, "<u8", 2, at)
    return halves[:, 0] ^ (halves[:, 1] * np.uint64(0x9E3779B97F4A7C15))


def _root(leader: numpy.ndarray, index: int) -> int:
    while leader[index] != index:
        leader[index] = leader[leader[index]]
        index = leader[index]
    return int(index)


def _join_band(signatures: Sequence[bytes], band: numpy.ndarray, leader: numpy.ndarray) -> None:
    """Join the articles that share a band with the first of them and are alike as a whole."""
    import numpy as np

    _, first, inverse = np.unique(band, return_index=True, return_inverse=True)
    others = first[inverse.ravel()]
    for index in map(int, np.flatnonzero(others != np.arange(len(band)))):
        other = int(others[index])
        a, b = _root(leader, index), _root(leader, other)
        if a != b and _alike(signatures[index], signatures[other]):
            leader[max(a, b)] = min(a, b)


def _alike(one: bytes, two: bytes) -> bool:
    import numpy as np

    return bool((np.frombuffer(one, "<u4") == np.frombuffer(two, "<u4")).mean() >= ALIKE)
