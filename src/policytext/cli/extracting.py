"""``policytext extract``: progress, summary, exit status."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.table import Table

from ..batches import Settings, load_pipeline
from ..errors import PolicytextError
from ..extraction import Summary, extract_paths
from ..messages import say
from ..tables import FORMATS
from .app import fail

_FEW = 3  # articles that need no progress bar
_SHOWN_ERRORS = 10


def run(
    inputs: Sequence[str],
    out: Path,
    *,
    formats: Sequence[str],
    force: bool,
    bom: bool,
    lexicon: Path | None,
    engine: str,
    quiet: bool,
    update: bool,
    cluster: str,
    jobs: int | None,
    max_chars: int,
    timeout: float | None,
    keep_reposts: bool,
) -> None:
    """Extract, print the summary; exit status 1 if any article failed, 2 for wrong usage."""
    chosen = [name for given in formats for name in given.split(",")]
    if unknown := [name for name in chosen if name not in FORMATS]:
        fail(say("no_format", name=unknown[0], known=", ".join(FORMATS)), 2)
    console = Console(stderr=True, quiet=quiet)
    try:
        settings = Settings(str(lexicon) if lexicon else None, None, engine, max_chars, timeout)
        load_pipeline(settings)
        with _progress(console) as progress:
            summary = extract_paths(
                inputs,
                out,
                formats=chosen,
                force=force,
                update=update,
                bom=bom,
                settings=settings,
                engine=cluster,
                jobs=jobs,
                keep_reposts=keep_reposts,
                progress=progress,
            )
    except PolicytextError as error:
        fail(error, 2)
    report(summary, Console(quiet=quiet))
    sys.exit(1 if summary.errors else 0)


@contextmanager
def _progress(console: Console) -> Iterator[Callable[[int, int], None] | None]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn(say("progress")),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    if console.quiet or not console.is_terminal:
        yield None
        return
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None, rate="", visible=False)

        def advance(done: int, total: int) -> None:
            speed = bar.tasks[0].speed
            rate = say("rate", n=f"{speed:.0f}") if speed else ""
            bar.update(task, completed=done, total=max(total, done), visible=total > _FEW, rate=rate)

        yield advance


def report(summary: Summary, console: Console) -> None:
    """The summary table, the first errors and where the results are."""
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="bold")
    table.add_column(justify="right")
    for name in ("articles", "passages", "claims", "programmes"):
        table.add_row(say(f"sum_{name}"), f"{getattr(summary, name):,}")
    for name in ("reposts", "new"):
        if getattr(summary, name) not in (0, summary.articles + len(summary.errors)):
            table.add_row(say(f"sum_{name}"), f"{getattr(summary, name):,}")
    table.add_row(say("sum_seconds"), say("sum_rate", seconds=f"{summary.seconds:.1f}"))
    if summary.errors:
        table.add_row(say("sum_errors"), f"[red]{len(summary.errors):,}[/]")
    console.print(table)
    for error in summary.errors[:_SHOWN_ERRORS]:
        console.print(f"  {error}", style="red", markup=False, highlight=False, soft_wrap=True)
    if len(summary.errors) > _SHOWN_ERRORS:
        console.print(say("more_errors", n=len(summary.errors) - _SHOWN_ERRORS))
    console.print(say("results_in", out=summary.out), markup=False, highlight=False, soft_wrap=True)
