"""What must hold whatever the input: a target for each public function, which raises where it does not.

No exception but the documented ones, every offset exact, spans in order, the same answer when asked again.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import policytext
from policytext import display, tables
from policytext.charsets import decode
from policytext.clocks import iso_duration, iso_time
from policytext.errors import LexiconError, ReadError
from policytext.folding import fold, fold_script, fold_width
from policytext.knowledge import name_key
from policytext.lexicon import TABLES, check_table
from policytext.metadata import find_metadata, parse_date
from policytext.page_heads import iso_date
from policytext.passages import find_title
from policytext.quantities import find_numbers
from policytext.readers import KINDS, read_bytes, sniff
from policytext.records import Article, Claim, Passage, Programme, Quantity, RawArticle
from policytext.regions import find_regions

Target = Callable[[Any], None]
BOUNDS = {"exact", "about", "near", "above", "below", "range"}
TYPES = {"initiative", "campaign", "project", "plan", "document"}
PUBLISHED = "2022-10-27"


def exact(text: str, spans: Iterable[Any]) -> None:
    """Spans that are not empty, say what stands there, come in order and do not overlap."""
    spans = list(spans)
    for one in spans:
        assert 0 <= one.start < one.end <= len(text), one
        assert text[one.start : one.end] == one.text, one
    assert all(a.end <= b.start for a, b in pairwise(spans)), spans


def sound_quantity(one: Quantity) -> None:
    """A finite number or a range, a known bound, and a record that gives the quantity back."""
    assert one.bound in BOUNDS, one
    assert (one.low is None) == (one.high is None), one
    for number in (one.value, one.low, one.high):
        assert number is None or (isinstance(number, Decimal) and number.is_finite()), one
    if one.low is not None and one.high is not None:
        assert one.value is None and one.bound == "range", one
    assert Quantity.from_dict(one.to_dict()) == one, one


def sound_dates(one: Any) -> None:
    start, end = one.time_start, one.time_end
    for day in (start, end):
        assert day is None or date.fromisoformat(day).isoformat() == day, one
    assert not start or not end or start <= end, one


def numeral(text: str) -> None:
    try:
        value = policytext.parse_numeral(text)
    except ValueError:
        return
    assert isinstance(value, Decimal) and value.is_finite(), value
    assert policytext.parse_numeral(text) == value


def quantities(text: str) -> None:
    found = policytext.find_quantities(text)
    exact(text, found)
    for one in found:
        sound_quantity(one)
        iso_duration(one)
        low, high, _, _ = one.interval
        assert low is None or high is None or low <= high, one
    skip = [(one.start, one.end) for one in found[::2]]
    left = policytext.find_quantities(text, skip)
    assert all(one.end <= a or b <= one.start for one in left for a, b in skip), (left, skip)


def numbers(text: str) -> None:
    exact(text, find_numbers(text))


def quantity(text: str) -> None:
    try:
        one = policytext.parse_quantity(text)
    except ValueError:
        return
    assert one.text == text.strip()
    exact(text, [one])
    sound_quantity(one)
    if one.unit and one.value is not None:
        with suppress(ValueError):  # 家 and 项 are counted, not measured
            assert one.to(one.unit) == +one.value, one


def times(text: str) -> None:
    for published in (None, PUBLISHED):
        found = policytext.find_times(text, published)
        exact(text, found)
        for one in found:
            sound_dates(one)
            iso_time(one)


def time(text: str) -> None:
    start, end = policytext.resolve_time(text, PUBLISHED)
    assert not start or not end or start <= end
    try:
        one = policytext.parse_time(text, PUBLISHED)
    except ValueError:
        return
    assert one.text == text.strip()
    sound_dates(one)


def dates(text: str) -> None:
    """Dates of pages and of what callers hand over, in whatever form."""
    for day in (iso_date(text), parse_date(text)):
        assert day is None or date.fromisoformat(day).isoformat() == day, day
    policytext.find_times("今年", text)
    policytext.resolve_time("今年", text)


def programmes(text: str) -> None:
    found = policytext.find_programmes(text, title=text[:20], published=PUBLISHED)
    exact(text, found)
    for one in found:
        assert one.type in TYPES, one
        assert Programme.from_dict(one.to_dict()) == one, one
    name_key(text)


def passages(text: str) -> None:
    found = policytext.find_passages(text)
    assert all(a.end <= b.start for a, b in pairwise(found)), found
    for one in found:
        assert 0 <= one.start < one.end <= len(text), one
        assert text[one.start : one.end].strip(), one
        assert Passage.from_dict(one.to_dict()) == one
    find_title(text)
    assert all(isinstance(value, str) and value for value in find_metadata(text).values())


def sentences(text: str) -> None:
    for wrapped in (False, True):
        found = policytext.split_sentences(text, wrapped=wrapped)
        assert all(b <= c for (_, b), (c, _) in pairwise(found)), found
        assert all(text[a:b] == text[a:b].strip() != "" for a, b in found), found
    policytext.split_sentences(text, 3, len(text) - 2)


def segments(text: str) -> None:
    tokens = policytext.segment(text, pos=True)
    exact(text, tokens)
    at = 0
    for token in tokens:
        assert not text[at : token.start].strip() and token.pos, token
        at = token.end
    assert not text[at:].strip()
    policytext.words(text)


def folds(text: str) -> None:
    assert len(fold(text)) == len(fold_width(text)) == len(fold_script(text)) == len(text)
    assert fold(fold(text)) == fold(text)


def regions(text: str) -> None:
    for start, end, name in find_regions(text):
        assert 0 <= start < end <= len(text) and name


def decoded(data: bytes) -> None:
    for html in (False, True):
        try:
            text, charset = decode(data, html=html)
        except ValueError:
            continue
        assert isinstance(text, str) and charset
        text.encode("utf-8")


def _readable(raw: Any) -> None:
    """A raw article that can be written out again, or an error that says what to do."""
    if isinstance(raw, ReadError):
        assert raw.reason and "\n" not in raw.reason, raw
        return
    assert isinstance(raw, RawArticle) and raw.text.strip(), raw
    assert raw.published is None or date.fromisoformat(raw.published)
    json.dumps([raw.text, raw.title, raw.source, raw.id, raw.published, dict(raw.metadata)]).encode()
    for value in (raw.text, raw.title, raw.source, *raw.metadata.values()):
        assert value is None or value.encode("utf-8") is not None


def _reads(kind: str) -> Target:
    def target(data: bytes) -> None:
        try:
            for one in read_bytes(data, kind, "stranger", "stranger", "2022-1-1"):
                _readable(one)
        except ReadError as error:
            _readable(error)

    return target


def read(data: bytes) -> None:
    assert sniff(data) in KINDS.values()
    try:
        found = policytext.read(data)
    except ReadError as error:
        return _readable(error)
    for one in found if isinstance(found, list) else [found]:
        _readable(one)


def lexicon(data: bytes) -> None:
    """A lexicon file of a stranger: good rows and errors with places, nothing else."""
    with tempfile.NamedTemporaryFile(suffix=".tsv") as file:
        file.write(data)
        file.flush()
        for table in TABLES:
            good, errors = check_table(Path(file.name), table)
            assert good >= 0 and all(isinstance(e, LexiconError) and e.reason for e in errors)


def _sound_claim(article: Article, claim: Claim) -> None:
    sound_quantity(claim.quantity)
    sound_dates(claim)
    for span in (claim.measure, claim.subject, claim.time):
        if span is not None and not (article.title and span.text in article.title):
            assert article.text[span.start : span.end] == span.text, (claim, span)
    assert claim.status in ("actual", "target", "condition", "structural"), claim
    assert claim.direction in (None, "up", "down") and claim.baseline in (None, "yoy", "mom", "other")
    assert claim.explain("zh") and claim.explain("en")
    assert Claim.from_dict(claim.to_dict()) == claim, claim


def extract(text: str) -> None:
    article = policytext.extract(text, PUBLISHED)
    exact(text, article.claims)
    exact(text, article.programmes)
    taken = sorted((p.start, p.end) for p in (*article.claims, *article.programmes))
    assert all(a[1] <= b[0] for a, b in pairwise(taken)), taken
    for claim in article.claims:
        _sound_claim(article, claim)
        assert article.passage_at(claim.start), claim
    record = _json(article)
    again = Article.from_dict(json.loads(record))
    assert again == article
    assert _json(again) == record
    assert _json(policytext.extract(text, PUBLISHED)) == record


def _json(article: Article) -> str:
    return json.dumps(article.to_dict(), ensure_ascii=False, sort_keys=True)


def shows(text: str) -> None:
    """What is drawn from an article: notebook display, tables, sentences."""
    article = policytext.extract(text, PUBLISHED)
    page = str(display.to_html(article))
    assert "<script>alert" not in page
    article.sentences()
    tables.to_arrow([article])


# target → what it takes and how many of 1,000 inputs go to it; cheap parsers take the most
TARGETS: dict[str, tuple[Target, str, float]] = {
    "parse_numeral": (numeral, "string", 240),
    "find_quantities": (quantities, "string", 90),
    "find_numbers": (numbers, "string", 40),
    "parse_quantity": (quantity, "string", 70),
    "find_times": (times, "string", 80),
    "parse_time": (time, "string", 70),
    "dates": (dates, "string", 50),
    "find_programmes": (programmes, "string", 40),
    "find_passages": (passages, "string", 50),
    "split_sentences": (sentences, "string", 60),
    "segment": (segments, "string", 40),
    "fold": (folds, "string", 80),
    "find_regions": (regions, "string", 20),
    "decode": (decoded, "bytes", 40),
    "read": (read, "bytes", 10),
    "read html": (_reads("html"), "page", 2),
    "read jsonl": (_reads("jsonl"), "table", 5),
    "read csv": (_reads("csv"), "table", 5),
    "read mhtml": (_reads("mhtml"), "page", 0.5),
    "read docx": (_reads("docx"), "docx", 0.1),
    "read pdf": (_reads("pdf"), "pdf", 0.1),
    "read parquet": (_reads("parquet"), "parquet", 0.2),
    "lexicon files": (lexicon, "table", 0.1),
    "extract": (extract, "article", 1.5),
    "display and tables": (shows, "article", 0.5),
}
