"""``policytext programmes``: the knowledge base, a card of one programme, new names, and what changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..messages import say

if TYPE_CHECKING:
    from rich.console import Console

    from ..lexicon import Lexicon
    from ..records import Article

app = typer.Typer(help=say("help_programmes"), no_args_is_help=True, rich_markup_mode="rich")
LexiconFolder = Annotated[Path | None, typer.Option("--lexicon", metavar="FOLDER", help=say("help_lexicon"))]
Given = Annotated[str | None, typer.Option("--in", metavar="OUTPUT", help=say("help_in"))]


def _lexicon(folder: Path | None) -> Lexicon | None:
    from ..errors import PolicytextError
    from ..lexicon import Lexicon
    from .failing import fail

    try:
        return Lexicon(folder) if folder else None
    except PolicytextError as error:
        fail(error)


def _mentions(source: str, lexicon: Lexicon | None) -> Iterator[Article]:
    from ..errors import PolicytextError
    from ..mentions import read_mentions
    from .failing import fail

    try:
        yield from read_mentions(source, lexicon)
    except PolicytextError as error:
        fail(error)


def _console() -> Console:
    from rich.console import Console

    return Console(highlight=False)


def _table(*columns: str) -> Any:
    from rich.table import Table

    return Table(*columns, header_style="bold", box=None, pad_edge=False)


@app.command("list", help=say("help_programmes_list"))
def list_(
    type: Annotated[str | None, typer.Option("--type", help=say("help_programmes_type"))] = None,
    region: Annotated[str | None, typer.Option("--region", help=say("help_programmes_region"))] = None,
    lexicon: LexiconFolder = None,
) -> None:
    """The knowledge base, a programme a line: id, name, type, region and start, parted by tabs."""
    from ..knowledge import knowledge_of

    for entry in knowledge_of(_lexicon(lexicon)).entries.values():
        if (type is None or entry["type"] == type) and (region is None or region in (entry["region"] or "")):
            cells = (entry[key] or "" for key in ("id", "name", "type", "region", "start"))
            typer.echo("\t".join(cells))


@app.command(help=say("help_programmes_show"))
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help=say("help_programmes_name"))],
    source: Given = None,
    lexicon: LexiconFolder = None,
) -> None:
    """The card of a programme, by name or id, and its mentions over time in a given output."""
    from ..knowledge import knowledge_of, name_key
    from .failing import fail

    words = _lexicon(lexicon)
    known = knowledge_of(words)
    entries = [known.entries[name]] if name in known.entries else known.named(name)
    console = _console()
    for entry in entries:
        _card(entry, console)
    if source is None and not entries:
        fail(say("no_programme", name=name))
    if source is not None:
        keys = {entry["id"] for entry in entries} | {f"unknown:{name_key(name)}", name}
        _timeline(list(_mentions(source, words)), keys, console)


def _card(entry: dict[str, Any], console: Console) -> None:
    from rich.markup import escape

    console.print(f"[bold]{escape(entry['name'])}[/]  [dim]{escape(entry['id'])}[/]")
    for key in (
        "type",
        "aliases",
        "components",
        "level",
        "region",
        "issuer",
        "start",
        "end",
        "parent",
        "document",
    ):
        value = entry[key]
        if value:
            shown = "、".join(value) if isinstance(value, tuple) else value
            console.print(f"  {say('card_' + key)}  {escape(shown)}")
    if entry["note"]:
        console.print(f"  [dim]{escape(entry['note'])}[/]")


def _timeline(articles: list[Article], keys: set[str], console: Console) -> None:
    from ..following import claims_of, count_mentions

    counted = [row for row in count_mentions(articles) if row.key in keys]
    table = _table(say("col_month"), say("col_articles"), say("col_mentions"), "")
    most = max((row.mentions for row in counted), default=1)
    for row in counted:
        bar = "█" * max(1, round(30 * row.mentions / most))
        table.add_row(row.month or "-", str(row.articles), str(row.mentions), bar)
    console.print(table if counted else say("no_mentions"))
    said = [claim for key in sorted(keys) for _, claim in claims_of(articles, key)]
    for claim in said[:20]:
        measure = claim.measure.text if claim.measure else ""
        console.print(f"  {measure} {claim.text}", markup=False)


@app.command(help=say("help_programmes_suggest"))
def suggest(
    source: Annotated[str, typer.Argument(metavar="FOLDER", help=say("help_programmes_source"))],
    at_least: Annotated[int, typer.Option("--at-least", min=1, help=say("help_programmes_at_least"))] = 2,
    lexicon: LexiconFolder = None,
) -> None:
    """Names outside the knowledge base as lines of a programmes.tsv, on standard output."""
    from ..discovery import suggest_programmes, to_lexicon

    found = suggest_programmes(_mentions(source, _lexicon(lexicon)), at_least=at_least)
    for line in to_lexicon(found):
        typer.echo(line)


@app.command(help=say("help_programmes_diff"))
def diff(
    before: Annotated[str, typer.Argument(metavar="A", help=say("help_programmes_source"))],
    after: Annotated[str, typer.Argument(metavar="B", help=say("help_programmes_source"))],
    lexicon: LexiconFolder = None,
) -> None:
    """What appears in B only and what only A has, a programme a line, parted by tabs."""
    from ..following import compare_corpora

    words = _lexicon(lexicon)
    for change in compare_corpora(_mentions(before, words), _mentions(after, words)):
        sign = "+" if change.change == "appeared" else "-"
        cells = (sign, change.name, change.key, str(change.mentions), change.first or "", change.last or "")
        typer.echo("\t".join(cells))
