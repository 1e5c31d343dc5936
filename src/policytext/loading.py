"""read_output: what ``extract`` wrote, as articles again, from a folder of tables or a file of records."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from .errors import PolicytextError, ReadError
from .messages import say
from .records import Article, Claim, Passage, Programme

Source = str | Path | Iterable[Article]
_SPANS = ("measure", "subject", "time")
_SUFFIXES = ("parquet", "jsonl", "csv")


def read_output(
    source: Source,
    since: str | None = None,
    until: str | None = None,
    sample: int | None = None,
    most: int | None = None,
) -> list[Article]:
    """The articles of a folder that ``extract`` wrote, of a ``.jsonl`` of records, or those given.

    ``since`` and ``until`` (YYYY, YYYY-MM or YYYY-MM-DD, both included) keep those published between them,
    ``sample`` that many, drawn the same way each time. ``metadata["repost_of"]`` names the article
    that another one repeats. Raises :class:`ReadError` where neither folder nor file is such an output, and
    :class:`PolicytextError` where more than ``most`` articles are left.

    >>> articles = [Article("", "甲", published="2024-05-31"), Article("", "乙", published="2024-06-01")]
    >>> [article.id for article in read_output(articles, "2024", "2024-05")]
    ['甲']
    """
    path = Path(source) if isinstance(source, (str, Path)) else None
    if path and (path / "articles.parquet").exists():
        rows = _parquet(path / "articles.parquet", None, ["id", "published"])
        kept = _pick([row for row in rows if _between(row, since, until)], sample, most)
        ids = [row["id"] for row in kept]
        return _of_tables({name: list(_parquet(path / f"{name}.parquet", ids)) for name in _TABLES}, set(ids))
    articles = _read_small(path) if path else list[Article](source)  # type: ignore[arg-type]
    return _pick([a for a in articles if _between({"published": a.published}, since, until)], sample, most)


def _between(row: Mapping[str, Any], since: str | None, until: str | None) -> bool:
    day = row["published"] or ""
    # ~ sorts behind every digit and hyphen, so that a month includes its days
    return not (since or until) or (bool(day) and (since or "") <= day <= (until or "") + "~")


def _pick(rows: list[Any], sample: int | None, most: int | None) -> list[Any]:
    if sample is not None and sample < len(rows):
        rows = [rows[i] for i in sorted(random.Random(0).sample(range(len(rows)), sample))]
    if most is not None and len(rows) > most:
        raise PolicytextError(say("report_too_many", n=f"{len(rows):,}", most=f"{most:,}"))
    return rows


def _read_small(path: Path) -> list[Article]:
    """A folder without Parquet, or a file of records; such outputs are read whole."""
    if path.suffix in (".jsonl", ".ndjson") and path.is_file():
        return list(_of_records(path))
    if not path.is_dir():
        raise ReadError(path, "is neither a folder that `policytext extract` wrote nor a .jsonl of records")
    tables = {}
    for name in _TABLES:
        found = [path / f"{name}.{suffix}" for suffix in _SUFFIXES if (path / f"{name}.{suffix}").is_file()]
        if not found:
            raise ReadError(path, f"has no table {name}; run `policytext extract … -o {path}` first")
        tables[name] = list(_csv(found[0]) if found[0].suffix == ".csv" else _jsonl(found[0]))
    return _of_tables(tables, None)


def _parquet(path: Path, ids: list[str] | None, columns: list[str] | None = None) -> Iterator[dict[str, Any]]:
    """The rows of a table, in one file or in a folder for every month, of the articles asked for."""
    import pyarrow
    from pyarrow import dataset

    try:
        table = dataset.dataset(path, partitioning="hive", format="parquet")
        key = "id" if path.stem == "articles" else "article"
        wanted = None if ids is None else dataset.field(key).isin(ids)
        names = columns or [name for name in table.schema.names if name != "month"]
        for batch in table.to_batches(columns=names, filter=wanted):
            yield from batch.to_pylist()
    except (pyarrow.ArrowException, OSError) as error:
        raise ReadError(path, f"not readable Parquet ({str(error).splitlines()[0]})") from None


def _jsonl(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8-sig") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    yield json.loads(line)
                except ValueError:
                    raise ReadError(f"{path}:{number}", "not valid JSON") from None


def _csv(path: Path) -> Iterator[dict[str, Any]]:
    csv.field_size_limit(2**31 - 1)
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield {name: _bare(value) for name, value in row.items()}


def _bare(cell: str | None) -> str | None:
    """A cell as it was before it was made inert for spreadsheets."""
    return (cell[1:] if cell[:1] == "'" and cell[1:2] in tuple("=+-@\t\r") else cell) if cell else None


def _of_records(path: Path) -> Iterator[Article]:
    for number, record in enumerate(_jsonl(path), 1):
        try:
            yield Article.from_dict(record)
        except (KeyError, TypeError, AttributeError):
            raise ReadError(f"{path}:{number}", "is no article record") from None


# --- rows → records ---


def _passage(row: Mapping[str, Any]) -> Passage:
    return Passage.from_dict({**row, "themes": json.loads(row.get("themes") or "[]")})


def _claim(row: Mapping[str, Any]) -> Claim:
    spans = {
        name: {"start": int(row[f"{name}_begin"]), "end": int(row[f"{name}_stop"]), "text": row[name] or ""}
        for name in _SPANS
        if row.get(f"{name}_begin") is not None
    }
    flags = row.get("flags") or ()
    flags = flags.split("|") if isinstance(flags, str) else flags
    return Claim.from_dict({**row, **dict.fromkeys(_SPANS), **spans, "flags": flags})


def _programme(row: Mapping[str, Any]) -> Programme:
    parts = row.get("components") or ""
    parts = tuple(parts.split("|")) if isinstance(parts, str) and parts else ()
    return Programme.from_dict({**row, "components": parts, "claims": None, "candidates": None})


_NESTED = {"claims": _claim, "programmes": _programme, "passages": _passage}
_TABLES = ("articles", *_NESTED)


def _of_tables(tables: Mapping[str, list[dict[str, Any]]], ids: set[str] | None) -> list[Article]:
    found: dict[str, dict[str, list[Any]]] = {name: {} for name in _NESTED}
    for name, make in _NESTED.items():
        for row in tables[name]:
            row = {**row, "start": int(row["start"]), "end": int(row["end"]), "text": row.get("text") or ""}
            found[name].setdefault(row["article"], []).append(make(row))
    return [
        Article(
            row["text"] or "",
            row["id"] or "",
            row["title"],
            row["published"],
            row["source"],
            **{name: tuple(found[name].get(row["id"], ())) for name in _NESTED},
            metadata=_metadata(row),
            theme=row.get("theme"),
        )
        for row in tables["articles"]
        if ids is None or row["id"] in ids
    ]


def _metadata(row: Mapping[str, Any]) -> dict[str, str]:
    known = json.loads(row.get("metadata") or "{}")
    return known | {"repost_of": row["repost_of"]} if row.get("repost_of") else known
