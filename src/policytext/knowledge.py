"""The knowledge base of programmes, ready for use: names to entries, and one automaton over all names."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from .lexicon import Lexicon, shipped

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

Entry = dict[str, Any]
_DROPPED = re.compile("[“”‘’「」『』《》\"'＂·、，, \u3000\u00a0]")
_NUMERALS = frozenset("一二三四五六七八九十两双百千万")
_FIVE_YEARS = re.compile(r"(?:[一二三四五六七八九]|十[一二三四五六七八九]?)五")


def name_key(name: str) -> str:
    """A name without quotes, commas and blanks, so that variants of writing meet.

    >>> name_key("两不愁、三保障") == name_key("“两不愁三保障”")
    True
    """
    return _DROPPED.sub("", name) if _DROPPED.search(name) else name


def is_five_years(name: str) -> bool:
    """Whether a name is the bare short form of a five-year plan's time.

    >>> is_five_years("十四五"), is_five_years("十四五规划")
    (True, False)
    """
    return _FIVE_YEARS.fullmatch(name) is not None


class Knowledge:
    """Programmes by name and by id; ``find`` gives where their names stand in a text."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.entries: dict[str, Entry] = {row["id"]: row for row in lexicon.rows("programmes")}
        self.refused = frozenset(name_key(row["phrase"]) for row in lexicon.rows("not_programmes"))
        self._by_name: dict[str, list[Entry]] = {}
        self.keys: dict[str, tuple[str, ...]] = {}  # id → its names as keys, the first name first
        forms: set[str] = set()
        for row in self.entries.values():
            self.keys[row["id"]] = tuple(name_key(name) for name in (row["name"], *row["aliases"]))
            for name in {row["name"], *row["aliases"]}:
                key = name_key(name)
                known = self._by_name.setdefault(key, [])
                if row not in known:
                    known.append(row)
                if not is_five_years(key) and not (len(key) < 3 and key[:1] in _NUMERALS) and len(key) > 1:
                    forms |= {name, key}
        self._forms = sorted(forms)
        self._automaton: AhoCorasick | None = None

    def named(self, name: str) -> list[Entry]:
        """The entries that bear a name, in the order of the knowledge base."""
        return self._by_name.get(name) or self._by_name.get(name_key(name), [])

    def find(self, text: str) -> list[tuple[int, int]]:
        """Where a known name stands, the longest at each place, without overlaps."""
        if not self._forms:
            return []
        if self._automaton is None:
            import ahocorasick_rs

            self._automaton = ahocorasick_rs.AhoCorasick(
                self._forms,
                matchkind=ahocorasick_rs.MatchKind.LeftmostLongest,
                implementation=ahocorasick_rs.Implementation.ContiguousNFA,
            )
        return [(start, end) for _, start, end in self._automaton.find_matches_as_indexes(text)]


class NoKnowledge(Knowledge):
    """A knowledge base that knows nothing and refuses nothing."""

    def __init__(self) -> None:
        self.entries, self.refused, self._by_name, self._forms = {}, frozenset(), {}, []


@lru_cache(maxsize=8)
def knowledge_of(lexicon: Lexicon | None = None) -> Knowledge:
    """The knowledge base of a lexicon, the shipped one by default; built once.

    >>> knowledge_of().named("没有这样的名字")
    []
    """
    return Knowledge(lexicon or shipped())
