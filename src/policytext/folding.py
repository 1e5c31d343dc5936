"""Fold full-width and traditional characters, one for one, so that offsets hold in the text as given."""

from __future__ import annotations

import re
from functools import lru_cache

_FULL_WIDTH = {
    c: c - 0xFEE0 for c in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
_FULL_WIDTH |= {
    ord("％"): "%",
    ord("．"): ".",
    ord("＋"): "+",
    ord("－"): "-",
    ord("／"): "/",
    ord("　"): " ",
}
_FULL_WIDTH |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")  # halves of characters, which no encoder takes
_FOLDABLE = re.compile(r"[０-９Ａ-Ｚａ-ｚ％．＋－／　\ud800-\udfff]")  # the guard: most texts have none
_HALF = re.compile(r"[\ud800-\udfff]")

# Frequent characters that only traditional script has; a few of them tell the script of a text.
_TRADITIONAL_ONLY = re.compile(
    "[們國學會個來時說對發這產業經濟為與務動開關長資實現進過還應當東車門問間見視觀義議"
    "訂認識讓從於後將點總體萬億數據網電線級縣黨區歲員]"
)


def fold_width(text: str) -> str:
    """Full-width digits, letters, ％ ． ＋ － ／ and the wide space as their ASCII twins; same length.

    A lone surrogate becomes U+FFFD.

    >>> fold_width("增长１２．５％，达到Ａ级")
    '增长12.5%，达到A级'
    """
    return text.translate(_FULL_WIDTH) if _FOLDABLE.search(text) else text


def is_traditional(text: str) -> bool:
    """Whether a text is written in traditional script (at least 1 % tell-tale characters).

    >>> is_traditional("經濟發展與民生保障"), is_traditional("经济发展与民生保障")
    (True, False)
    """
    return _tells(text[:4000])


@lru_cache(maxsize=1_024)
def _tells(sample: str) -> bool:
    return len(_TRADITIONAL_ONLY.findall(sample)) > max(0, len(sample) // 100)


@lru_cache(maxsize=1)
def _converter():
    import opencc

    return opencc.OpenCC("t2s")


@lru_cache(maxsize=20_000)
def _simplified(character: str) -> str:
    simple = _converter().convert(character)
    return simple if len(simple) == 1 else character


def fold_script(text: str, like: str | None = None) -> str:
    """Traditional characters as simplified ones (OpenCC t2s, character by character); same length.

    A short text may not tell its script; ``like`` is the longer one that it belongs to.

    >>> fold_script("發展數位經濟")
    '发展数位经济'
    """
    if not is_traditional(text if like is None else like):
        return text
    text = _HALF.sub("\ufffd", text)
    whole = _converter().convert(text)
    return whole if len(whole) == len(text) else "".join(map(_simplified, text))


# Characters: the latest texts that are no longer are remembered, for every step folds those of 256 articles.
_SHORT = 10_000


def fold(text: str, like: str | None = None) -> str:
    """Width and script folded, ``like`` as in fold_script; the length stays, whatever the string."""
    if like is not None:
        return fold_script(fold_width(text), like)
    return _remembered(text) if len(text) < _SHORT else _folded_long(text)


def _folded(text: str) -> str:
    return fold_script(fold_width(text))


_remembered = lru_cache(maxsize=1_024)(_folded)
_folded_long = lru_cache(maxsize=1)(_folded)
