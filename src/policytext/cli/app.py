"""The commands and their options; the work is imported only by the command that does it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from ..messages import say

app = typer.Typer(
    help=say("help"),
    epilog=say("help_examples"),
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def fail(error: object, status: int = 1) -> NoReturn:
    """One line on standard error and an exit status."""
    from rich.console import Console

    line = str(error).replace("\n", " ").replace("\r", " ")
    Console(stderr=True, soft_wrap=True, highlight=False).print(
        f"[bold red]policytext:[/] {_plain(line)}", markup=True
    )
    sys.exit(status)


def _plain(text: str) -> str:
    """Text that neither markup nor control characters of a file name can change."""
    from rich.markup import escape

    return escape("".join(c if c.isprintable() else "�" for c in text))


def _version(asked: bool) -> None:
    if asked:
        from .. import __version__
        from ..segmentation import engine_name

        typer.echo(f"policytext {__version__} ({engine_name()})")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", help=say("help_version"), callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Options of the whole program."""


Inputs = Annotated[list[str], typer.Argument(metavar="PATH…", help=say("help_inputs"))]
LexiconFolder = Annotated[Path | None, typer.Option("--lexicon", metavar="FOLDER", help=say("help_lexicon"))]
DEFAULT_FORMATS = ["parquet", "csv"]
Engine = Annotated[str, typer.Option("--segmenter", help=say("help_engine"))]


@app.command(help=say("help_extract"), epilog=say("help_extract_examples"))
def extract(
    inputs: Inputs,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="OUT", help=say("help_out"))],
    format: Annotated[list[str], typer.Option("--format", "-f", help=say("help_format"))] = DEFAULT_FORMATS,
    force: Annotated[bool, typer.Option("--force", help=say("help_force"))] = False,
    excel: Annotated[bool, typer.Option("--excel", help=say("help_excel"))] = False,
    lexicon: LexiconFolder = None,
    engine: Engine = "auto",
    update: Annotated[bool, typer.Option("--update", "-u", help=say("help_update"))] = False,
    jobs: Annotated[int | None, typer.Option("--jobs", "-j", min=1, help=say("help_jobs"))] = None,
    cluster: Annotated[str, typer.Option("--engine", help=say("help_cluster"))] = "local",
    max_chars: Annotated[int, typer.Option("--max-chars", min=1, help=say("help_max_chars"))] = 10_000_000,
    timeout: Annotated[float | None, typer.Option("--timeout", min=0.001, help=say("help_timeout"))] = None,
    keep_reposts: Annotated[bool, typer.Option("--keep-reposts", help=say("help_keep_reposts"))] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help=say("help_quiet"))] = False,
) -> None:
    """Extract to a table."""
    from . import extracting

    extracting.run(
        inputs,
        out,
        formats=format,
        force=force,
        bom=excel,
        lexicon=lexicon,
        engine=engine,
        quiet=quiet,
        update=update,
        cluster=cluster,
        jobs=jobs,
        max_chars=max_chars,
        timeout=timeout,
        keep_reposts=keep_reposts,
    )


@app.command(help=say("help_show"), epilog=say("help_show_examples"))
def show(
    file: Annotated[str, typer.Argument(metavar="FILE", help=say("help_show_file"))],
    published: Annotated[
        str | None, typer.Option("--published", metavar="YYYY-MM-DD", help=say("help_published"))
    ] = None,
    json: Annotated[bool, typer.Option("--json", help=say("help_json"))] = False,
    lexicon: LexiconFolder = None,
    engine: Engine = "auto",
) -> None:
    """One article in the terminal."""
    from . import showing

    showing.run(file, published=published, as_json=json, lexicon=lexicon, engine=engine)


@app.command(help=say("help_check"))
def check(folder: Annotated[Path, typer.Argument(metavar="FOLDER", help=say("help_check_folder"))]) -> None:
    """Validate a user's lexicon folder."""
    from . import checking

    checking.run(folder)


@app.command(help=say("help_evaluate"), epilog=say("help_evaluate_examples"))
def evaluate(
    predicted: Annotated[Path, typer.Argument(metavar="PRED.jsonl", help=say("help_predicted"))],
    gold: Annotated[Path, typer.Argument(metavar="GOLD.jsonl", help=say("help_gold"))],
    json: Annotated[bool, typer.Option("--json", help=say("help_figures_json"))] = False,
) -> None:
    """Score records against reference annotations."""
    from . import evaluating

    evaluating.run(predicted, gold, as_json=json)
