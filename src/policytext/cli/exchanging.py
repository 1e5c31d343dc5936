"""``policytext export`` and ``policytext import``: to annotation tools and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..messages import say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..records import Article

app = typer.Typer()


def _tools(kind: str) -> Callable[[str], list[str]]:
    """What the shell completes: the tools of ``WRITES`` or ``READS`` that begin with what is typed."""

    def complete(incomplete: str) -> list[str]:
        from .. import annotation

        return [name for name in getattr(annotation, kind) if name.startswith(incomplete)]

    return complete


Force = Annotated[bool, typer.Option("--force", help=say("help_exchange_force"))]


@app.command("export", help=say("help_export"))
def export(
    source: Annotated[Path, typer.Argument(metavar="OUT", help=say("help_exchange_source"))],
    tool: Annotated[
        str, typer.Option("--to", metavar="TOOL", help=say("help_export_to"), autocompletion=_tools("WRITES"))
    ],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help=say("help_export_out"))],
    force: Force = False,
) -> None:
    """Write what was extracted in the format of an annotation tool."""
    from ..annotation import WRITES, export_annotations
    from ..errors import PolicytextError
    from ..loading import read_output
    from .failing import fail

    if tool not in WRITES:
        fail(say("no_format", name=tool, known=", ".join(WRITES)), 2)
    try:
        count = export_annotations(read_output(source), tool, out, force=force)
    except PolicytextError as error:
        fail(error)
    typer.echo(say("exported", n=count, out=out))


@app.command("import", help=say("help_import"))
def import_(
    source: Annotated[Path, typer.Argument(metavar="FILE", help=say("help_import_file"))],
    tool: Annotated[
        str,
        typer.Option("--from", metavar="TOOL", help=say("help_import_from"), autocompletion=_tools("READS")),
    ],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE.jsonl", help=say("help_import_out"))
    ] = None,
    labels: Annotated[
        Path | None, typer.Option("--labels", metavar="FILE.csv", help=say("help_import_labels"))
    ] = None,
    programmes: Annotated[
        Path | None, typer.Option("--programmes", metavar="FILE.tsv", help=say("help_import_programmes"))
    ] = None,
    force: Force = False,
) -> None:
    """Bring corrected annotations back: as records, labels for training, lines of a lexicon."""
    from ..annotation import READS, import_annotations
    from ..annotation.results import write_labels, write_programmes, write_records
    from ..errors import PolicytextError, WriteError
    from .failing import fail

    if tool not in READS:
        fail(say("no_format", name=tool, known=", ".join(READS)), 2)
    wanted = [(out, write_records), (labels, write_labels), (programmes, write_programmes)]
    if not any(path for path, _ in wanted):
        fail(say("import_nothing"), 2)
    try:
        articles: Sequence[Article] = list(import_annotations(source, tool))
        for path, _ in wanted:
            if path and path.exists() and not force:
                raise WriteError(path, "exists already; --force replaces it")
        for path, write in wanted:
            if path:
                typer.echo(say("imported", n=write(articles, path), out=path))
    except PolicytextError as error:
        fail(error)
