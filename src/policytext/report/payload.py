"""Articles → the columns that the explorer reads: short names, dictionaries, offsets in UTF-16 units.

``head`` holds what all parts refer to, each part some hundred articles with their claims, and ``ledger`` the
rows of the ledger, which name claims by their number in the file.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Any

from ..following import programme_key
from ..ledger import Cited, Row, make_ledger, notable
from ..lexicon import shipped
from ..records import Article, Claim, Quantity, Span
from ..regions import province_of, region_of, region_of_claim
from ..units import match_unit

PART = 250  # articles in a part; the first part is what the first table shows
BOUNDS = ("exact", "about", "near", "above", "below", "range")
STATUSES = ("actual", "target", "condition", "structural")
DIRECTIONS = (None, "up", "down")
BASELINES = (None, "yoy", "mom", "other")
KINDS = ("title", "heading", "body", "list", "caption")
VERDICTS = (None, "met", "missed", "not reported")
_CLASSES = {
    **dict.fromkeys(("count", "noun", "none", "body", "points", "level"), "count"),
    **dict.fromkeys(("time", "day", "age"), "duration"),
    **{name: name for name in ("money", "people", "multiple")},
    "ratio": "share",
}


def unit_class(unit: str | None) -> str:
    """The kind of a unit as a reader sorts them: money, people, share, count, duration, rank, measure …

    >>> [unit_class(unit) for unit in ("元", "%", "位", "公顷", "元/亩", None)]
    ['money', 'share', 'rank', 'measure', 'per', 'none']
    """
    if unit is None:
        return "none"
    if unit == "位":
        return "rank"
    if "/" in unit:
        return "per"
    row = match_unit(unit, 0)
    return _CLASSES.get(row.dimension, "measure") if row and row.name == unit else "count"


class Index:
    """A list of distinct values that columns point into by number."""

    def __init__(self, make: Callable[[Any], Any] = lambda value: value) -> None:
        self.values: list[Any] = []
        self._at: dict[Any, int] = {}
        self._make = make

    def __call__(self, key: Any, shown: Any = None) -> int:
        """The number of a key; -1 for ``None``."""
        if key is None:
            return -1
        if key not in self._at:
            self._at[key] = len(self.values)
            self.values.append(self._make(key) if shown is None else shown)
        return self._at[key]


class Payload:
    """The head, parts and ledger of some articles, newest first."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self.articles = sorted(articles, key=lambda article: article.published or "", reverse=True)
        self.regions = Index(lambda name: [name, province_of(name)])
        self.units = Index(lambda unit: [unit, unit_class(unit)])
        self.days = Index()
        self.themes = Index()
        self.programmes = Index()
        self._number: dict[tuple[int, int], int] = {}
        self._claims = 0

    def parts(self) -> list[dict[str, Any]]:
        """The columns of the articles, :data:`PART` articles a part."""
        return [self._part(self.articles[at : at + PART]) for at in range(0, len(self.articles), PART)]

    def head(self) -> dict[str, Any]:
        """What all parts refer to; complete only after :meth:`parts`."""
        names = {row["id"]: [row["display"], row["english"]] for row in shipped().rows("themes")}
        return {
            "articles": len(self.articles),
            "claims": self._claims,
            "regions": self.regions.values,
            "units": self.units.values,
            "days": self.days.values,
            "themes": [[theme, *names.get(theme, [theme, theme])] for theme in self.themes.values],
            "programmes": self.programmes.values,
            "bounds": BOUNDS,
            "statuses": STATUSES,
            "directions": DIRECTIONS,
            "baselines": BASELINES,
            "kinds": KINDS,
            "verdicts": VERDICTS,
        }

    def ledger(self) -> list[list[Any]]:
        """The notable rows of the ledger and the other rows of their series, for the chart."""
        rows = make_ledger(self.articles)
        shown = {id(row) for row in notable(rows)}
        series = {row.key for row in rows if id(row) in shown}
        number = {key: i for i, key in enumerate(dict.fromkeys(row.key for row in rows if row.key in series))}
        return [self._ledger_row(row, number[row.key], id(row) in shown) for row in rows if row.key in series]

    def _ledger_row(self, row: Row, series: int, shown: bool) -> list[Any]:
        def name(cited: Cited | None) -> int:
            return -1 if cited is None else self._number[id(cited.article), cited.claim.start]

        return [
            series,
            int(shown),
            row.key.region,
            row.key.holder,
            row.label,
            row.key.kind,
            row.period,
            row.end,
            VERDICTS.index(row.verdict),
            int(row.conflict),
            [name(cited) for cited in row.targets],
            [name(cited) for cited in row.results],
            name(row.decided_by),
            name(row.later),
        ]

    def _part(self, articles: Sequence[Article]) -> dict[str, Any]:
        rows: dict[str, list[list[Any]]] = {name: [] for name in ("article", "claim", "programme", "passage")}
        texts = []
        for article in articles:
            text = article.text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            texts.append(text)
            place = utf16(article.text)
            home = region_of(article)
            rows["article"].append(self._article(article, home))
            rows["claim"] += self._of_claims(article, home, place)
            last = 0
            for programme in article.programmes:
                start, end = place(programme.start), place(programme.end)
                name = programme.canonical or programme.text
                shown = [name, programme.type, programme.id, list(programme.components)]
                rows["programme"].append(
                    [start - last, end - start, self.programmes(programme_key(programme), shown)]
                )
                last = start
            last = 0
            for passage in article.passages:
                start, end = place(passage.start), place(passage.end)
                kind = KINDS.index(passage.kind) if passage.kind in KINDS else 2
                rows["passage"].append([start - last, end - start, kind, self.themes(passage.theme)])
                last = start
        columns = {
            name: [list(column) for column in zip(*table, strict=True)] for name, table in rows.items()
        }
        return {**columns, "text": texts}

    def _article(self, article: Article, home: str | None) -> list[Any]:
        counts = len(article.claims), len(article.programmes), len(article.passages)
        about = (article.id, article.title, article.published, article.source)
        theme = article.theme or _main_theme(article)
        plain = [clean(value) for value in (*about, article.metadata.get("repost_of"))]
        return [*plain, self.themes(theme), self.regions(home), *counts]

    def _of_claims(self, article: Article, home: str | None, place: Callable[[int], int]) -> list[list[Any]]:
        found, last = [], 0
        for claim in article.claims:
            self._number[id(article), claim.start] = self._claims
            self._claims += 1
            start = place(claim.start)
            region, _ = region_of_claim(claim, home)
            found.append(
                [
                    start - last,
                    place(claim.end) - start,
                    *_numbers(claim.quantity),
                    BOUNDS.index(claim.quantity.bound),
                    self.units(claim.quantity.unit),
                    *_spans(claim, start, place),
                    self.days(claim.time_start),
                    self.days(claim.time_end),
                    DIRECTIONS.index(claim.direction),
                    BASELINES.index(claim.baseline),
                    STATUSES.index(claim.status),
                    self.themes(article.theme_at(claim.start)),
                    self.regions(region),
                ]
            )
            last = start
        return found


def clean(value: str | None) -> str | None:
    """A string that every encoding takes: lone surrogates become U+FFFD."""
    return None if value is None else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _main_theme(article: Article) -> str | None:
    """The theme that covers most of an article."""
    size: dict[str, int] = {}
    for passage in article.passages:
        if passage.theme:
            size[passage.theme] = size.get(passage.theme, 0) + passage.end - passage.start
    return max(size, key=size.__getitem__, default=None)


def _numbers(quantity: Quantity) -> list[int | float | None]:
    record = quantity.to_dict()
    return [record["value"], record["low"], record["high"]]


def _spans(claim: Claim, start: int, place: Callable[[int], int]) -> list[int | None]:
    """Begin, counted from the claim, and length of measure, subject and time."""

    def pair(span: Span | None) -> tuple[int | None, int]:
        return (place(span.start) - start, place(span.end) - place(span.start)) if span else (None, 0)

    return [number for span in (claim.measure, claim.subject, claim.time) for number in pair(span)]


def utf16(text: str) -> Callable[[int], int]:
    """From a character's index to its place in UTF-16 units, in which JavaScript counts.

    >>> utf16("𠮷野家5家")(3)
    4
    """
    wide = (
        [i for i, character in enumerate(text) if character > "\uffff"]
        if max(text, default="") > "\uffff"
        else []
    )
    return (lambda at: at + bisect_left(wide, at)) if wide else (lambda at: at)


def dumps(value: Any) -> bytes:
    """Compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
