"""``policytext extract``: progress, summary, exit status."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.table import Table

from ..batches import Settings, load_pipeline
from ..errors import PolicytextError
from ..extraction import extract_paths
from ..messages import say
from ..outputs import PARTITIONS, Summary
from ..profiling import Clock
from ..sources import snapshot
from ..tables import FORMATS
from .failing import fail

_FEW = 3  # articles that need no progress bar
_SHOWN_ERRORS = 10


def run(
    inputs: Sequence[str],
    out: str,
    *,
    formats: Sequence[str],
    force: bool,
    bom: bool,
    lexicon: Path | None,
    themes: Path | None,
    engine: str,
    quiet: bool,
    update: bool,
    cluster: str,
    jobs: int | None,
    max_chars: int,
    timeout: float | None,
    keep_reposts: bool,
    partition: str,
    scheduler: str | None,
    watch: float | None,
    profile: bool,
) -> None:
    """Extract, print the summary; exit status 1 if any article failed, 2 for wrong usage."""
    chosen = [name for given in formats for name in given.split(",")]
    if unknown := [name for name in chosen if name not in FORMATS]:
        fail(say("no_format", name=unknown[0], known=", ".join(FORMATS)), 2)
    if partition not in PARTITIONS:
        fail(say("bad_value", name="--partition", reason=", ".join(PARTITIONS)), 2)
    # Arrow then gives memory back to the system; its own allocators keep a hundred MiB more.
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    console = Console(stderr=True, quiet=quiet)
    clock = Clock() if profile else None
    try:
        words, model = (str(given) if given else None for given in (lexicon, themes))
        settings = Settings(words, model, engine, max_chars, timeout)
        load_pipeline(settings)

        def extract(update: bool) -> Summary:
            with _progress(console) as progress:
                return extract_paths(
                    inputs,
                    out,
                    formats=chosen,
                    force=force,
                    update=update,
                    bom=bom,
                    settings=settings,
                    engine=cluster,
                    jobs=jobs,
                    scheduler=scheduler,
                    keep_reposts=keep_reposts,
                    partition=partition,
                    progress=progress,
                    clock=clock,
                )

        if watch is not None:
            _watch(inputs, watch, extract, Console(quiet=quiet))
            return
        summary = extract(update)
    except PolicytextError as error:
        fail(error, 2)
    report(summary, Console(quiet=quiet))
    if clock:
        _show_profile(clock, summary, Console())
    sys.exit(1 if summary.errors else 0)


def _watch(
    inputs: Sequence[str], seconds: float, extract: Callable[[bool], Summary], console: Console
) -> None:
    """Extract what is new whenever files arrive or change, until Ctrl-C."""
    seen: list[tuple[str, object, object]] | None = None
    console.print(say("watching", seconds=f"{seconds:g}"), markup=False, soft_wrap=True)
    try:
        while True:
            if (found := snapshot(inputs)) != seen:
                summary = extract(True)
                seen = found
                counts = {name: f"{getattr(summary, name):,}" for name in ("new", "articles", "claims")}
                line = say("watched", errors=len(summary.errors), **counts)
                console.print(f"{time.strftime('%H:%M:%S')}  {line}", markup=False, soft_wrap=True)
            time.sleep(seconds)
    except KeyboardInterrupt:
        console.print(say("watch_ended"), markup=False)


def _show_profile(clock: Clock, summary: Summary, console: Console) -> None:
    """Seconds and share of every step."""
    table = Table(box=None, pad_edge=False)
    table.add_column(say("col_step"))
    table.add_column(say("col_seconds"), justify="right")
    table.add_column("%", justify="right")
    for step, share in clock.shares().items():
        table.add_row(say(f"step_{step}"), f"{clock.seconds[step]:.2f}", f"{share:.1%}")
    console.print(table)
    speed = summary.characters / (sum(clock.seconds.values()) or 1.0)
    console.print(say("speed", n=f"{speed:,.0f}"), highlight=False)


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
    with Progress(
        *columns, console=console, transient=True, auto_refresh=False
    ) as bar:  # no thread: fork is safe
        task = bar.add_task("", total=None, rate="", visible=False)

        def advance(done: int, total: int) -> None:
            speed = bar.tasks[0].speed
            rate = say("rate", n=f"{speed:.0f}") if speed else ""
            visible = total > _FEW
            bar.update(task, completed=done, total=max(total, done), visible=visible, rate=rate, refresh=True)

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
