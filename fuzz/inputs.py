"""Inputs without end: strings like those that strangers send, from a seed.

Pieces of ``atoms.txt``, words of the shipped lexicon, stretches of the sample articles and numbers of every
form are drawn and joined; now and then one is repeated, cut or mangled. The same seed gives the same inputs.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from policytext.lexicon import shipped

ROOT = Path(__file__).resolve().parents[1]
_FORMS = {
    "units": "form", "bounds": "form", "cues": "form", "time_words": "form", "not_quantities": "form",
    "programmes": "name", "programme_cues": "form", "not_programmes": "phrase", "labels": "label",
    "regions": "name",
}  # fmt: skip
_CHINESE = "零〇一二三四五六七八九十百千万亿两几数半多余点"
_POOL, _FRESH = 3000, 20_000  # pieces to draw from, and inputs until a new lot is laid out


@cache
def atoms() -> tuple[str, ...]:
    """The pieces of ``atoms.txt``."""
    lines = (Path(__file__).parent / "atoms.txt").read_text("utf-8").splitlines()
    kept = [line for line in lines if line and not line.startswith("# ")]
    return tuple(json.loads(line) if len(line) > 2 and line[0] == line[-1] == '"' else line for line in kept)


@cache
def words() -> tuple[str, ...]:
    """What the shipped lexicon knows."""
    return tuple(row[column] for table, column in _FORMS.items() for row in shipped().rows(table))


@cache
def corpus() -> str:
    """The sample articles, one behind the other."""
    files = sorted((ROOT / "corpus" / "articles").glob("*.txt"))
    return "\n".join(file.read_bytes().decode("utf-8", "surrogateescape") for file in files)


def number(chance: random.Random) -> str:
    """A number as it may be written: Arabic, Chinese, full-width, with separators, sometimes very long."""
    kind = chance.randrange(6)
    size = chance.choice((1, 1, 2, 3, 4, 6, 9, 20, 70))
    if kind == 0:
        return "".join(chance.choices(_CHINESE, k=size))
    digits = "".join(chance.choices("0123456789", k=size))
    if kind == 1:
        return digits.translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789"})
    if kind == 2:
        return f"{int(digits):,}"
    if kind == 3:
        return f"{digits}.{chance.randrange(1000)}{chance.choice(('', '%', '亿', '万', '个百分点'))}"
    if kind == 4:
        return digits + "".join(chance.choices("十百千万亿多余几", k=chance.randrange(4)))
    return digits


def _pool(chance: random.Random) -> list[str]:
    text = corpus()
    lot = [number(chance) for _ in range(_POOL // 4)]
    lot += chance.choices(atoms(), k=_POOL // 2) + chance.choices(words(), k=_POOL // 4)
    for _ in range(_POOL // 8):
        at = chance.randrange(len(text))
        lot.append(text[at : at + chance.choice((1, 2, 5, 12, 30))])
    return lot


def _mangled(text: str, chance: random.Random) -> str:
    """The string with something done to it that no writer would do."""
    at, behind = sorted((chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)))
    kind = chance.randrange(5)
    if kind == 0:
        return text[:at] + text[behind:]
    if kind == 1:
        return text[:at] + text[at:behind] * chance.choice((2, 3, 40)) + text[behind:]
    if kind == 2:
        return (
            text[:at] + chr(chance.choice((chance.randrange(0x3000), chance.randrange(0x110000)))) + text[at:]
        )
    if kind == 3:
        return text[::-1]
    return text[behind:] + text[at:behind] + text[:at]


def strings(seed: int, longest: int = 8) -> Iterator[str]:
    """Strings of one to ``longest`` pieces."""
    chance = random.Random(seed)
    while True:
        pool = _pool(chance)
        for _ in range(_FRESH):
            text = "".join(chance.choices(pool, k=chance.randint(1, longest)))
            yield _mangled(text, chance) if chance.random() < 0.15 else text


def articles(seed: int) -> Iterator[str]:
    """Whole texts: paragraphs of the corpus with strange strings between and inside them."""
    chance, strange = random.Random(seed), strings(seed + 1, 30)
    paragraphs = corpus().split("\n")
    while True:
        lines = []
        for _ in range(chance.randint(1, 6)):
            line = chance.choice(paragraphs)[:400] if chance.random() < 0.5 else next(strange)
            lines.append(_mangled(line, chance) if chance.random() < 0.3 else line)
        yield chance.choice(("\n", "\n", "\r\n", "。", "\n\n")).join(lines)
