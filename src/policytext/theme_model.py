"""A trained theme model: plain arrays in a file, words in, scores out; needs numpy alone."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, pairwise
from operator import add
from pathlib import Path
from typing import Any

import numpy as np

from .errors import ReadError
from .segmentation import words as words_of

FORMAT = 1  # of the file; a model of another format must be trained anew
MAX_BYTES = 64 * 2**20  # of an array, unpacked
AGAIN = "train it anew with `policytext themes train`"

# What can be a feature: a word or two, without digits and punctuation.
_TELLING = re.compile(r"[A-Za-z\u3400-\u9fff]+(?: [A-Za-z\u3400-\u9fff]+)?")
_ARRAYS = {
    "features": "u1",
    "pairs": "i4",
    "weights": "f2",
    "squares": "f4",
    "bias": "f4",
    "sub_rows": "i4",
    "sub_weights": "f2",
    "sub_bias": "f4",
}


def features(words: Sequence[str]) -> list[str]:
    """The features of a passage: words, character pairs of long words, pairs of words.

    >>> features(["小微企业", "减税"])
    ['小微企业', '减税', '小微', '微企', '企业', '小微企业 减税']
    """
    pairs = map(" ".join, pairwise(words))
    found = chain(words, chain.from_iterable(map(_parts, words)), pairs)
    return list(filter(is_feature, found))


def _parts(word: str) -> Iterable[str]:
    """The character pairs of a long word, by which a rare compound is understood."""
    return map(add, word, word[1:]) if len(word) > 2 else ()


class _Rows(dict[str, int]):
    """String → its row; what the model has not met has the last row but one if it could tell, else the last.

    It remembers what was looked up, to some hundred thousand strings.
    """

    def __missing__(self, string: str) -> int:
        row = self.strange if is_feature(string) else self.strange + 1
        if len(self) < 400_000:
            self[string] = row
        return row

    def __init__(self, vocabulary: dict[str, int], strange: int) -> None:
        super().__init__(vocabulary)
        self.strange = strange


class _Parts(dict[str, list[int]]):
    """Word → the rows of its parts; of a kept span that the model has not met, those of its words."""

    def __init__(self, rows: _Rows) -> None:
        self.rows = rows

    def __missing__(self, word: str) -> list[int]:
        said = words_of(word) if len(word) > 3 and self.rows[word] >= self.rows.strange else [word]
        found = [self.rows[part] for part in (features(said) if len(said) > 1 else _parts(word))]
        if len(self) < 400_000:
            self[word] = found
        return found


def is_feature(string: str) -> bool:
    """Whether a string can be a feature: letters and Han characters only, not too many.

    >>> is_feature("减税"), is_feature("减税 降费"), is_feature("5%"), is_feature("， 减税")
    (True, True, False, False)
    """
    return len(string) <= 24 and _TELLING.fullmatch(string) is not None


def _roots(squares: np.ndarray) -> np.ndarray:
    return np.sqrt(np.where(squares > 0, squares, 1))


def softmax(logits: np.ndarray) -> np.ndarray:
    """Rows of logits as rows of probabilities."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


@dataclass(frozen=True)
class ThemeModel:
    """A linear model over the idf of features.

    ``vocabulary`` gives the rows of words and parts; after these come those of ``pairs`` (the rows of two
    words each, in ascending order). ``weights`` (features × classes) hold idf times coefficient and
    ``squares`` idf², so that the logits of a passage are the sum of its features' rows over the root of the
    sum of their squares, plus ``bias``. Features that the model has not met count as the rarest.
    ``sub_weights`` (rows of the features named by ``sub_rows`` × sub-classes) tell the sub-classes of one
    class apart in the same way. ``facts`` is what the model says of itself: data, date, scores, taxonomy.
    """

    vocabulary: dict[str, int]
    pairs: np.ndarray
    weights: np.ndarray
    squares: np.ndarray
    bias: np.ndarray
    classes: tuple[str, ...]
    sub_rows: np.ndarray
    sub_weights: np.ndarray
    sub_bias: np.ndarray
    subclasses: tuple[str, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)

    def read(self, passages: Iterable[Sequence[str]]) -> Reading:
        """The features of passages given as words, looked up once for all that is asked of them."""
        return Reading(self, self._read(passages))

    def logits(self, passages: Iterable[Sequence[str]]) -> np.ndarray:
        """The logits (passages × classes) of passages given as words."""
        return self.read(passages).logits()

    def sub_logits(self, words: Sequence[str], columns: Sequence[int]) -> np.ndarray:
        """The logits of some sub-classes, those of one class."""
        return self.read([words]).sub_logits()[0, columns]

    def contributions(self, words: Sequence[str], label: int) -> np.ndarray:
        """How much each word, with its parts and its pairs, moved the logit of one class against the mean."""
        (own, _), (pairs, _), (parts, _) = read = self._read([words])
        length = self._length(np.concatenate([rows for rows, _ in read]))

        def moved(rows: np.ndarray) -> np.ndarray:
            weights = self._table[rows[:-1], :-1]  # the last row is the blank that ends the passage
            return (weights[:, label] - weights.mean(axis=1)) / length

        halves = moved(pairs) / 2
        weights = moved(own) + halves + np.append(0, halves[:-1])[: len(words)]
        owners = [i for i, word in enumerate(words) if len(word) > 2 for _ in self._parts[word]]
        np.add.at(weights, owners, moved(parts))
        return weights

    @cached_property
    def _table(self) -> np.ndarray:
        """Weights and squares side by side; the last rows are of what is strange and of what can never tell.

        What is strange has no weight but the greatest square: a passage of strange words says little.
        """
        table = np.zeros((len(self.weights) + 2, len(self.classes) + 1), dtype=np.float32)
        table[:-2, :-1] = self.weights
        table[:-2, -1] = self.squares
        table[-2, -1] = self.squares.max(initial=1)
        return table

    @cached_property
    def _sub_table(self) -> np.ndarray:
        return np.vstack([self.sub_weights, np.zeros((1, len(self.subclasses)))]).astype(np.float32)

    @cached_property
    def _sub_row(self) -> np.ndarray:
        """Row of the table → row of the sub-classes' table, -1 for what tells none apart."""
        rows = np.full(len(self._table), -1, dtype=np.int64)
        rows[self.sub_rows] = np.arange(len(self.sub_rows))
        rows[-1] = len(self.sub_rows)  # the blank
        return rows

    @cached_property
    def _rows(self) -> _Rows:
        return _Rows(self.vocabulary, len(self.weights))

    @cached_property
    def _parts(self) -> _Parts:
        return _Parts(self._rows)

    @cached_property
    def _pair_keys(self) -> np.ndarray:
        """The pairs as numbers in ascending order."""
        return self.pairs[:, 0].astype(np.int64) * len(self._table) + self.pairs[:, 1]

    def _read(self, passages: Iterable[Sequence[str]]) -> list[tuple[np.ndarray, np.ndarray]]:
        """Rows of the table for words, pairs of words and parts of words, each with the passages' starts."""
        row_of, parts_of, blank = self._rows.__getitem__, self._parts.__getitem__, len(self._table) - 1
        own: list[int] = []
        parts: list[int] = []
        starts: list[tuple[int, int]] = []
        for words in passages:
            starts.append((len(own), len(parts)))
            own += map(row_of, words)
            parts += chain.from_iterable(map(parts_of, [word for word in words if len(word) > 2]))
            own.append(blank)  # none is empty, and no pair reaches from one passage into the next
            parts.append(blank)
        if not starts:
            return []
        rows, (first, second) = np.array(own), np.array(starts).T
        return [(rows, first), (self._pair_rows(rows), first), (np.array(parts), second)]

    def _pair_rows(self, rows: np.ndarray) -> np.ndarray:
        """The row of the pair that each word makes with the next."""
        strange, blank = len(self._table) - 2, len(self._table) - 1
        after = np.append(rows[1:], blank)
        unknown = np.where((rows == blank) | (after == blank), blank, strange)
        if not len(self.pairs):
            return unknown
        keys = rows * len(self._table) + after
        place = np.minimum(np.searchsorted(self._pair_keys, keys), len(self.pairs) - 1)
        return np.where(self._pair_keys[place] == keys, len(self.vocabulary) + place, unknown)

    @cached_property
    def _squares(self) -> np.ndarray:
        return np.ascontiguousarray(self._table[:, -1])

    def _length(self, rows: np.ndarray) -> float:
        return float(_roots(self._table[rows, -1].sum()))

    def save(self, path: str | Path) -> None:
        """Write the model as one compressed file of arrays, the same bytes for the same model."""
        arrays = {
            "features": np.frombuffer("\n".join(self.vocabulary).encode(), dtype="u1"),
            "pairs": self.pairs,
            "weights": self.weights,
            "squares": self.squares,
            "bias": self.bias,
            "sub_rows": self.sub_rows,
            "sub_weights": self.sub_weights,
            "sub_bias": self.sub_bias,
        }
        arrays = {name: np.ascontiguousarray(arrays[name], dtype=kind) for name, kind in _ARRAYS.items()}
        facts = {
            "format": FORMAT,
            "classes": self.classes,
            "subclasses": self.subclasses,
            "checksum": _checksum(arrays.values()),
            "facts": self.facts,
        }
        said = json.dumps(facts, ensure_ascii=False, sort_keys=True, indent=1).encode()
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for name, content in {
                "model.json": said,
                **{f"{k}.npy": _npy(v) for k, v in arrays.items()},
            }.items():
                entry = zipfile.ZipInfo(name)  # its date is a constant
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, content)

    @classmethod
    def load(cls, path: str | Path) -> ThemeModel:
        """Read what :meth:`save` wrote; :class:`ReadError` says what is wrong with a file and what to do."""
        path = Path(path)
        if not path.is_file():
            raise ReadError(path, f"no such theme model; {AGAIN}")
        try:
            with zipfile.ZipFile(path) as archive:
                facts = json.loads(_content(archive, "model.json"))
                if facts["format"] != FORMAT:
                    reason = (
                        f"theme model of format {facts['format']!r}, this version reads {FORMAT}; {AGAIN}"
                    )
                    raise ReadError(path, reason)
                arrays = {name: _array(_content(archive, f"{name}.npy")) for name in _ARRAYS}
            return cls._checked(path, facts, arrays)
        except (
            zipfile.BadZipFile,
            OSError,
            KeyError,
            TypeError,
            ValueError,
            EOFError,
            NotImplementedError,
        ) as error:
            raise ReadError(path, f"no theme model or a damaged one ({error}); {AGAIN}") from None

    @classmethod
    def _checked(cls, path: Path, facts: dict[str, Any], arrays: dict[str, np.ndarray]) -> ThemeModel:
        """The model of what was read, or an error if the parts do not belong together."""
        if facts["checksum"] != _checksum(arrays.values()):
            raise ReadError(path, f"the file was changed after training; restore it or {AGAIN}")
        names = arrays.pop("features").tobytes().decode().split("\n")
        model = cls(
            dict(zip(names, range(len(names)), strict=True)),
            classes=tuple(facts["classes"]),
            subclasses=tuple(facts["subclasses"]),
            facts=facts["facts"],
            **arrays,
        )
        count = len(names) + len(model.pairs)
        shapes = {
            "pairs": (len(model.pairs), 2),
            "weights": (count, len(model.classes)),
            "squares": (count,),
            "bias": (len(model.classes),),
            "sub_rows": (len(model.sub_rows),),
            "sub_weights": (len(model.sub_rows), len(model.subclasses)),
            "sub_bias": (len(model.subclasses),),
        }
        for name, shape in shapes.items():
            if arrays[name].dtype != _ARRAYS[name] or arrays[name].shape != shape:
                raise ValueError(f"{name} is {arrays[name].dtype} of shape {arrays[name].shape}")
        for rows, end in ((model.pairs, len(names)), (model.sub_rows, count)):
            if rows.size and not 0 <= rows.min() <= rows.max() < end:
                raise ValueError("the features are not those of the weights")
        if len(model.vocabulary) != len(names) or not np.isfinite(model.squares).all():
            raise ValueError("the features are no features")
        return model


def _npy(array: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, array, version=(1, 0), allow_pickle=False)
    return buffer.getvalue()


def _array(content: bytes) -> np.ndarray:
    return np.lib.format.read_array(io.BytesIO(content), allow_pickle=False)


def _content(archive: zipfile.ZipFile, name: str) -> bytes:
    """An entry unpacked, unless it claims a size that no model has."""
    if archive.getinfo(name).file_size > MAX_BYTES:
        raise ValueError(f"{name} is larger than {MAX_BYTES >> 20} MiB")
    return archive.read(name)


def _checksum(arrays: Iterable[np.ndarray]) -> str:
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(array.tobytes())
    return digest.hexdigest()


class Reading:
    """Passages as a model reads them: the rows of their words, pairs and parts, with the passages' starts."""

    __slots__ = ("_model", "_read")

    def __init__(self, model: ThemeModel, read: list[tuple[np.ndarray, np.ndarray]]) -> None:
        self._model, self._read = model, read

    def logits(self) -> np.ndarray:
        """The logits (passages × classes)."""
        model = self._model
        if not self._read:
            return np.zeros((0, len(model.classes)), dtype=np.float32)
        parts = [np.add.reduceat(model._table.take(rows, axis=0), starts) for rows, starts in self._read]
        sums = parts[0] + parts[1] + parts[2]
        return sums[:, :-1] / _roots(sums[:, -1:]) + model.bias

    def sub_logits(self) -> np.ndarray:
        """The logits (passages × sub-classes); they tell apart the sub-classes of one class."""
        model = self._model
        if not self._read:
            return np.zeros((0, len(model.subclasses)), dtype=np.float32)
        sums = lengths = 0
        for rows, starts in self._read:
            told = model._sub_row.take(rows)
            kept = np.flatnonzero(
                told >= 0
            )  # the blank that ends each passage, and what tells sub-classes apart
            sums += np.add.reduceat(model._sub_table.take(told[kept], axis=0), np.searchsorted(kept, starts))
            lengths += np.add.reduceat(model._squares.take(rows), starts)
        return sums / _roots(lengths)[:, None] + model.sub_bias
