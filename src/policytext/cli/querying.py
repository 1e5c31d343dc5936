"""``policytext query``: SQL over an output, or a query that ships with the library."""

from __future__ import annotations

import csv
import itertools
import json
import sys
from collections.abc import Iterable
from typing import Annotated, Any

import typer

from ..messages import language, say

app = typer.Typer()
FORMATS = ("table", "csv", "json")
_SHOWN = 50  # rows of a table on the screen


@app.command(help=say("help_query"))
def query(
    out: Annotated[str | None, typer.Argument(metavar="OUT", help=say("help_query_out"))] = None,
    sql: Annotated[str | None, typer.Argument(metavar="QUERY", help=say("help_query_sql"))] = None,
    parameters: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME=VALUE]…", help=say("help_query_parameters"))
    ] = None,
    format: Annotated[str, typer.Option("--format", "-f", help=say("help_query_format"))] = "table",
    listed: Annotated[bool, typer.Option("--list", help=say("help_query_list"))] = False,
) -> None:
    """Ask the tables."""
    from ..errors import PolicytextError
    from ..queries import run_query
    from .failing import fail

    if listed:
        _list()
        return
    if out is None or sql is None:
        fail(say("missing_argument", name="OUT" if out is None else "QUERY"), 2)
    if format not in FORMATS:
        fail(say("no_format", name=format, known=", ".join(FORMATS)), 2)
    given = [text.partition("=") for text in parameters or ()]
    if wrong := [name for name, sign, _ in given if not sign]:
        fail(say("bad_value", name=wrong[0], reason="NAME=VALUE"), 2)
    try:
        names, rows = run_query(out, sql, {name: value for name, _, value in given})
        write = {"table": _table, "csv": _csv, "json": _json}[format]
        write(names, rows)
    except PolicytextError as error:
        fail(error)


def _list() -> None:
    from ..queries import saved_queries

    for saved in saved_queries().values():
        given = "".join(f" {name}={value}" for name, value in saved.defaults.items())
        typer.echo(f"{saved.name}{given}\t{saved.about.get(language(), '')}")


def _table(names: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in names:
        table.add_column(name, overflow="fold")
    rows = iter(rows)
    for row in itertools.islice(rows, _SHOWN):
        table.add_row(*(Text("" if value is None else str(value)) for value in row))
    console = Console(highlight=False)
    console.print(table)
    if left := sum(1 for _ in rows):
        console.print(say("more_rows", n=f"{left:,}"), style="dim")


def _csv(names: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
    from ..tables import inert

    writer = csv.writer(sys.stdout, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([inert(str(v) if isinstance(v, list | dict) else v) for v in row] for row in rows)


def _json(names: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """One array, a row a line."""
    mark = "["
    for row in rows:
        record = json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, default=str)
        sys.stdout.write(f"{mark}{record}")
        mark = ",\n"
    sys.stdout.write("[]\n" if mark == "[" else "]\n")
