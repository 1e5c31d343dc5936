"""Programmes followed through many articles: when and where they stand, with which numbers and themes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from .knowledge import name_key
from .records import Article, Claim, Programme
from .sentences import split_sentences


def programme_key(programme: Programme) -> str:
    """What a programme is counted under: its id, or ``unknown:`` and its name, the same throughout a run.

    Documents are counted under their full titles, so that 《方案》 here and there are not one.

    >>> programme_key(Programme(0, 4, "百日攻坚", "campaign"))
    'unknown:百日攻坚'
    """
    name = programme.canonical if programme.type in ("document", "plan") else None
    return programme.id or f"unknown:{name_key(name or programme.text)}"


def attach_claims(text: str, programmes: Sequence[Programme], claims: Sequence[Claim]) -> list[Programme]:
    """The programmes, each with the claims said under its name in ``claims``.

    A claim belongs to the mention before it in its sentence, or else to the first one behind it.

    >>> from policytext.records import Claim, Quantity
    >>> text = "“五小”活动收到成果13905个。培训300人。"
    >>> claims = [Claim(Quantity(9, 15, "13905个")), Claim(Quantity(18, 22, "300人"))]
    >>> (one,) = attach_claims(text, [Programme(1, 3, "五小", "campaign")], claims)
    >>> [claim.text for claim in one.claims]
    ['13905个']
    """
    under: dict[int, list[Claim]] = {}
    starts = [programme.start for programme in programmes]
    bounds = _sentences_at(text, starts, sorted(claim.start for claim in claims)) if claims else []
    heads = [start for start, _ in bounds]
    for claim in claims:
        at = bisect_right(heads, claim.start) - 1
        if at < 0 or bounds[at][1] <= claim.start:
            continue
        start, end = bounds[at]
        which = bisect_right(starts, claim.start) - 1
        if which < 0 or starts[which] < start:
            which += 1
        if which < len(starts) and start <= starts[which] < end:
            under.setdefault(which, []).append(claim)
    return [
        replace(programme, claims=tuple(under[at])) if at in under else programme
        for at, programme in enumerate(programmes)
    ]


def _sentences_at(text: str, places: Iterable[int], others: Sequence[int]) -> list[tuple[int, int]]:
    """The sentences of the lines in which some places and some others lie; both are in order."""
    found: list[tuple[int, int]] = []
    end = -1
    for place in places:
        if place > end:
            start, end = text.rfind("\n", 0, place) + 1, text.find("\n", place)
            end = end if end >= 0 else len(text)
            if bisect_left(others, start) == bisect_left(others, end):
                continue
            found += split_sentences(text, start, end)
    return found


@dataclass(frozen=True, slots=True)
class Mentions:
    """How often a programme is spoken of in a month by the articles of one source or region."""

    key: str
    name: str
    month: str | None
    region: str | None
    articles: int
    mentions: int


def count_mentions(articles: Iterable[Article], regions: Sequence[str] = ()) -> list[Mentions]:
    """Mentions of each programme per month (YYYY-MM) and region, oldest first.

    ``regions`` are the names to look for, first in the title, then in the text (辽宁, 浙江 …); an article
    that names none counts under ``None``.
    """
    counted: Counter[tuple[str, str | None, str | None]] = Counter()
    seen: dict[tuple[str, str | None, str | None], int] = {}
    names: dict[str, str] = {}
    for article in articles:
        month = article.published[:7] if article.published else None
        region = region_of(article, regions)
        here: Counter[str] = Counter()
        for programme in article.programmes:
            key = programme_key(programme)
            names.setdefault(key, programme.canonical or programme.text)
            here[key] += 1
        for key, number in here.items():
            counted[key, month, region] += number
            seen[key, month, region] = seen.get((key, month, region), 0) + 1
    ordered = sorted(counted, key=lambda place: (place[1] or "", place[2] or "", -counted[place], place[0]))
    return [Mentions(k, names[k], m, r, seen[k, m, r], counted[k, m, r]) for k, m, r in ordered]


def region_of(article: Article, regions: Sequence[str]) -> str | None:
    """The first of ``regions`` that the title names, else the one named most often in the text."""
    for region in regions:
        if region in (article.title or ""):
            return region
    numbers = {region: article.text.count(region) for region in regions}
    best = max(numbers, key=numbers.__getitem__, default=None)
    return best if best and numbers[best] else None


def count_themes(articles: Iterable[Article]) -> dict[str, Counter[str]]:
    """For each programme, in how many passages of each theme it stands."""
    themes: dict[str, Counter[str]] = {}
    for article in articles:
        for passage in article.passages:
            if passage.theme is None:
                continue
            keys = {programme_key(p) for p in article.programmes if passage.start <= p.start < passage.end}
            for key in keys:
                themes.setdefault(key, Counter())[passage.theme] += 1
    return themes


def claims_of(articles: Iterable[Article], key: str) -> list[tuple[Article, Claim]]:
    """All claims said under a programme's name (an id, or ``unknown:`` and the name), with their articles."""
    return [
        (article, claim)
        for article in articles
        for programme in article.programmes
        if programme_key(programme) == key
        for claim in programme.claims
    ]


@dataclass(frozen=True, slots=True)
class Change:
    """A programme that one of two corpora has and the other has not: ``appeared`` or ``disappeared``."""

    change: str
    key: str
    name: str
    mentions: int
    first: str | None
    last: str | None


def compare_corpora(before: Iterable[Article], after: Iterable[Article]) -> list[Change]:
    """The programmes that appear in ``after`` only, and those that ``before`` alone has, by mentions."""
    old, new = _tally(before), _tally(after)
    changes = [
        Change(change, key, *tally[key])
        for change, tally, other in (("appeared", new, old), ("disappeared", old, new))
        for key in tally
        if key not in other
    ]
    return sorted(changes, key=lambda c: (c.change, -c.mentions, c.key))


def _tally(articles: Iterable[Article]) -> dict[str, tuple[str, int, str | None, str | None]]:
    tally: dict[str, tuple[str, int, str | None, str | None]] = {}
    for article in articles:
        for programme in article.programmes:
            key = programme_key(programme)
            name, number, first, last = tally.get(key, (programme.canonical or programme.text, 0, None, None))
            dates = [day for day in (first, last, article.published) if day]
            tally[key] = (name, number + 1, min(dates, default=None), max(dates, default=None))
    return tally
