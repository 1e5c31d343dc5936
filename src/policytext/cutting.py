"""Where a text is cut into words, by column: the inside of :mod:`policytext.segmentation`."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, compress, count, repeat
from operator import add
from typing import Any

from .dictionary import (
    ANNUAL,
    COUNT,
    FOREIGN,
    GIVEN,
    SPELLING,
    SURNAME,
    is_engine_word,
    load_dictionary,
)
from .folding import fold
from .lexicon import Lexicon, shipped
from .records import Token
from .tokenizers import engine_name, load_engine

# What reaches the engine (first group) and what is cut here (second): numbers, Latin words, dashes, dots.
_BLOCK = re.compile(
    r"""([\u4e00-\u9fd5，。、；：？！“”《》（）]*+)
        ( \d{4}年(?![度代]) | \d{1,2}(?:月份?|日(?!元)) | \dG(?![A-Za-z\d])
      | \d+(?:,\d{3})*(?:[.·]\d+)*(?:[%‰]|[百千万亿]+)?
      | [^\W\d_〇\u3400-\u9fff\U00020000-\U0003ffff][^\W_〇\u3400-\u9fff\U00020000-\U0003ffff]*
        (?:[-'’.+&][^\W_〇\u3400-\u9fff\U00020000-\U0003ffff]+)*
      | \s+ | —+ | …+ | . )""",
    re.VERBOSE | re.DOTALL,
)
_APART = "\n"  # stands in what the engine cuts for each word that was cut here
_KEPT = chr(0xD800)  # stands for a kept span; no folded text holds it
_NUMBER = re.compile(r"[\d一二三四五六七八九十百千万亿零两〇○几数半]")
_CALENDAR = re.compile("年|月|日|季度|世纪|时期")
_YEAR = re.compile("[一二三四五六七八九零〇○]{4}年")


class Words(Sequence[Token]):
    """The words of a text by column: ``texts``, ``starts`` and ``ends``; tokens are made when asked for.

    ``folded`` holds the words in ASCII width and simplified script.
    """

    __slots__ = ("_kept", "_known", "ends", "folded", "starts", "texts")

    def __init__(
        self,
        texts: list[str],
        starts: list[int],
        ends: list[int],
        folded: list[str],
        lexicon: Lexicon,
        kept: set[int],
    ) -> None:
        self.texts, self.starts, self.ends = texts, starts, ends
        self.folded, self._kept = folded, kept
        self._known = load_dictionary(lexicon).tags

    def range(self, start: int, end: int) -> tuple[int, int]:
        """The first word that begins in ``[start, end)`` and the one behind the last."""
        first = bisect_left(self.starts, start)
        return first, bisect_left(self.starts, end, lo=first)

    def tags(self, first: int, behind: int) -> list[str]:
        """The tags of the words ``[first, behind)``: the dictionary's, else by the word's form."""
        tags = list(map(self._known.get, self.folded[first:behind]))
        if None in tags:
            for i, tag in enumerate(tags, first):
                if tag is None:
                    tags[i - first] = _form_tag(self.folded[i], self.starts[i] in self._kept)
        return tags  # type: ignore[return-value]

    def __len__(self) -> int:
        return len(self.texts)

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            first, behind, step = at.indices(len(self))
            cut = slice(first, behind)
            return tokens(self.texts[cut], self.starts[cut], self.ends[cut], self.tags(first, behind))[::step]
        at = at + len(self) if at < 0 else at
        return Token(self.texts[at], self.starts[at], self.ends[at], self.tags(at, at + 1)[0])


def cut_words(
    text: str,
    *,
    keep: Sequence[tuple[int, int]] = (),
    lexicon: Lexicon | None = None,
    engine: str = "auto",
) -> Words:
    """What :func:`segment` gives, by column: for those who need few of the tokens of a text.

    >>> found = cut_words("全省新增2万余家企业", keep=[(4, 8)])
    >>> found.texts, found[2].pos
    (['全省', '新增', '2万余家', '企业'], 'mq')
    """
    lexicon = lexicon or shipped()
    folded = fold(text)
    pieces = cut_cover(folded, keep, lexicon, engine)
    edges = list(accumulate(map(len, pieces), initial=0))
    found: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for blank in (*compress(count(), map(str.isspace, pieces)), len(pieces)):
        found += pieces[at:blank]
        starts += edges[at:blank]
        ends += edges[at + 1 : blank + 1]
        at = blank + 1
    said = found if folded == text else [text[start:end] for start, end in zip(starts, ends, strict=True)]
    return Words(said, starts, ends, found, lexicon, {span[0] for span in keep})


def _mark(text: str, keep: Iterable[tuple[int, int]]) -> tuple[str, list[str]]:
    """The text with a mark for each kept span that overlaps none before it, and the words of those spans."""
    between: list[str] = []
    kept: list[str] = []
    at = 0
    for start, end in sorted(keep, key=lambda span: (span[0], -span[1])):
        word = text[start:end]
        if start < at or start >= end or not word or word.isspace():
            continue
        between.append(text[at:start])
        kept.append(word)
        at = start + len(word)
    between.append(text[at:])
    return _KEPT.join(between), kept


def cut_cover(text: str, keep: Iterable[tuple[int, int]], lexicon: Lexicon, engine: str) -> list[str]:
    """A folded text cut, whitespace included, so that offsets are the running sum of the lengths.

    Only blanks at its end are left out.
    """
    return _cutter(lexicon, engine_name(engine))(*_mark(text, keep))


_set_text, _set_start, _set_end, _set_pos = (
    getattr(Token, name).__set__ for name in ("text", "start", "end", "pos")
)


def tokens(
    texts: Sequence[str], starts: Sequence[int], ends: Sequence[int], tags: Iterable[str | None]
) -> list[Token]:
    """Tokens filled field by field: Token(…) would take twice as long."""
    tokens = list(map(object.__new__, repeat(Token, len(texts))))
    for put, values in ((_set_text, texts), (_set_start, starts), (_set_end, ends), (_set_pos, tags)):
        deque(map(put, tokens, values), maxlen=0)
    return tokens


def _form_tag(word: str, kept: bool) -> str:
    if kept:
        return "t" if _CALENDAR.search(word) else "mq" if _NUMBER.search(word) else "nz"
    if _NUMBER.match(word):
        return "t" if _CALENDAR.search(word) else "m"
    if word[0].isalpha() and word[0].isascii():
        return "eng"
    return "nr" if len(word) > 1 and is_engine_word(word) else "x"  # only a joined name is in no dictionary


# Joining: numbers and names that no dictionary holds. Each token gets a letter (64 + the bits of what it can
# be); a regular expression over the letters finds the runs that are one word.


def _letters(bit: int) -> str:
    return "[" + "".join(re.escape(chr(64 + mask)) for mask in range(64) if mask & bit) + "]"


_JOIN = re.compile(
    f"{_letters(COUNT)}{{2,}}(?P<year>{_letters(ANNUAL)})?"
    f"|{_letters(SPELLING)}{{1,4}}{_letters(FOREIGN)}{_letters(SPELLING | FOREIGN)}{{0,4}}"
    f"|{_letters(FOREIGN)}{_letters(SPELLING | FOREIGN)}{{1,4}}"
    f"|{_letters(SPELLING)}{{3,8}}"
    f"|{_letters(SURNAME)}{_letters(GIVEN)}{{1,2}}"
)


_SEVERAL = re.compile("[^@\n]{2,}")  # the rare places where something can be joined


def _join(found: list[str], shape: str) -> list[str]:
    joined: list[str] = []
    at = 0
    for several in _SEVERAL.finditer(shape):
        for match in _JOIN.finditer(shape, *several.span()):
            start, end = match.span()
            whole = "".join(found[start:end])
            if match["year"] and not _YEAR.fullmatch(whole):  # 二〇三五年 is one word, 二十五年 two
                end -= 1
                whole = whole[:-1]
            joined += found[at:start]
            joined.append(whole)
            at = end
    return joined + found[at:] if at else found


def _fill(found: list[str], shape: str, apart: Iterable[str], kept: Iterator[str]) -> None:
    """Put what was cut apart, and the kept spans in it, where it stands."""
    at = -1
    for word in apart:
        at = shape.find(_APART, at + 1)
        found[at] = next(kept) if word == _KEPT else word


@lru_cache(maxsize=8)
def _cutter(lexicon: Lexicon, engine: str) -> Callable[[str, Iterable[str]], list[str]]:
    dictionary = load_dictionary(lexicon)
    han = load_engine(dictionary, engine)
    kinds = dictionary.kinds | {_APART: _APART}
    spelt = dictionary.kinds.keys()

    def cut(marked: str, kept: Iterable[str]) -> list[str]:
        runs, apart = zip(*_BLOCK.findall(marked + _APART), strict=True)  # a blank ends the last run too
        found = han(_APART.join(runs))  # one call of the engine for all runs
        shape = "".join(map(kinds.get, found, repeat("@")))  # type: ignore[arg-type]
        _fill(found, shape, apart[:-1], iter(kept))
        if not spelt.isdisjoint(apart):  # 〇
            letters = (kinds.get(word, _APART) for word in apart)
            shape = "".join(map(add, shape.split(_APART), letters))
        return _join(found, shape)

    return cut
