"""The core that every engine runs: an Arrow batch of raw articles in, an Arrow batch of results out.

One row a raw article. A result row holds the row of the table ``articles``, the rows of the three other
tables as lists, the article record as JSON where asked for, and, for what could not be read, the error
instead.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from . import tables
from .errors import ReadError
from .lexicon import Lexicon
from .limits import time_limit
from .pipeline import Pipeline
from .readers import sound
from .records import Article, RawArticle
from .rows import read_row

if TYPE_CHECKING:
    import pyarrow

PERMUTATIONS = 64  # of the signature that finds reposts
_SHINGLE = 5  # characters
GIVEN_UP = "took longer than --timeout"
DIED = "the process that read it died"
_NESTED = ("claims", "programmes", "passages")


@dataclass(frozen=True, slots=True)
class Settings:
    """What shapes a result: the user's lexicon and theme model, limits, and which columns are made.

    ``max_chars`` is the length at which an article is refused, ``timeout`` the seconds after which it is
    given up (``None``: never). ``engine`` is the segmentation engine, which changes no result.
    """

    lexicon: str | None = None
    themes: str | None = None
    engine: str = "auto"
    max_chars: int = 1_000_000
    timeout: float | None = 300.0
    records: bool = False
    signatures: bool = True


def load_pipeline(settings: Settings) -> Pipeline:
    """The pipeline of some settings, made once a process."""
    return _pipeline(settings.lexicon, settings.engine, settings.themes)


@lru_cache(maxsize=4)
def _pipeline(folder: str | None, engine: str, themes: str | None) -> Pipeline:
    return Pipeline(lexicon=Lexicon(folder) if folder else None, engine=engine, themes=themes)


@lru_cache(maxsize=4)
def ready_pipeline(settings: Settings) -> Pipeline:
    """The pipeline with all that the first article would load, which shall not count against its limit."""
    pipeline = load_pipeline(settings)
    pipeline.warm()
    return pipeline


def input_schema() -> pyarrow.Schema:
    """The columns of a batch of raw articles, all strings; ``metadata`` is JSON, ``error`` a reason."""
    import pyarrow as pa

    names = ("id", "text", "title", "published", "source", "metadata", "path", "error", "key")
    return pa.schema([(name, pa.string()) for name in names])


def result_schema() -> pyarrow.Schema:
    """The columns of a batch of results."""
    import pyarrow as pa

    counted = {name: f"n_{name}" for name in _NESTED}
    fields = [pa.field(name, pa.string()) for name in ("key", "path", "error")]
    fields += [field.with_name(counted.get(field.name, field.name)) for field in tables.schema("articles")]
    fields += [pa.field(name, pa.list_(pa.struct(list(tables.schema(name))))) for name in _NESTED]
    return pa.schema([*fields, pa.field("record", pa.string()), pa.field("signature", pa.binary())])


def raw_row(item: RawArticle | ReadError, key: str = "") -> dict[str, str | None]:
    """The row of a raw article or of what could not be read."""
    if isinstance(item, ReadError):
        return {"path": item.path, "error": item.reason, "key": key}
    return {
        "id": item.id,
        "text": item.text,
        "title": item.title,
        "published": item.published,
        "source": item.source,
        "metadata": json.dumps(dict(item.metadata), ensure_ascii=False),
        "path": item.path,
        "key": key,
    }


def raw_batch(batch: pyarrow.RecordBatch) -> pyarrow.RecordBatch:
    """A batch of any table with a column ``text``, as raw articles: dates made ISO, more columns metadata.

    An article without ``id`` gets one made of its text.
    """
    import pyarrow as pa

    def item(row: dict[str, Any]) -> RawArticle | ReadError:
        name = hashlib.sha256(str(row.get("text")).encode("utf-8", "replace")).hexdigest()[:16]
        read = read_row({key.strip().lower(): value for key, value in row.items()}, name, name)
        return read if isinstance(read, ReadError) else sound(read)

    return pa.RecordBatch.from_pylist([raw_row(item(row)) for row in batch.to_pylist()], input_schema())


def extract_batch(batch: pyarrow.RecordBatch, settings: Settings | None = None) -> pyarrow.RecordBatch:
    """The results of a batch of raw articles, row for row; an article that fails becomes an error row.

    The batch needs a column ``text``; the others of :func:`input_schema` may be missing.
    """
    import pyarrow as pa

    settings = settings or Settings()
    pipeline = ready_pipeline(settings)
    read = [_read(row, settings) for row in batch.to_pylist()]
    articles = iter(_articles([raw for _, raw in read if raw is not None], settings, pipeline))
    made = [_result(about, next(articles), settings) if raw else about for about, raw in read]
    return pa.RecordBatch.from_pylist(made, schema=result_schema())


def _read(row: dict[str, Any], settings: Settings) -> tuple[dict[str, Any], RawArticle | None]:
    """What is known of one raw article, and the article; or the error, and none."""
    about = {"key": row.get("key"), "path": row.get("path")}
    text, reason = row.get("text") or "", row.get("error")
    if reason is None and not text:
        reason = '"text" is empty'
    if reason is None and len(text) > settings.max_chars:
        reason = f"{len(text):,} characters; --max-chars allows {settings.max_chars:,}"
    if reason is not None:
        return {**about, "id": row.get("id"), "error": reason}, None
    raw = RawArticle(
        text,
        row.get("id"),
        row.get("title"),
        row.get("published"),
        row.get("source"),
        row.get("path"),
        json.loads(row.get("metadata") or "{}"),
    )
    return about, raw


def _articles(raws: list[RawArticle], settings: Settings, pipeline: Pipeline) -> list[Article | str]:
    """The articles of some raw ones, read together; where that fails, one by one, or the reason of each."""
    try:
        with time_limit(settings.timeout):
            return list(pipeline.pipe(raws))
    except Exception:  # one article never ends a run of millions
        return [_alone(raw, settings, pipeline) for raw in raws]


def _alone(raw: RawArticle, settings: Settings, pipeline: Pipeline) -> Article | str:
    try:
        with time_limit(settings.timeout):
            return pipeline.read(raw)
    except TimeoutError:
        return f"{GIVEN_UP} {settings.timeout:g} seconds"
    except Exception as error:
        return f"failed ({type(error).__name__}: {error})"


def _result(about: dict[str, Any], article: Article | str, settings: Settings) -> dict[str, Any]:
    """The rows of all four tables that one article gives, or the reason why there are none."""
    if isinstance(article, str):
        return {**about, "error": article}
    made = tables.rows(article)
    result = {**about, **made["articles"][0], "error": None}
    for name in _NESTED:
        result[f"n_{name}"], result[name] = result[name], made[name]
    pipeline = ready_pipeline(settings)
    if settings.records:
        result["record"] = json.dumps(article.to_dict(), ensure_ascii=False)
    pipeline.lap("tables")
    if settings.signatures:
        text = article.text
        told = "".join(text[p.start : p.end] for p in article.passages)  # reposts differ in their furniture
        result["signature"] = signature(told or text)
        pipeline.lap("reposts")
    return result


def signature(text: str) -> bytes:
    """The MinHash of a text over its stretches of five characters, blanks left out; 4 bytes a permutation."""
    import rensa

    said = "".join(text.split())
    shingles = [said[i : i + _SHINGLE] for i in range(max(1, len(said) - _SHINGLE + 1))]
    minhash = rensa.RMinHash(num_perm=PERMUTATIONS, seed=1)
    minhash.update(shingles)
    return b"".join(value.to_bytes(4, "little") for value in minhash.digest())


def is_given_up(reason: str) -> bool:
    """Whether an error tells of limits, not of the article itself; another try may do better."""
    return GIVEN_UP in reason or reason == DIED


def errors_of(batches: Iterable[pyarrow.RecordBatch]) -> Iterator[ReadError]:
    """The errors among results, in order."""
    for batch in batches:
        for path, ident, reason in zip(
            *(batch.column(name).to_pylist() for name in ("path", "id", "error")), strict=True
        ):
            if reason is not None:
                yield ReadError(path or ident or "-", reason)
