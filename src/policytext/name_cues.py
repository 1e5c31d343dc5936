"""The words around a programme's name, from ``data/programme_cues.tsv``, looked up at a place of a text."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from .lexicon import Lexicon, shipped

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

PLAIN = ("line_head", "zone_head", "plain_head", "event_head", "power_head", "list_head")
HEADS = ("head", *PLAIN)
# forms with their types, their lengths, their first and their last characters
Table = tuple[dict[str, str | None], list[int], frozenset[str], frozenset[str]]
NUMERAL = "一二三四五六七八九十百千万两双"
_VALUES = dict(zip("一二三四五六七八九十两双", (*range(1, 11), 2, 2), strict=True))
_DIGITS = re.compile(r"\d+")
MEASURED = re.compile(
    r"(?:[二三四五六七八九十两]|十[一二三四五六七八九])"
    r"(?:位一体|(?:个|大|篇|项|张|种|条|化|严|字|支|件|步|份)[^\d\W]{1,8})"
)
NUMERIC = re.compile(rf"[{NUMERAL}][一-鿿]{{1,3}}(、?[{NUMERAL}][一-鿿]{{1,3}}){{0,3}}")
PERIOD = re.compile(
    r"(?:19|20)\d\d|[零〇○一二三四五六七八九]{4}年|第?[一二三四五六七八九十]+个?五年|[“‘]?十?[一二三四五六七八九]五[”’]"
    r"|[两三四五六七八九十\d]+年(?:行动|计划|规划|攻坚|实施|工作|专项|建设|发展|提升|滚动|方案|倍增|改造)"
)


class Name:
    """A name as it was recognised, before it is linked: its type, its full form, the rule that found it.

    ``marked`` where it stands in quotation or title marks.
    """

    __slots__ = ("doc_number", "end", "full", "marked", "parts", "rule", "start", "text", "type")

    def __init__(
        self,
        start: int,
        end: int,
        text: str,
        type: str,
        rule: str,
        full: str | None = None,
        marked: bool = True,
        parts: tuple[str, ...] = (),
    ) -> None:
        self.start, self.end, self.text, self.type = start, end, text, type
        self.rule, self.full, self.marked, self.parts = rule, full, marked, parts
        self.doc_number: str | None = None


class Head:
    """A noun that makes a name a programme, where it stands; ``kinds`` maps each kind to a type.

    ``plain`` is the kind by which it ends a name without quotes.
    """

    __slots__ = ("end", "kinds", "plain", "start")

    def __init__(self, start: int, end: int, kinds: dict[str, str], plain: str | None) -> None:
        self.start, self.end, self.kinds, self.plain = start, end, kinds, plain


class NameCues:
    """All cue words of a lexicon, by kind."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._forms: dict[str, dict[str, str | None]] = {}
        for row in lexicon.rows("programme_cues"):
            self._forms.setdefault(row["kind"], {})[row["form"]] = row["type"]
        self._tables: dict[str, Table] = defaultdict(lambda: ({}, [], frozenset(), frozenset()))
        for kind, forms in self._forms.items():
            lengths = sorted({len(form) for form in forms}, reverse=True)
            edges = frozenset(form[0] for form in forms), frozenset(form[-1] for form in forms)
            self._tables[kind] = (forms, lengths, *edges)
        self._kinds: dict[str, dict[str, str]] = {}
        for kind in HEADS:
            for form, type_ in self.forms(kind).items():
                self._kinds.setdefault(form, {})[kind] = type_ or "initiative"
        self._heads = sorted(self._kinds)
        self._kinds_of = [self._kinds[form] for form in self._heads]
        self._plain = [next((kind for kind in PLAIN if kind in kinds), None) for kinds in self._kinds_of]
        stops = {form for kind in ("stop", "launch", "pass", "hard") for form in self.forms(kind)}
        words = "|".join(re.escape(form[::-1]) for form in sorted(stops, key=len, reverse=True))
        lasts = re.escape("".join(sorted({form[-1] for form in stops})))  # asked before any word is tried
        self._stop = re.compile(f"(?=[{lasts}])(?:{words})" if stops else "(?!)")
        self._hard = self.forms("hard")
        self._passed = self.forms("pass")
        self._automaton: AhoCorasick | None = None

    def forms(self, kind: str) -> dict[str, str | None]:
        """The forms of a kind, each with its type."""
        return self._forms.get(kind, {})

    def is_head(self, form: str) -> bool:
        """Whether a form is nothing but a head noun (自贸试验区)."""
        return form in self._kinds

    def before(self, kind: str, text: str, at: int) -> str | None:
        """The longest form of a kind that ends at a place."""
        forms, lengths, _, lasts = self._tables[kind]
        if at and text[at - 1] in lasts:
            for length in lengths:
                if length <= at and text[at - length : at] in forms:
                    return text[at - length : at]
        return None

    def after(self, kind: str, text: str, at: int) -> str | None:
        """The longest form of a kind that begins at a place."""
        forms, lengths, firsts, _ = self._tables[kind]
        if text[at : at + 1] in firsts:
            for length in lengths:
                if (form := text[at : at + length]) in forms:
                    return form
        return None

    def _runs_on(self, text: str, start: int, at: int, form: str, hard: bool) -> bool:
        """Whether a stop word belongs to the name: 高等, or 建设 that no adverb or boundary stands before."""
        if form in self._passed or (form in self._hard and not hard):
            return True
        soft = not hard and form in self.forms("soft") and at > start
        return soft and not (self.before("stop", text, at) or self.before("launch", text, at))

    def heads(self, text: str) -> list[Head]:
        """The head nouns of a text, in order, the longest at each place."""
        if not self._heads:
            return []
        if self._automaton is None:
            import ahocorasick_rs

            self._automaton = ahocorasick_rs.AhoCorasick(
                self._heads,
                matchkind=ahocorasick_rs.MatchKind.LeftmostLongest,
                implementation=ahocorasick_rs.Implementation.DFA,
            )
        places = self._automaton.find_matches_as_indexes(text)
        return [Head(start, end, self._kinds_of[which], self._plain[which]) for which, start, end in places]

    def last_stop(self, text: str, start: int, end: int, hard: bool = False) -> tuple[int, str]:
        """Where the last word in ``[start, end)`` ends that no plain name reaches over, and that word.

        ``hard`` takes every verb for a stop; else 建设 and the like belong to a name that they stand within.
        """
        reversed_text = text[start:end][::-1]
        match = self._stop.search(reversed_text)
        while match and self._runs_on(text, start, end - match.end(), match[0][::-1], hard):
            match = self._stop.search(reversed_text, match.end())
        return (end - match.start(), match[0][::-1]) if match else (start, "")


@lru_cache(maxsize=8)
def cues_of(lexicon: Lexicon | None = None) -> NameCues:
    """The cue words of a lexicon, the shipped one by default; read once."""
    return NameCues(lexicon or shipped())


@cache
def expected_parts(name: str) -> int | None:
    """How many parts a numeral name announces.

    >>> [expected_parts(name) for name in ("三篇大文章", "三重一大", "两不愁三保障", "五位一体", "放管服")]
    [3, 4, 5, 5, None]
    """
    if name.endswith(("位一体", "合一")):
        name = name[:-2]
    values = [
        _value(numeral) for numeral in re.findall(r"十[一二三四五六七八九]|[一二三四五六七八九十两双]", name)
    ]
    return sum(values) if values and name[0] in NUMERAL and max(values) > 1 else None


def _value(numeral: str) -> int:
    return sum(_VALUES[character] for character in numeral)
