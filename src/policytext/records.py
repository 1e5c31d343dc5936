"""The records that everything here produces: frozen, slotted, JSON-ready.

Offsets are character indices into the article's text as it was given, end exclusive:
``article.text[span.start:span.end] == span.text``. Numbers are exact ``Decimal``; absent is ``None``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas


def _number(value: Decimal | None) -> int | float | None:
    """A Decimal as JSON knows it: whole numbers as int, so that nothing is lost above 2**53."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text: half-open character offsets and the words that stand there.

    >>> Span(4, 9, "13万余人次"[:5]).to_dict()
    {'start': 4, 'end': 9, 'text': '13万余人'}
    """

    start: int
    end: int
    text: str

    def __init__(self, start: int, end: int, text: str) -> None:
        _set_start(self, start)
        _set_end(self, end)
        _set_text(self, text)

    def shift(self, by: int) -> Span:
        """The same span in a text that begins ``by`` characters earlier."""
        return Span(self.start + by, self.end + by, self.text)

    def to_dict(self) -> dict[str, Any]:
        return {"start": self.start, "end": self.end, "text": self.text}

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Span:
        return cls(record["start"], record["end"], record["text"])


def _setters(cls: type) -> Iterator[Callable[[Any, Any], None]]:
    """What fills the slots of a class, in order: for records that are many it takes half as long as the
    ``__init__`` that a frozen dataclass gets."""
    return (getattr(cls, one.name).__set__ for one in fields(cls))


_set_start, _set_end, _set_text = _setters(Span)


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount as it is said and as it is meant.

    ``value`` is the nominal number with 万/亿 expanded and percentages in percent; for a range it is
    ``None`` and ``low``/``high`` are set. ``bound`` is exact, about, near, above, below or range;
    ``unit`` the canonical unit without its multiplier, or ``None``.
    """

    start: int
    end: int
    text: str
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    bound: str = "exact"
    unit: str | None = None

    def __init__(
        self,
        start: int,
        end: int,
        text: str,
        value: Decimal | None = None,
        low: Decimal | None = None,
        high: Decimal | None = None,
        bound: str = "exact",
        unit: str | None = None,
    ) -> None:
        _q_start(self, start)
        _q_end(self, end)
        _q_text(self, text)
        _q_value(self, value)
        _q_low(self, low)
        _q_high(self, high)
        _q_bound(self, bound)
        _q_unit(self, unit)

    def to(self, unit: str) -> Decimal:
        """The value in another unit of the same dimension: 15公顷 are 225 亩.

        Raises ``ValueError`` where the units do not measure the same, or for a range.

        >>> Quantity(0, 4, "2.5吨", Decimal("2.5"), unit="吨").to("公斤")
        Decimal('2500')
        """
        from .units import convert  # units stand above the records; needed only when asked for

        return convert(self, unit)

    @property
    def interval(self) -> tuple[Decimal | None, Decimal | None, bool, bool]:
        """The values that are meant: low, high, and whether each end belongs to it; ``None`` is open.

        >>> Quantity(0, 5, "90%以上", Decimal(90), bound="above", unit="%").interval
        (Decimal('90'), None, True, False)
        """
        from .units import interval

        return interval(self)

    def shift(self, by: int) -> Quantity:
        return replace(self, start=self.start + by, end=self.end + by)

    def to_dict(self) -> dict[str, Any]:
        return {
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "value": _number(self.value),
            "low": _number(self.low),
            "high": _number(self.high),
            "bound": self.bound,
            "unit": self.unit,
        }

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Quantity:
        return cls(
            record["start"],
            record["end"],
            record["text"],
            _decimal(record.get("value")),
            _decimal(record.get("low")),
            _decimal(record.get("high")),
            record.get("bound") or "exact",
            record.get("unit"),
        )


(_q_start, _q_end, _q_text, _q_value, _q_low, _q_high, _q_bound, _q_unit) = _setters(Quantity)


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """Calendar words and the inclusive ISO dates that they denote; an open side is ``None``."""

    start: int
    end: int
    text: str
    time_start: str | None = None
    time_end: str | None = None

    def __init__(
        self,
        start: int,
        end: int,
        text: str,
        time_start: str | None = None,
        time_end: str | None = None,
    ) -> None:
        _t_start(self, start)
        _t_end(self, end)
        _t_text(self, text)
        _t_time_start(self, time_start)
        _t_time_end(self, time_end)

    @property
    def span(self) -> Span:
        return Span(self.start, self.end, self.text)


(_t_start, _t_end, _t_text, _t_time_start, _t_time_end) = _setters(TimeExpression)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a number says: how much, of what, whose, when, in which direction and on which footing.

    ``evidence`` names, field by field, the rule that decided; ``flags`` what does not fit the other claims of
    the article (contradicts, sum-differs, part-exceeds-whole).
    """

    quantity: Quantity
    measure: Span | None = None
    subject: Span | None = None
    time: Span | None = None
    time_start: str | None = None
    time_end: str | None = None
    direction: str | None = None
    baseline: str | None = None
    status: str = "actual"
    evidence: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    flags: tuple[str, ...] = ()

    def __init__(
        self,
        quantity: Quantity,
        measure: Span | None = None,
        subject: Span | None = None,
        time: Span | None = None,
        time_start: str | None = None,
        time_end: str | None = None,
        direction: str | None = None,
        baseline: str | None = None,
        status: str = "actual",
        evidence: Mapping[str, str] | None = None,
        flags: tuple[str, ...] = (),
    ) -> None:
        _c_quantity(self, quantity)
        _c_measure(self, measure)
        _c_subject(self, subject)
        _c_time(self, time)
        _c_time_start(self, time_start)
        _c_time_end(self, time_end)
        _c_direction(self, direction)
        _c_baseline(self, baseline)
        _c_status(self, status)
        _c_evidence(self, {} if evidence is None else evidence)
        _c_flags(self, flags)

    def explain(self, language: str | None = None) -> str:
        """What the claim says and which rule gave each field, in words; ``en``, ``zh`` or by the locale."""
        from .explanations import explain  # explanations stand above the records; needed only when asked for

        return explain(self, language)

    @property
    def start(self) -> int:
        return self.quantity.start

    @property
    def end(self) -> int:
        return self.quantity.end

    @property
    def text(self) -> str:
        return self.quantity.text

    def shift(self, by: int) -> Claim:
        moved = {k: s.shift(by) for k in ("measure", "subject", "time") if (s := getattr(self, k))}
        return replace(self, quantity=self.quantity.shift(by), **moved)

    def __repr__(self) -> str:
        said = " ".join(s.text for s in (self.time, self.subject, self.measure) if s)
        marks = ", ".join(m for m in (self.direction, self.baseline, self.status) if m)
        return f"<Claim {self.text} | {said} | {marks}>"

    def _repr_html_(self) -> str:
        from .display import to_html  # notebooks only; the display stands above the records

        return to_html(self)

    def to_dict(self) -> dict[str, Any]:
        spans = {k: s.to_dict() if (s := getattr(self, k)) else None for k in ("measure", "subject", "time")}
        return {
            **self.quantity.to_dict(),
            **spans,
            "time_start": self.time_start,
            "time_end": self.time_end,
            "direction": self.direction,
            "baseline": self.baseline,
            "status": self.status,
            "flags": list(self.flags),
        }

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Claim:
        spans = {k: Span.from_dict(record[k]) for k in ("measure", "subject", "time") if record.get(k)}
        rest: dict[str, Any] = {k: record.get(k) for k in ("time_start", "time_end", "direction", "baseline")}
        rest["flags"] = tuple(record.get("flags") or ())
        return cls(Quantity.from_dict(record), **rest | spans, status=record.get("status") or "actual")


(
    _c_quantity,
    _c_measure,
    _c_subject,
    _c_time,
    _c_time_start,
    _c_time_end,
    _c_direction,
    _c_baseline,
    _c_status,
    _c_evidence,
    _c_flags,
) = _setters(Claim)


@dataclass(frozen=True, slots=True)
class Programme:
    """A named policy thing: ``type`` is initiative, campaign, project, plan or document.

    ``id`` is its key in the knowledge base (``None`` when unknown), ``canonical`` the full customary
    name, ``components`` its parts where this text lists them. ``doc_number`` is the number that stands
    behind a title (国发〔2021〕23号), ``candidates`` the entries weighed with their scores, the likeliest
    first, and ``claims`` the claims that the article makes under this name.
    """

    start: int
    end: int
    text: str
    type: str
    id: str | None = None
    canonical: str | None = None
    components: tuple[str, ...] = ()
    doc_number: str | None = None
    candidates: tuple[tuple[str, float], ...] = ()
    claims: tuple[Claim, ...] = field(default=(), compare=False, repr=False)
    evidence: str | None = field(default=None, compare=False, repr=False)

    def shift(self, by: int) -> Programme:
        claims = tuple(claim.shift(by) for claim in self.claims)
        return replace(self, start=self.start + by, end=self.end + by, claims=claims)

    def _repr_html_(self) -> str:
        from .display import to_html  # notebooks only; the display stands above the records

        return to_html(self)

    def to_dict(self) -> dict[str, Any]:
        return {
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "type": self.type,
            "id": self.id,
            "canonical": self.canonical,
            "components": list(self.components),
            "doc_number": self.doc_number,
            "candidates": [{"id": name, "score": score} for name, score in self.candidates],
            "claims": [claim.start for claim in self.claims],
        }

    @classmethod
    def from_dict(cls, record: Mapping[str, Any], claims: Mapping[int, Claim] | None = None) -> Programme:
        """The programme of a record; ``claims`` by their start restore those that it points to."""
        return cls(
            record["start"],
            record["end"],
            record["text"],
            record["type"],
            record.get("id"),
            record.get("canonical"),
            tuple(record.get("components") or ()),
            record.get("doc_number"),
            tuple((c["id"], c["score"]) for c in record.get("candidates") or ()),
            tuple(claims[at] for at in record.get("claims") or () if claims and at in claims),
        )


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph that belongs to the article: ``kind`` is title, heading, body, list or caption.

    ``themes`` ranks (theme id, score); ``theme`` is the first of them where sure enough, ``subtheme`` its
    sub-class where that is sure too.
    """

    start: int
    end: int
    kind: str
    theme: str | None = None
    themes: tuple[tuple[str, float], ...] = ()
    subtheme: str | None = None

    def __init__(
        self,
        start: int,
        end: int,
        kind: str,
        theme: str | None = None,
        themes: tuple[tuple[str, float], ...] = (),
        subtheme: str | None = None,
    ) -> None:
        _p_start(self, start)
        _p_end(self, end)
        _p_kind(self, kind)
        _p_theme(self, theme)
        _p_themes(self, themes)
        _p_subtheme(self, subtheme)

    def to_dict(self) -> dict[str, Any]:
        return {
            "start": self.start,
            "end": self.end,
            "kind": self.kind,
            "theme": self.theme,
            "themes": [{"id": name, "score": score} for name, score in self.themes],
            "subtheme": self.subtheme,
        }

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Passage:
        themes = tuple((t["id"], t["score"]) for t in record.get("themes") or ())
        place = (record["start"], record["end"], record["kind"])
        return cls(*place, record.get("theme"), themes, record.get("subtheme"))


_p_start, _p_end, _p_kind, _p_theme, _p_themes, _p_subtheme = _setters(Passage)


@dataclass(frozen=True, slots=True)
class Token:
    """A word with exact offsets; ``pos`` is a jieba (ICTCLAS-style) tag when asked for."""

    text: str
    start: int
    end: int
    pos: str | None = None


@dataclass(frozen=True, slots=True)
class RawArticle:
    """An article as it was read, before anything is recognised.

    ``metadata`` holds what the page says of itself: issuer, doc_number, written, subject_class, charset,
    published_from and the like; the keys present are those found.
    """

    text: str
    id: str | None = None
    title: str | None = None
    published: str | None = None
    source: str | None = None
    path: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        name = self.title or self.id or self.path
        return f"<RawArticle {name!r} {self.published} {len(self.text)} characters>"


@dataclass(frozen=True, slots=True)
class Article:
    """One article read through: the text as given and all that was found in it."""

    text: str
    id: str = ""
    title: str | None = None
    published: str | None = None
    source: str | None = None
    passages: tuple[Passage, ...] = ()
    claims: tuple[Claim, ...] = ()
    programmes: tuple[Programme, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)
    theme: str | None = None

    def passage_at(self, place: int) -> Passage | None:
        """The passage that holds a character of the text; ``None`` in furniture."""
        i = bisect_right(self.passages, place, key=lambda p: p.start) - 1
        return self.passages[i] if i >= 0 and place < self.passages[i].end else None

    def theme_at(self, place: int) -> str | None:
        """The theme of the passage at a place, else that of the article."""
        passage = self.passage_at(place)
        return (passage.theme if passage else None) or self.theme

    def sentences(self) -> list[tuple[int, int]]:
        """The offsets of all sentences of the passages, in order."""
        from .sentences import split_sentences

        return [
            span for p in self.passages for span in split_sentences(self.text, p.start, p.end, wrapped=True)
        ]

    def __repr__(self) -> str:
        return (
            f"<Article {self.title or self.id!r} {self.published}: {len(self.passages)} passages, "
            f"{len(self.claims)} claims, {len(self.programmes)} programmes>"
        )

    def to_dict(self) -> dict[str, Any]:
        """The article record, ready for ``json.dumps``."""
        return {
            "id": self.id,
            "title": self.title,
            "published": self.published,
            "source": self.source,
            "theme": self.theme,
            "text": self.text,
            "passages": [p.to_dict() for p in self.passages],
            "claims": [c.to_dict() for c in self.claims],
            "programmes": [p.to_dict() for p in self.programmes],
            "metadata": dict(self.metadata),
        }

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Article:
        """The article of a record; ``Article.from_dict(a.to_dict()) == a``."""
        claims = tuple(Claim.from_dict(c) for c in record.get("claims") or ())
        by_start = {claim.start: claim for claim in claims}
        return cls(
            record["text"],
            record.get("id") or "",
            record.get("title"),
            record.get("published"),
            record.get("source"),
            tuple(Passage.from_dict(p) for p in record.get("passages") or ()),
            claims,
            tuple(Programme.from_dict(p, by_start) for p in record.get("programmes") or ()),
            dict(record.get("metadata") or {}),
            record.get("theme"),
        )

    def _repr_html_(self) -> str:
        from .display import to_html  # notebooks only; the display stands above the records

        return to_html(self)

    def to_html(self, path: str | None = None) -> str:
        """The article with its marks and tables as HTML; with ``path`` a page that opens in a browser."""
        from .display import to_html

        return to_html(self, path)

    def to_pandas(self, table: str = "claims") -> pandas.DataFrame:
        """One of the tables ``articles``, ``claims``, ``programmes``, ``passages`` as a DataFrame."""
        from . import tables  # tables stand above the records; needed only when asked for

        return tables.to_pandas([self], table)
