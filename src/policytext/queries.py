"""SQL over the tables of an output, with DuckDB inside this process; and the queries that ship with it.

A query sees the views ``articles``, ``claims``, ``programmes`` and ``passages`` and nothing else: no file, no
network, no setting. Each view has a column ``month`` (2024-03, or unknown) besides those of its
table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import tables
from .errors import MissingExtraError, PolicytextError, ReadError
from .outputs import NO_MONTH
from .places import file_system, is_remote, join, local_place

if TYPE_CHECKING:
    import duckdb
    import pyarrow.dataset

_NAME = re.compile(r"\w+")
_NOTE = re.compile(r"--\s*(en|zh|default):\s*(.*)")
_ROWS = 4096


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A query that ships with the library: what it is about, and what its parameters are if not given."""

    name: str
    sql: str
    about: Mapping[str, str]
    defaults: Mapping[str, str]


@cache
def saved_queries() -> dict[str, SavedQuery]:
    """Name → saved query.

    >>> saved_queries()["growth_of"].defaults
    {'indicator': '生产总值'}
    """
    found = {}
    for file in sorted(files(__package__).joinpath("data", "queries").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".sql"):
            sql = file.read_text("utf-8")
            notes = _NOTE.findall(sql)
            about = {kind: text for kind, text in notes if kind != "default"}
            defaults = dict(text.split("=", 1) for kind, text in notes if kind == "default")
            name = file.name.removesuffix(".sql")
            found[name] = SavedQuery(name, sql, about, defaults)
    return found


def run_query(
    out: str | Path, query: str, parameters: Mapping[str, str] | None = None
) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """The column names and the rows of one SELECT, or of a saved query by its name, over an output folder.

    ``parameters`` stand as ``$name`` in the query. What is wrong with a query is a :class:`PolicytextError`
    of one line; needs the extra ``query``.
    """
    try:
        import duckdb
    except ImportError:
        raise MissingExtraError("SQL over an output", "query") from None
    given = dict(parameters or {})
    if _NAME.fullmatch(query.strip()):
        saved = saved_queries().get(query.strip())
        if saved is None:
            raise PolicytextError(f"{query.strip()!r} is no saved query: {', '.join(saved_queries())}")
        query, given = saved.sql, {**saved.defaults, **given}
    connection = connect(out)
    try:
        _check(connection, query, given)
        cursor = connection.execute(query, given)
    except duckdb.Error as error:
        raise PolicytextError(_one_line(error)) from None
    return [column[0] for column in cursor.description or ()], _rows(cursor)


def _rows(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    import duckdb

    try:
        while some := cursor.fetchmany(_ROWS):
            yield from some
    except duckdb.Error as error:
        raise PolicytextError(_one_line(error)) from None


def connect(out: str | Path) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection with the views over an output folder, shut off from everything else."""
    import duckdb

    connection = duckdb.connect(":memory:")
    for name in tables.TABLES:
        data = _dataset(local_place(out), name)
        connection.register(f"{name}_data", data)
        month = (
            "" if "month" in data.schema.names else f", coalesce(left(published, 7), '{NO_MONTH}') AS month"
        )
        connection.execute(f"CREATE VIEW {name} AS SELECT *{month} FROM {name}_data")
    shut = ("python_enable_replacements=false", "enable_external_access=false", "lock_configuration=true")
    for setting in shut:
        connection.execute(f"SET {setting}")
    return connection


def _dataset(out: str, name: str) -> pyarrow.dataset.Dataset:
    """A table of an output: a Parquet file, or a folder of months."""
    import pyarrow
    import pyarrow.dataset

    place, system = join(out, f"{name}.parquet"), None
    path = place
    if is_remote(place):
        system, path = file_system(place)
    if not (system.exists(path) if system else Path(path).exists()):
        raise ReadError(place, "no such table; run policytext extract with --format parquet")
    months = pyarrow.dataset.partitioning(pyarrow.schema([("month", pyarrow.string())]), flavor="hive")
    whole = not (system.isdir(path) if system else Path(path).is_dir())
    try:
        return pyarrow.dataset.dataset(path, filesystem=system, partitioning=None if whole else months)
    except (OSError, pyarrow.ArrowException) as error:
        raise ReadError(place, str(error).splitlines()[0]) from None


def _check(connection: duckdb.DuckDBPyConnection, query: str, given: Mapping[str, str]) -> None:
    """One statement that reads, with a value for each of its parameters."""
    import duckdb

    statements = connection.extract_statements(query)
    reads = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)
    if len(statements) != 1 or statements[0].type not in reads:
        raise PolicytextError("a query is one SELECT; nothing here can be changed")
    wanted = set(statements[0].named_parameters)
    if wanted - set(given):
        raise PolicytextError(f"say what ${min(wanted - set(given))} is: NAME=VALUE behind the query")
    if set(given) - wanted:
        raise PolicytextError(f"the query has no ${min(set(given) - wanted)}")


def _one_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines()]
    return " ".join(line for line in lines if line and not line.startswith(("LINE", "^")))
