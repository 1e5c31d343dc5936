"""The letter of a word: what it does for the reading of numbers, by the cue table first, then by its tag."""

from __future__ import annotations

import re
from functools import lru_cache

from .cutting import Words
from .lexicon import Lexicon, in_use, shipped

# Kind → letter, in order of precedence; cues.tsv says what the kinds mean.
LETTERS = {
    "aspect": "x", "rise": "U", "fall": "W", "new": "+", "up": "u", "down": "w", "more": ">", "less": "<",
    "share": "s", "compare": "b", "from": "F", "rank": "k", "target": "$", "opener": "j", "place": "i",
    "recipient": "p", "own": "Y", "level": "l", "indicator": "I", "attribute": "a", "noun": "n",
    "holder": "h", "body": "e", "filler": "d", "action": "A",
}  # fmt: skip
# Words with two readings that what follows decides (frames.py), marks, and function words.
_FIXED = dict(
    zip(
        "为将的之等和与及、，,；;：:。！？!?（(【）)】“‘「『”’」』《〈》〉…",
        "yzDDEcccc,,,,::.....((()))[[[[]]]]{{}}.",
        strict=True,
    )
)
_FIXED |= {
    "新": "X",
    "基本": "X",
    "计划": "Z",
    "规划": "Z",
    "完成": "C",
    "实现": "C",
    "报告": "G",
    "组织": "O",
    "调整": "Q",
    "变更": "Q",
    "以及": "c",
    "或": "c",
    "或者": "c",
    "且": "c",
    "等等": "E",
    ".": "B",
    "．": "B",
    "——": ",",
    "—": "n",
    "-": "n",
    "/": "n",
    "·": "n",
    "×": "d",
    "*": "d",
    "=": ",",
    **dict.fromkeys("①②③④⑤⑥⑦⑧⑨⑩", "B"),
}
_TAGS = {"vn": "g", "ad": "d", "an": "n", "ns": "h", "nt": "h", "eng": "n", "uj": "D", "ul": "x", "mq": "m"}
_FIRST = dict(zip("nljibshkgvadpcmqtfroux", "nnnnnnnnnvadpcmmnfhodn", strict=True)) | {"r": "o"}
_PLACE_ENDS = frozenset("省市县镇乡村港厂院馆队社")  # places that the tagger does not know
_OFFICE_ENDS = frozenset("部局署厅办委园会")  # of words of three characters and more: 水利部, 医保局
_GUESSED = frozenset(("nz", "nr", "x"))  # tags that a word may have in one place only
_MOST = 500_000  # names and numbers are without end
_INDICATOR_ENDS = frozenset("量额率值价")  # what a noun that names an indicator ends with


class _Letters(dict):
    """(word, tag) → letter, worked out when first met."""

    def __init__(self, lexicon: Lexicon) -> None:
        rank = {kind: i for i, kind in enumerate(LETTERS)}
        rows = [row for row in lexicon.rows("cues") if row["kind"] in rank]
        rows.sort(key=lambda row: rank[row["kind"]], reverse=True)
        names = (row for row in lexicon.rows("words") if "nr1" in (row["pos"] or ""))
        self.surnames = frozenset(row["word"][0] for row in names)
        cues = lexicon.rows("cues")
        generic = {row["form"] for row in cues if row["kind"] == "generic"}
        named = {row["form"] for row in cues if row["kind"] == "body"} - generic
        self.works = tuple(sorted({row["form"] for row in cues if row["kind"] == "work"} | named))
        self.words = {row["form"]: LETTERS[row["kind"]] for row in rows} | _FIXED
        self.plain = dict(self.words)  # by word alone; words that the dictionary tags join as they are met

    def __missing__(self, key: tuple[str, str | None]) -> str:
        word, tag = key
        letter = self.words.get(word)
        if letter is None:
            tag = tag or "n"
            if tag in ("nr", "nrt", "nrfg"):
                letter = "r" if len(word) == 3 or (word[0] in self.surnames and len(word) > 1) else "n"
            elif tag == "x" and not word.isalnum():
                letter = "n" if len(word) == 1 else ","
            else:
                letter = _TAGS.get(tag) or _FIRST.get(tag[0], "n")
                if letter == "n" and len(word) > 1 and word[-1] in _PLACE_ENDS:
                    letter = "e"
                elif letter in "ng" and word[-1] in _INDICATOR_ENDS:
                    letter = "I"
                elif letter == "n" and len(word) > 2 and word[-1] in _OFFICE_ENDS:
                    letter = "e"
                elif letter == "n" and len(word) > 3 and word.endswith(self.works):
                    letter = "e"  # 平陆运河: a named thing is kept in one word
        if len(self) < _MOST:
            self[key] = letter
        return letter

    def of(self, words: Words, first: int, behind: int) -> list[str]:
        """The letters of the words ``[first, behind)``; tags are asked for only where a word is new."""
        texts = words.texts[first:behind]
        found = list(map(self.plain.get, texts))
        if None in found:
            for i, letter in enumerate(found):
                if letter is None:
                    (tag,) = words.tags(first + i, first + i + 1)
                    found[i] = letter = self[texts[i], tag]
                    if (tag not in _GUESSED or not texts[i].isalnum()) and len(self.plain) < _MOST:
                        self.plain[texts[i]] = letter
        return found  # type: ignore[return-value]


@lru_cache(maxsize=8)
def _letters(lexicon: Lexicon) -> _Letters:
    return _Letters(lexicon)


def letters(lexicon: Lexicon | None = None) -> _Letters:
    """The table of letters for a lexicon, that in use if none is given.

    >>> letters()["增长", "v"], letters()["粮食", "n"], letters()["全国", "n"]
    ('u', 'n', 'h')
    """
    return _letters(lexicon or in_use())


@lru_cache(maxsize=256)
def forms_of(kind: str, lexicon: Lexicon | None = None) -> frozenset[str]:
    """All forms of one kind.

    >>> "带动" in forms_of("pivot")
    True
    """
    return frozenset(row["form"] for row in (lexicon or shipped()).rows("cues") if row["kind"] == kind)


@lru_cache(maxsize=256)
def wording(kind: str, lexicon: Lexicon | None = None) -> re.Pattern[str]:
    """One regular expression for all wordings of a kind.

    >>> bool(wording("yoy").search("比上年同期增长"))
    True
    """
    rows = (lexicon or shipped()).rows("wordings")
    return re.compile("|".join(row["pattern"].pattern for row in rows if row["kind"] == kind))
