"""The words that segmentation knows: jieba's general dictionary rid of its compounds, then our own lists.

Preparing it takes most of a second, so the result is kept in the user's cache folder ($XDG_CACHE_HOME, else
``~/.cache``), under a name made of all that it depends on; where nothing can be written it is made each time.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections import Counter
from contextlib import suppress
from functools import lru_cache
from importlib.util import find_spec
from math import log
from pathlib import Path
from typing import NamedTuple

from .errors import PolicytextError
from .lexicon import Lexicon

VERSION = "1"  # of the rules below and of the cached file; a new one is never read from an old cache

_NUMERAL = re.compile("[一二三四五六七八九十百千万亿零两〇○]+")
_DIGITS = frozenset("一二三四五六七八九十百千万亿零两〇○")
_COUNTING = "一二三四五六七八九十百千万亿两几数多余第"
_COUNTED = re.compile(f"[{_COUNTING}]+[^{_COUNTING}月].*")

COMPOUND = 0.002  # a word goes where its parts meet by chance at least this often for each time it is met
IDIOM = 0.01  # the same for what the dictionary calls an idiom
PREFIXED = 0.03  # the same for a word of three characters: a character and a word (镇政府)
SUFFIXED = 0.1  # the same: a word and a character (走进了)
SHARED = 6e7  # the tokens that the dictionary was counted on
LONGEST_NAME = 8  # a longer programme name is no word; it comes out whole where it is kept
_KEPT = 4  # dictionaries of different lexicons in the cache


class Dictionary(NamedTuple):
    """Word → frequency, word → tag, and token → the letter that says what it may be joined to."""

    frequency: dict[str, int]
    tags: dict[str, str]
    kinds: dict[str, str]


@lru_cache(maxsize=4)
def load_dictionary(lexicon: Lexicon) -> Dictionary:
    """The prepared dictionary for a lexicon, from the cache where it is there."""
    general = _general_path()
    key = _key(lexicon, general)
    path = _cache_folder() / f"dictionary-{key}.tsv"
    found = _read_cache(path, key)
    if found is None:
        found = _prepare(lexicon, general)
        _write_cache(path, key, found)
    return found


# --- the cache ---


def _cache_folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "policytext"


def _key(lexicon: Lexicon, general: Path) -> str:
    """A digest of all that the prepared dictionary depends on."""
    about = general.stat()
    parts = [VERSION, str(general), str(about.st_size), str(about.st_mtime_ns)]
    parts += [f"{row['word']} {row['frequency']} {row['pos']}" for row in lexicon.rows("words")]
    parts += [row["name"] for row in lexicon.rows("regions")]
    parts += lexicon.names
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]


def _read_cache(path: Path, key: str) -> Dictionary | None:
    """What was kept under a key, or ``None`` where nothing usable is there."""
    try:
        columns = path.read_text(encoding="utf-8").split("\n\n")
        if len(columns) != 5 or columns[0] != key or not columns[1]:
            return None
        words, tags, kinds = columns[1].split("\n"), columns[3].split("\n"), columns[4].split("\n")
        frequencies = list(map(int, columns[2].split("\n")))
        frequency = dict(zip(words, frequencies, strict=False))
        joined = dict(zip(kinds[::2], kinds[1::2], strict=True))
        return Dictionary(frequency, dict(zip(words, tags, strict=True)), joined)
    except (OSError, ValueError):
        return None


def _write_cache(path: Path, key: str, dictionary: Dictionary) -> None:
    """Keep a dictionary; older ones go. A folder that cannot be written is no error."""
    frequency, tags, kinds = dictionary
    words = [*frequency, *(word for word in tags if word not in frequency)]
    columns = (
        [key],
        words,
        map(str, frequency.values()),
        [tags.get(word, "n") for word in words],
        [part for pair in kinds.items() for part in pair],
    )
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        number, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(number, "w", encoding="utf-8") as file:
            file.write("\n\n".join("\n".join(column) for column in columns))
        os.replace(name, path)
        for old in sorted(path.parent.glob("dictionary-*.tsv"), key=os.path.getmtime)[:-_KEPT]:
            old.unlink()


# --- jieba's words without their compounds ---


def _general_path() -> Path:
    spec = find_spec("jieba")
    if not spec or not spec.submodule_search_locations:
        raise PolicytextError("segmentation needs jieba's dictionary: pip install jieba")
    return Path(spec.submodule_search_locations[0], "dict.txt")


def _read_general(path: Path) -> tuple[dict[str, int], dict[str, str]]:
    """jieba's packaged dictionary: word → frequency, word → tag; three fields a line, none holds a space."""
    fields = path.read_text(encoding="utf-8").split()
    words = fields[::3]
    return dict(zip(words, map(int, fields[1::3]), strict=True)), dict(zip(words, fields[2::3], strict=True))


def _drop_counted(frequency: dict[str, int], tags: dict[str, str]) -> None:
    """Drop 三年, 几个, 第五届 and the like: a numeral and its classifier are two words."""
    for word in [w for w, tag in tags.items() if tag in ("m", "mq", "t") and _COUNTED.fullmatch(w)]:
        del frequency[word]


def _drop_compounds(frequency: dict[str, int], tags: dict[str, str]) -> None:
    """Drop every word whose parts would meet by chance about as often, shorter words first."""
    get = frequency.get
    for word in sorted((w for w in frequency if len(w) > 2), key=len):
        floor = frequency[word] * SHARED
        if len(word) == 3:
            prefixed = get(word[0], 0) * get(word[1:], 0) >= PREFIXED * floor
            if prefixed or get(word[:2], 0) * get(word[2], 0) >= SUFFIXED * floor:
                del frequency[word]
            continue
        floor *= IDIOM if tags[word] == "i" else COMPOUND
        for cut in range(2, len(word) - 1):
            if get(word[:cut], 0) * get(word[cut:], 0) >= floor:
                del frequency[word]
                break


def _enough(word: str, frequency: dict[str, int]) -> int:
    """The least frequency at which a word comes out whole against its best split."""
    best = [0.0] + [-1e9] * len(word)
    total = log(SHARED)
    for end in range(1, len(word) + 1):
        for start in range(end):
            part = frequency.get(word[start:end], 1 if end - start == 1 else 0)
            if part and end - start < len(word):
                best[end] = max(best[end], best[start] + log(part) - total)
    return int(2.718281828 ** min(best[-1] + total, 16)) + 1


def _prepare(lexicon: Lexicon, general_path: Path) -> Dictionary:
    """The general dictionary without its compounds, and ours on top."""
    frequency, tags = _read_general(general_path)
    general = frequency.copy()
    _drop_counted(frequency, tags)
    _drop_compounds(frequency, tags)
    own = [(row["word"], row["frequency"], row["pos"]) for row in lexicon.rows("words")]
    own += [(row["name"], None, "ns") for row in lexicon.rows("regions")]
    own += [(name, None, "nz") for name in lexicon.names if len(name) <= LONGEST_NAME]
    marks: dict[str, set[str]] = {"nr0": set(), "nr1": set(), "nrf": set()}
    for word, times, tag in own:
        kinds = (tag or "").split("|")
        if kinds[0] in marks:
            for kind in kinds:
                marks.setdefault(kind, set()).add(word)
        elif times is not None and times <= 0:
            frequency.pop(word, None)
        elif is_engine_word(word):
            frequency[word] = times or max(_enough(word, frequency), general.get(word, 1))
            tags[word] = tag or tags.get(word, "n")
    tags |= dict.fromkeys(lexicon.names, "nz")
    return Dictionary(frequency, tags, _kinds(frequency, tags, marks))


def is_engine_word(word: str) -> bool:
    """Whether a word reaches an engine: Han characters that both engines know."""
    return len(word) <= 16 and all("\u4e00" <= character <= "\u9fd5" for character in word)


# --- what a token can be joined to ---

COUNT, SURNAME, GIVEN, SPELLING, ANNUAL, FOREIGN = 1, 2, 4, 8, 16, 32
NAMES, RARE = (
    10,
    20_000,
)  # a given name's character: in so many names of the dictionary, a rarer word than this


def _kinds(frequency: dict[str, int], tags: dict[str, str], marks: dict[str, set[str]]) -> dict[str, str]:
    bits: dict[str, int] = {}
    surnames, spelled = marks["nr1"], marks["nrf"].issuperset
    names = (w for w, tag in tags.items() if tag == "nr" and len(w) == 3 and w[0] in surnames)
    for character, times in Counter("".join(name[1:] for name in names)).items():
        if times >= NAMES and 0 < frequency.get(character, 0) < RARE and character not in marks["nr0"]:
            bits[character] = GIVEN
    for word in frequency:
        if word[0] in _DIGITS and _NUMERAL.fullmatch(word):
            bits[word] = COUNT
    bits |= {"〇": COUNT, "○": COUNT, "年": ANNUAL}
    for word in surnames:
        bits[word] = bits.get(word, 0) | SURNAME
    for word in marks["nrf"]:
        bits[word] = bits.get(word, 0) | SPELLING
    for word, tag in tags.items():
        if tag[:2] in ("nr", "nz") and len(word) > 1 and 0 < frequency.get(word, 0) < 300 and spelled(word):
            bits[word] = FOREIGN
    return {word: chr(64 + mask) for word, mask in bits.items()}
