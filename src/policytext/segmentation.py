"""Text to words with exact offsets, by the general dictionary of jieba and our own word list.

The dictionary is rid of its compounds by rule; numbers and Latin words are cut by a regular expression, so
that only Han characters reach the engine: both engines, jieba and the faster rjieba, give the same words.
"""

from __future__ import annotations

import os
import re
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache, partial
from importlib.util import find_spec
from itertools import accumulate, compress, pairwise, repeat

from .dictionary import (
    ANNUAL,
    COUNT,
    FOREIGN,
    GIVEN,
    SPELLING,
    SURNAME,
    Dictionary,
    is_engine_word,
    load_dictionary,
)
from .errors import MissingExtraError, PolicytextError
from .folding import fold
from .lexicon import Lexicon, shipped
from .records import Token

ENGINES = ("rjieba", "jieba")
VARIABLE = "POLICYTEXT_ENGINE"  # names the engine where the caller leaves it open

# What reaches the engine (first group) and what is cut here (second): numbers, Latin words, dashes, dots.
_BLOCK = re.compile(
    r"""([\u4e00-\u9fd5，。、；：？！“”《》（）]+)
      | ( \d{4}年(?![度代]) | \d{1,2}(?:月份?|日(?!元)) | \dG(?![A-Za-z\d])
      | \d+(?:,\d{3})*(?:[.·]\d+)*(?:[%‰]|[百千万亿]+)?
      | [^\W\d_〇\u3400-\u9fff\U00020000-\U0003ffff][^\W_〇\u3400-\u9fff\U00020000-\U0003ffff]*
        (?:[-'’.+&][^\W_〇\u3400-\u9fff\U00020000-\U0003ffff]+)*
      | \s+ | —+ | …+ | . )""",
    re.VERBOSE | re.DOTALL,
)
_NUMBER = re.compile(r"[\d一二三四五六七八九十百千万亿零两〇○几数半]")
_CALENDAR = re.compile("年|月|日|季度|世纪|时期")
_YEAR = re.compile("[一二三四五六七八九零〇○]{4}年")

Cut = Callable[[str], list[str]]


def segment(
    text: str,
    *,
    pos: bool = False,
    keep: Sequence[tuple[int, int]] = (),
    lexicon: Lexicon | None = None,
    engine: str = "auto",
) -> list[Token]:
    """The words and punctuation marks of a text, in order; whitespace yields no token.

    ``keep`` holds spans that come out as one token each (of two that overlap the earlier, then the longer);
    ``pos`` adds tags from the dictionary.

    >>> [token.text for token in segment("全省新增2万余家企业", keep=[(4, 8)])]
    ['全省', '新增', '2万余家', '企业']
    """
    folded = fold(text)
    found = _cover(folded, keep, lexicon or shipped(), engine)
    ends = list(accumulate(map(len, found), initial=0))
    said = found if folded == text else [text[start:end] for start, end in pairwise(ends)]
    tags = _tags(found, folded, keep, lexicon or shipped()) if pos else repeat(None)
    return list(compress(_tokens(said, ends, tags), map(str.strip, found)))


def words(
    text: str,
    *,
    keep: Sequence[tuple[int, int]] = (),
    lexicon: Lexicon | None = None,
    engine: str = "auto",
) -> list[str]:
    """The words alone, as they stand in the text: :func:`segment` without offsets, at twice its speed.

    >>> words("到二〇三五年，推动一带一路建设走深走实")
    ['到', '二〇三五年', '，', '推动', '一带一路', '建设', '走深走实']
    """
    folded = fold(text)
    found = _cover(folded, keep, lexicon or shipped(), engine)
    if folded == text:
        return list(filter(str.strip, found))
    ends = accumulate(map(len, found), initial=0)
    return [said for start, end in pairwise(ends) if (said := text[start:end]).strip()]


def engine_name(engine: str = "auto") -> str:
    """The engine in use: the argument, else $POLICYTEXT_ENGINE, else the fastest that is installed.

    >>> engine_name("jieba")
    'jieba'
    """
    if engine == "auto":
        engine = os.environ.get(VARIABLE) or "auto"
    if engine == "auto":
        return "rjieba" if _rjieba_installed() else "jieba"
    if engine not in ENGINES:
        raise PolicytextError(f"{engine!r} is no segmentation engine: auto, {', '.join(ENGINES)}")
    if engine == "rjieba" and not _rjieba_installed():
        raise MissingExtraError("the engine rjieba", "fast")
    return engine


@cache
def _rjieba_installed() -> bool:
    return find_spec("rjieba") is not None


def _pieces(text: str, keep: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int, bool]]:
    """The kept spans (third item true), none overlapping, and the stretches between them, in order."""
    at = 0
    for start, end in sorted(keep, key=lambda span: (span[0], -span[1])):
        end = min(end, len(text))
        if start < at or start >= end or text[start:end].isspace():
            continue
        if start > at:
            yield at, start, False
        yield start, end, True
        at = end
    if at < len(text):
        yield at, len(text), False


def _cover(text: str, keep: Iterable[tuple[int, int]], lexicon: Lexicon, engine: str) -> list[str]:
    """The whole text cut, whitespace included, so that offsets are the running sum of the lengths."""
    cut = _cutter(lexicon, engine_name(engine))
    found: list[str] = []
    for start, end, kept in _pieces(text, keep):
        if kept:
            found.append(text[start:end])
        else:
            found += cut(text[start:end])
    return found


_set_text, _set_start, _set_end, _set_pos = (
    getattr(Token, name).__set__ for name in ("text", "start", "end", "pos")
)


def _tokens(said: list[str], ends: list[int], tags: Iterable[str | None]) -> list[Token]:
    """Tokens that follow one another, filled field by field: Token(…) would take twice as long."""
    tokens = list(map(object.__new__, repeat(Token, len(said))))
    for put, values in ((_set_text, said), (_set_start, ends), (_set_end, ends[1:]), (_set_pos, tags)):
        deque(map(put, tokens, values), maxlen=0)
    return tokens


def _tags(found: list[str], text: str, keep: Iterable[tuple[int, int]], lexicon: Lexicon) -> list[str]:
    """A tag for each word: the dictionary's, else by its form."""
    known = load_dictionary(lexicon).tags
    kept = {text[start:end] for start, end, kept in _pieces(text, keep) if kept}
    return [known.get(word) or _form_tag(word, word in kept) for word in found]


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


def _join(found: list[str], kinds: dict[str, str]) -> list[str]:
    shape = "".join(map(kinds.get, found, repeat("@")))  # type: ignore[arg-type]
    joined: list[str] = []
    at = 0
    for match in _JOIN.finditer(shape):
        start, end = match.span()
        whole = "".join(found[start:end])
        if match["year"] and not _YEAR.fullmatch(whole):  # 二〇三五年 is one word, 二十五年 two
            end -= 1
            whole = whole[:-1]
        joined += found[at:start]
        joined.append(whole)
        at = end
    return joined + found[at:] if at else found


@lru_cache(maxsize=8)
def _cutter(lexicon: Lexicon, engine: str) -> Cut:
    dictionary = load_dictionary(lexicon)
    han = _load_rjieba(dictionary) if engine == "rjieba" else _load_jieba(dictionary)
    kinds = dictionary.kinds

    def cut(piece: str) -> list[str]:
        found: list[str] = []
        for run, apart in _BLOCK.findall(piece):
            if run:
                found += han(run)
            else:
                found.append(apart)
        return _join(found, kinds)

    return cut


def _load_rjieba(dictionary: Dictionary) -> Cut:
    import rjieba

    tokenizer = rjieba.Jieba.empty()
    for word, times in dictionary.frequency.items():
        tokenizer.add_word(word, times, None)
    return partial(tokenizer.cut, hmm=False)


def _load_jieba(dictionary: Dictionary) -> Cut:
    with warnings.catch_warnings():  # jieba's own source warns at import
        warnings.simplefilter("ignore")
        import jieba

    tokenizer = jieba.Tokenizer()
    prefixes: dict[str, int] = {}
    for word in dictionary.frequency:
        for end in range(1, len(word)):
            prefixes[word[:end]] = 0
    tokenizer.FREQ = prefixes | dictionary.frequency
    tokenizer.total = sum(dictionary.frequency.values())
    tokenizer.initialized = True  # filled here: no log line, and no cache file that others may write to
    return lambda text: list(tokenizer.cut(text, HMM=False))
