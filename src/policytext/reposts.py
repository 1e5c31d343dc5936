"""Exact and near-duplicate articles: which article is a repost of which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .batches import PERMUTATIONS

if TYPE_CHECKING:
    import numpy

ALIKE = 0.8  # estimated share of common five-character stretches from which two articles are one
_BAND = 4  # permutations that must agree for two articles to be compared


def find_reposts(signatures: Sequence[bytes], published: Sequence[str | None]) -> dict[int, int]:
    """Index of a repost → index of the article it repeats: the one published first, then the first given.

    ``signatures`` are MinHashes as :func:`policytext.batches.signature` makes them. Candidates share a band
    of the signature; each is compared with the first of its band (Broder 1997; banding after Leskovec et
    al.).

    >>> from policytext.batches import signature
    >>> story = "全省上半年新增就业四十五万人，完成年度目标的六成以上，就业形势总体稳定。"
    >>> stories = [story, "另一篇文章，说的是别的事情。", story + "（完）"]
    >>> find_reposts([signature(text) for text in stories], ["2024-07-02", None, "2024-07-01"])
    {0: 2}
    """
    import numpy as np

    if len(signatures) < 2:
        return {}
    matrix = np.frombuffer(b"".join(signatures), dtype="<u4").reshape(len(signatures), PERMUTATIONS)
    leader = np.arange(len(signatures))
    for at in range(0, PERMUTATIONS, _BAND):
        _join_band(matrix, np.ascontiguousarray(matrix[:, at : at + _BAND]).view("V16").ravel(), leader)
    groups: dict[int, list[int]] = {}
    for index in range(len(signatures)):
        groups.setdefault(_root(leader, index), []).append(index)
    found = {}
    for members in groups.values():
        original = min(members, key=lambda i: (published[i] or "9999", i))
        found.update({index: original for index in members if index != original})
    return dict(sorted(found.items()))


def _root(leader: numpy.ndarray, index: int) -> int:
    while leader[index] != index:
        leader[index] = leader[leader[index]]
        index = leader[index]
    return int(index)


def _join_band(matrix: numpy.ndarray, band: numpy.ndarray, leader: numpy.ndarray) -> None:
    """Join the articles that share a band with the first of them and are alike as a whole."""
    import numpy as np

    _, first, inverse = np.unique(band, return_index=True, return_inverse=True)
    others = first[inverse.ravel()]
    for index in np.flatnonzero(others != np.arange(len(band))):
        a, b = _root(leader, int(index)), _root(leader, int(others[index]))
        if a != b and (matrix[index] == matrix[others[index]]).mean() >= ALIKE:
            leader[max(a, b)] = min(a, b)
