"""A trained theme model: plain arrays in a file, words in, scores out; needs numpy alone."""

from __future__ import annotations

import array
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, pairwise, repeat, zip_longest
from operator import add
from pathlib import Path
from typing import Any

import numpy as np

from .errors import ReadError
from .segmentation import words as words_of

FORMAT = 1  # of the file; a model of another format must be trained anew
MAX_BYTES = 64 * 2**20  # of an array, unpacked
_PLAIN = str.maketrans("123456789", "000000000")  # digits tell nothing: 13万余人次 is read as 00万余人次
_OWN = 2**30  # marks the row of a word before those of its parts
_SLOTS = 2**20  # ten times as many as pairs, so that few share one
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


class _Rows(dict[str, bytes]):
    """Word → its row and those of its parts; of a kept span that the model has not met, those of its words.

    The rows are numbers of four bytes, so that those of many words are one join; the word's own bears a mark.
    What the model has not met has the last row but one if it could tell, else the last, as has the empty
    string, which ends a passage. It remembers what was looked up, to some hundred thousand words.
    """

    def __init__(self, vocabulary: dict[str, int], strange: int) -> None:
        self.vocabulary, self.strange = vocabulary, strange

    def __missing__(self, word: str) -> bytes:
        plain = word.translate(_PLAIN)
        found = self[plain] if plain != word else self._find(word)
        if len(self) < 400_000:
            self[word] = found
        return found

    def _find(self, word: str) -> bytes:
        own = self.row(word)
        said = words_of(word) if len(word) > 3 and own >= self.strange else [word]
        parts = features(said) if len(said) > 1 else _parts(word)
        return array.array("i", [own | _OWN, *map(self.row, parts)]).tobytes()

    def row(self, string: str) -> int:
        row = self.vocabulary.get(string)
        return row if row is not None else self.strange if is_feature(string) else self.strange + 1


def is_feature(string: str) -> bool:
    """Whether a string can be a feature: letters and Han characters only, not too many.

    >>> is_feature("减税"), is_feature("减税 降费"), is_feature("5%"), is_feature("， 减税")
    (True, True, False, False)
    """
    return len(string) <= 24 and _TELLING.fullmatch(string) is not None


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
        return Reading(self, list(passages))

    def logits(self, passages: Iterable[Sequence[str]]) -> np.ndarray:
        """The logits (passages × classes) of passages given as words."""
        return self.read(passages).logits()

    def sub_logits(self, words: Sequence[str], label: int) -> np.ndarray:
        """The logits of the sub-classes of one class."""
        return self.read([words]).sub_logits(np.array([label]))[0, self.columns[label] >= 0]

    @cached_property
    def columns(self) -> np.ndarray:
        """The columns of the sub-classes of each class, filled up with -1 to the length of the longest."""
        parents = [name.rpartition("/")[0] for name in self.subclasses]
        found = [[i for i, parent in enumerate(parents) if parent == name] for name in self.classes]
        return np.array([*zip_longest(*found, fillvalue=-1)], dtype=int).reshape(-1, len(found)).T

    def contributions(self, words: Sequence[str], label: int) -> np.ndarray:
        """How much each word, with its parts and its pairs, moved the logit of one class against the mean."""
        reading = self.read([words])
        table, length = self._table, reading.lengths.item()

        def moved(rows: np.ndarray) -> np.ndarray:
            weights = table[rows, :-1]
            return (weights[:, label] - weights.mean(axis=1)) / length

        halves = moved(reading.pairs[:-1]) / 2
        owners = np.repeat(np.arange(len(words)), np.diff(reading.heads))
        weights = halves + np.append(0, halves[:-1])[: len(words)]
        np.add.at(weights, owners, moved(reading.rows[:-1]))  # all but the blank that ends the passage
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
    def _block_bias(self) -> np.ndarray:
        return np.append(self.sub_bias, np.finfo(np.float32).min)[self.columns]

    @cached_property
    def _blocks(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Where a feature tells the sub-classes of a class apart, and how: few do, and few classes each.

        Row of the table → row of the second array; that and the class → block, 0 where nothing is told;
        block → weights of the sub-classes of that class. Block 1 is of the blank, which tells nothing either.
        """
        cells = np.pad(self.sub_weights, ((0, 0), (0, 1)))[:, self.columns]
        told = cells.any(axis=2)
        numbers = np.zeros((len(cells) + 2, len(self.classes)), dtype=np.int32)
        numbers[:-2][told] = np.arange(2, 2 + np.count_nonzero(told))
        numbers[-1] = 1
        rows = np.full(len(self._table), len(cells), dtype=np.int32)
        rows[self.sub_rows] = np.arange(len(cells))
        rows[-1] = len(cells) + 1
        weights = np.zeros((2 + np.count_nonzero(told), self.columns.shape[1]), dtype=np.float32)
        weights[2:] = cells[told]
        return rows, numbers.ravel(), weights

    @cached_property
    def _rows(self) -> _Rows:
        return _Rows(self.vocabulary, len(self.weights))

    @cached_property
    def _pair_keys(self) -> np.ndarray:
        """The pairs as numbers in ascending order."""
        return self.pairs[:, 0].astype(np.int64) * len(self._table) + self.pairs[:, 1]

    @cached_property
    def _pair_places(self) -> np.ndarray:
        """The place of a pair by the last bits of its number; -1 where there is none."""
        places = np.full(_SLOTS, -1, dtype=np.int32)
        places[self._pair_keys & (_SLOTS - 1)] = np.arange(len(self._pair_keys))
        return places

    def _pair_rows(self, rows: np.ndarray) -> np.ndarray:
        """The row of the pair that each word makes with the next."""
        strange, blank = len(self._table) - 2, len(self._table) - 1
        after = np.append(rows[1:], blank)
        rarer = np.maximum(rows, after)
        found = np.maximum(rarer, strange)
        (places,) = (rarer < strange).nonzero()
        keys = rows[places] * len(self._table) + after[places]
        at = self._pair_places.take(keys & (_SLOTS - 1))
        (taken,) = (at >= 0).nonzero()
        places, keys, at = places[taken], keys[taken], at[taken]
        (others,) = (self._pair_keys[at] != keys).nonzero()
        at[others] = self._pair_keys[:-1].searchsorted(keys[others])
        met = self._pair_keys[at] == keys
        found[places[met]] = len(self.vocabulary) + at[met]
        return found

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
    for part in arrays:
        digest.update(part.tobytes())
    return digest.hexdigest()


class Reading:
    """Passages as a model reads them, each ended by a blank: none is empty, no pair reaches into the next.

    ``rows`` holds the rows of the words, each followed by those of its parts, ``heads`` the words' places
    there, and ``pairs`` the rows of the words' pairs with the next. ``lengths`` are the roots of the sums of
    squares of the passages.
    """

    __slots__ = ("_known", "_model", "_starts", "_sums", "heads", "lengths", "pairs", "rows")

    def __init__(self, model: ThemeModel, passages: Sequence[Sequence[str]]) -> None:
        words = chain.from_iterable(chain.from_iterable(zip(passages, repeat(("",)))))
        rows = np.frombuffer(b"".join(map(model._rows.__getitem__, words)), dtype=np.int32)
        counts = np.array([len(said) + 1 for said in passages], dtype=np.intp)
        blanks = counts.cumsum() - 1
        first = blanks - counts + 1
        (self.heads,) = (rows >= _OWN).nonzero()
        self.rows = rows & (_OWN - 1)
        self.pairs = model._pair_rows(self.rows[self.heads].astype(np.intp))
        self._model = model
        twice = (np.concatenate([self.heads[at], at + len(self.rows)]) for at in (first, blanks))
        self._add(*twice)

    def _add(self, starts: np.ndarray, blanks: np.ndarray) -> None:
        """Add up the features of passages by where they begin and end twice: words with parts, then pairs.

        Only what the model knows is added; what is strange is counted, and blanks but for the last left out.
        """
        rows, table = np.concatenate([self.rows, self.pairs]), self._model._table
        strange = len(table) - 2
        known = rows < strange
        known[blanks] = True
        (places,) = known.nonzero()
        self._known, self._starts = rows[places], places.searchsorted(starts)
        sums = self._of_passages(table.take(self._known, axis=0), self._starts)
        squares = sums[:, -1] + table[strange, -1] * self._of_passages((rows == strange).astype("f4"), starts)
        self._sums, self.lengths = sums[:, :-1], np.sqrt(np.where(squares > 0, squares, 1))[:, None]

    @staticmethod
    def _of_passages(values: np.ndarray, starts: np.ndarray) -> np.ndarray:
        sums, half = np.add.reduceat(values, starts), len(starts) // 2
        return sums[:half] + sums[half:]

    def logits(self) -> np.ndarray:
        """The logits (passages × classes)."""
        return self._sums / self.lengths + self._model.bias

    def sub_logits(self, labels: np.ndarray) -> np.ndarray:
        """The logits (passages × sub-classes) within a class of each; what it lacks is lowest."""
        row_of, block_of, weights = self._model._blocks
        label_of = np.concatenate([labels, labels]).repeat(np.diff(self._starts, append=len(self._known)))
        blocks = block_of.take(row_of.take(self._known) * len(self._model.classes) + label_of)
        (told,) = blocks.nonzero()
        sums = self._of_passages(weights.take(blocks[told], axis=0), told.searchsorted(self._starts))
        return sums / self.lengths + self._model._block_bias[labels]
