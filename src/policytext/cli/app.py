"""The commands and their options; the work is imported only by the command that does it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

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


def _no_color(asked: bool) -> None:
    if asked:
        os.environ["NO_COLOR"] = "1"  # what Rich looks for, in the help too


def _version(asked: bool) -> None:
    if asked:
        from .. import __version__, scanning
        from ..segmentation import engine_name

        how = "Python" if (scanning.__file__ or "").endswith(".py") else "compiled"
        typer.echo(f"policytext {__version__} ({engine_name()}, {how})")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", help=say("help_version"), callback=_version, is_eager=True)
    ] = False,
    no_color: Annotated[
        bool, typer.Option("--no-color", help=say("help_no_color"), callback=_no_color, is_eager=True)
    ] = False,
) -> None:
    """Options of the whole program."""


Inputs = Annotated[list[str], typer.Argument(metavar="PATH…", help=say("help_inputs"))]
LexiconFolder = Annotated[Path | None, typer.Option("--lexicon", metavar="FOLDER", help=say("help_lexicon"))]
ThemeModel = Annotated[Path | None, typer.Option("--themes", metavar="MODEL", help=say("help_themes"))]
DEFAULT_FORMATS = ["parquet", "csv"]
Engine = Annotated[str, typer.Option("--segmenter", help=say("help_engine"))]


@app.command(help=say("help_extract"))
def extract(
    inputs: Inputs,
    out: Annotated[str, typer.Option("--out", "-o", metavar="OUT", help=say("help_out"))],
    format: Annotated[list[str], typer.Option("--format", "-f", help=say("help_format"))] = DEFAULT_FORMATS,
    force: Annotated[bool, typer.Option("--force", help=say("help_force"))] = False,
    excel: Annotated[bool, typer.Option("--excel", help=say("help_excel"))] = False,
    lexicon: LexiconFolder = None,
    themes: ThemeModel = None,
    engine: Engine = "auto",
    update: Annotated[bool, typer.Option("--update", "-u", help=say("help_update"))] = False,
    jobs: Annotated[int | None, typer.Option("--jobs", "-j", min=1, help=say("help_jobs"))] = None,
    cluster: Annotated[str, typer.Option("--engine", help=say("help_cluster"))] = "local",
    max_chars: Annotated[int, typer.Option("--max-chars", min=1, help=say("help_max_chars"))] = 1_000_000,
    timeout: Annotated[float, typer.Option("--timeout", min=0.001, help=say("help_timeout"))] = 300.0,
    keep_reposts: Annotated[bool, typer.Option("--keep-reposts", help=say("help_keep_reposts"))] = False,
    partition: Annotated[str, typer.Option("--partition", help=say("help_partition"))] = "auto",
    scheduler: Annotated[
        str | None, typer.Option("--scheduler", metavar="ADDRESS", help=say("help_scheduler"))
    ] = None,
    watch: Annotated[
        float | None, typer.Option("--watch", metavar="SECONDS", min=0.1, help=say("help_watch"))
    ] = None,
    profile: Annotated[bool, typer.Option("--profile", help=say("help_profile"))] = False,
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
        themes=themes,
        engine=engine,
        quiet=quiet,
        update=update,
        cluster=cluster,
        jobs=jobs,
        max_chars=max_chars,
        timeout=timeout,
        keep_reposts=keep_reposts,
        partition=partition,
        scheduler=scheduler,
        watch=watch,
        profile=profile,
    )


@app.command(help=say("help_show"))
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


@app.command(help=say("help_evaluate"))
def evaluate(
    predicted: Annotated[Path, typer.Argument(metavar="PRED.jsonl", help=say("help_predicted"))],
    gold: Annotated[Path, typer.Argument(metavar="GOLD.jsonl", help=say("help_gold"))],
    json: Annotated[bool, typer.Option("--json", help=say("help_figures_json"))] = False,
) -> None:
    """Score records against reference annotations."""
    from . import evaluating

    evaluating.run(predicted, gold, as_json=json)


# --- the commands of other modules, and everyone's examples ---

from . import exchanging, programmes, querying, reporting, themes  # noqa: E402  (they need what stands above)

app.add_typer(exchanging.app)
app.add_typer(querying.app)
app.add_typer(reporting.app)
app.add_typer(programmes.app, name="programmes")
app.add_typer(themes.app, name="themes")


def _show_examples(group: typer.Typer, prefix: str = "") -> None:
    """Every command ends its help with the examples that the messages hold under its name."""
    for command in group.registered_commands:
        name = command.name or (command.callback.__name__ if command.callback else "")
        lines = say(f"help_{prefix}{name}_examples").split(" · ")
        command.epilog = "\n\n".join([say("examples"), *lines])
    for inner in group.registered_groups:
        if inner.typer_instance is not None:
            _show_examples(inner.typer_instance, f"{prefix}{inner.name}_" if inner.name else prefix)


_show_examples(app)
