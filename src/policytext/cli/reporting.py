"""``policytext report`` and ``policytext ledger``: what an output says, to look at and to hand on."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..messages import say

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from ..ledger import Row

app = typer.Typer(rich_markup_mode="rich")
Output = Annotated[Path, typer.Argument(metavar="OUT", help=say("help_report_source"))]
_STYLES = {"met": "green", "missed": "red", "not reported": "yellow"}


@app.command(help=say("help_report"))
def report(
    source: Output,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE.html", help=say("help_report_out"))],
    title: Annotated[str | None, typer.Option("--title", help=say("help_report_title"))] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help=say("help_since"))] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help=say("help_until"))] = None,
    sample: Annotated[int | None, typer.Option("--sample", min=1, help=say("help_sample"))] = None,
    language: Annotated[str, typer.Option("--language", help=say("help_language"))] = "auto",
) -> None:
    """Write the explorer and say where it is and how large; exit status 2 where it cannot be written."""
    from ..errors import PolicytextError
    from ..report import write_report
    from .failing import fail

    try:
        made = write_report(
            source, out, title=title, since=since, until=until, sample=sample, language=language
        )
    except PolicytextError as error:
        fail(error, 2)
    counts = {
        "articles": f"{made.articles:,}",
        "claims": f"{made.claims:,}",
        "size": f"{made.bytes / 1e6:.1f}",
    }
    _console().print(say("report_written", path=made.path, **counts), markup=False)


@app.command(help=say("help_ledger"))
def ledger(
    source: Output,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE.csv", help=say("help_ledger_out"))
    ] = None,
    region: Annotated[str | None, typer.Option("--region", help=say("help_ledger_region"))] = None,
    indicator: Annotated[str | None, typer.Option("--indicator", help=say("help_ledger_indicator"))] = None,
    everything: Annotated[bool, typer.Option("--all", help=say("help_ledger_all"))] = False,
) -> None:
    """Print the ledger, or write it as CSV; exit status 2 where the source is no output."""
    from ..errors import PolicytextError
    from ..ledger import make_ledger, notable, write_ledger
    from .failing import fail

    try:
        rows = make_ledger(source)
        kept = [
            row
            for row in (rows if everything else notable(rows))
            if (region is None or region in row.key.region) and (indicator is None or indicator in row.label)
        ]
        if out:
            write_ledger(kept, out)
            _console().print(say("ledger_written", path=out, rows=f"{len(kept):,}"), markup=False)
            return
    except PolicytextError as error:
        fail(error, 2)
    if not kept:
        _console().print(say("ledger_empty"), markup=False)
        return
    _console().print(ledger_table(kept))
    _console().print(counts_of(kept), markup=False, style="dim")


def _console() -> Console:
    from rich.console import Console

    return Console(highlight=False, soft_wrap=True)


def counts_of(rows: list[Row]) -> str:
    """One line: how many targets are met, missed and not reported, and how many values disagree."""
    counted = Counter(row.verdict for row in rows)
    named = {"met": counted["met"], "missed": counted["missed"], "open": counted["not reported"]}
    return say("ledger_counts", **named, conflicts=sum(row.conflict for row in rows))


def ledger_table(rows: list[Row]) -> Table:
    """One line an indicator and period, under the name of its region and holder."""
    from rich.markup import escape
    from rich.table import Table

    from ..ledger import to_rows

    table = Table(header_style="bold", box=None, pad_edge=False)
    for name in ("indicator", "period", "target", "result", "verdict"):
        table.add_column(say(f"ui_col_{name}"), overflow="fold")
    last = None
    for row, flat in zip(rows, to_rows(rows), strict=True):
        holder = " ".join(part for part in (row.key.region, row.key.holder) if part)
        if holder != last:
            table.add_row(f"[bold cyan]{escape(holder)}[/]")
            last = holder
        label = row.label if row.key.kind == "level" else f"{row.label}（{say(f'ui_form_{row.key.kind}')}）"
        marks = [
            f"[{_STYLES[row.verdict]}]{say(f'ui_verdict_{row.verdict}')}[/]" if row.verdict else "",
            f"[red]{say('ui_verdict_conflict')}[/]" if row.conflict else "",
        ]
        cells = ("  " + label, row.period, _amount(flat["target"]), _result(flat))
        table.add_row(*(escape(cell) for cell in cells), " ".join(mark for mark in marks if mark))
    return table


def _amount(cell: str | None) -> str:
    return (cell or "").replace("|", " / ")


def _result(flat: dict[str, Any]) -> str:
    if flat["result"] or not flat["next_result"]:
        return _amount(flat["result"])
    return f"→ {flat['next_result']}（{flat['next_period']}）"
