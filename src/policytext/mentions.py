"""read_mentions: articles with their programmes, from records, from an output folder, or from raw files."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from .errors import ReadError
from .lexicon import Lexicon
from .metadata import find_metadata
from .passages import find_passages, find_title
from .pipeline import blank_furniture
from .programmes import find_programmes
from .readers import iter_articles
from .records import Article, Programme, RawArticle


def read_mentions(source: str | Path, lexicon: Lexicon | None = None) -> Iterator[Article]:
    """The articles of ``source`` with their programmes, one at a time.

    ``source`` is a ``.jsonl`` of article records, a folder that ``extract`` wrote (``programmes.parquet`` or
    ``programmes.csv``; its articles carry no text), or files and folders of raw articles, which are read
    through for programmes only. Raises :class:`ReadError` where nothing can be read.
    """
    path = Path(source)
    for name in ("programmes.parquet", "programmes.csv"):
        if (path / name).exists():  # a folder where it is parted by month
            return _from_table(path / name)
    if path.suffix in (".jsonl", ".ndjson") and path.is_file() and _holds_records(path):
        return _from_records(path)
    return _from_raw(source, lexicon)


def find_mentions(raw: RawArticle, lexicon: Lexicon | None = None) -> Article:
    """The article of a raw one with passages and programmes, without claims and themes.

    >>> [p.text for p in find_mentions(RawArticle("全市开展“百日攻坚”行动。", title="工业")).programmes]
    ['百日攻坚']
    """
    found = find_metadata(raw.text, raw.title)
    title = raw.title or find_title(raw.text) or None
    published = raw.published or found.get("published")
    passages = find_passages(raw.text, title)
    body = blank_furniture(raw.text, passages)
    programmes = find_programmes(body, title=title, published=published, lexicon=lexicon)
    return Article(
        raw.text,
        raw.id or "",
        title,
        published,
        raw.source or found.get("source"),
        tuple(passages),
        (),
        tuple(programmes),
    )


def _holds_records(path: Path) -> bool:
    with path.open(encoding="utf-8-sig") as lines:
        first = next((line for line in lines if line.strip()), "")
    try:
        record = json.loads(first)
    except ValueError:
        return False
    return isinstance(record, dict) and isinstance(record.get("programmes"), list)


def _from_records(path: Path) -> Iterator[Article]:
    with path.open(encoding="utf-8-sig") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    yield Article.from_dict(json.loads(line))
                except (ValueError, KeyError, TypeError, AttributeError) as error:
                    raise ReadError(str(path), f"line {number} is no article record: {error}") from None


def _from_table(path: Path) -> Iterator[Article]:
    rows = _csv_rows(path) if path.suffix == ".csv" else _parquet_rows(path)
    for ident, group in groupby(rows, key=lambda row: row["article"]):
        mentions = list(group)
        programmes = tuple(
            Programme(
                int(row["start"]),
                int(row["end"]),
                row["text"],
                row["type"],
                row["id"] or None,
                row["canonical"] or None,
                tuple((row["components"] or "").split("|")) if row["components"] else (),
            )
            for row in mentions
        )
        yield Article("", ident, None, mentions[0]["published"] or None, programmes=programmes)


def _csv_rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _parquet_rows(path: Path) -> Iterable[dict[str, Any]]:
    """The rows of a table that is one file or a folder of months."""
    import pyarrow.dataset

    for batch in pyarrow.dataset.dataset(path, format="parquet").to_batches():
        yield from batch.to_pylist()


def _from_raw(source: str | Path, lexicon: Lexicon | None) -> Iterator[Article]:
    for item in iter_articles([source]):
        if isinstance(item, ReadError):
            raise item
        yield find_mentions(item, lexicon)
