"""``policytext themes``: train a model on labelled passages, show the taxonomy, measure a model."""

from __future__ import annotations

import json as json_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..messages import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..theme_report import Report

app = typer.Typer(help=say("help_themes"), no_args_is_help=True, rich_markup_mode="rich")
Labelled = Annotated[list[Path], typer.Argument(metavar="LABELS…", help=say("help_themes_labels"))]
LexiconFolder = Annotated[Path | None, typer.Option("--lexicon", metavar="FOLDER", help=say("help_lexicon"))]
Own = Annotated[bool, typer.Option("--own-taxonomy", help=say("help_themes_own"))]


@app.command(help=say("help_themes_train"))
def train(
    labels: Labelled,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="MODEL", help=say("help_themes_out"))],
    unlabelled: Annotated[
        Path | None, typer.Option("--unlabelled", metavar="FOLDER", help=say("help_themes_unlabelled"))
    ] = None,
    own_taxonomy: Own = False,
    doubtful: Annotated[
        Path | None, typer.Option("--doubtful", metavar="FILE.csv", help=say("help_themes_doubtful"))
    ] = None,
    card: Annotated[
        Path | None, typer.Option("--card", metavar="FILE.md", help=say("help_themes_card"))
    ] = None,
    lexicon: LexiconFolder = None,
) -> None:
    """Train a theme model and report on it."""
    from ..errors import PolicytextError
    from ..lexicon import Lexicon
    from ..theme_labels import read_labels
    from ..theme_report import model_card
    from ..theme_training import train_themes
    from .failing import fail

    try:
        words = Lexicon(lexicon) if lexicon else None
        rows = read_labels(*labels, lexicon=words, own_taxonomy=own_taxonomy)
        texts = _passages(unlabelled) if unlabelled else ()
        model, report = train_themes(rows, lexicon=words, own_taxonomy=own_taxonomy, unlabelled=texts)
        model.save(out)
        if card:
            card.write_text(model_card(model.facts), encoding="utf-8")
        if doubtful:
            _write_doubtful(doubtful, report)
    except (PolicytextError, OSError) as error:
        fail(error)
    typer.echo(f"{report}\n")
    typer.echo(say("themes_next"))
    for text, given, guess, score, second in report.doubtful[:10]:
        typer.echo(f"  {guess} {score:.2f} | {second} | {given or '-'} | {text[:60]}")
    typer.echo(say("themes_saved", path=out, size=f"{out.stat().st_size / 2**20:.1f}"))


@app.command(help=say("help_themes_show"))
def show(
    model: Annotated[
        Path | None, typer.Option("--model", metavar="MODEL", help=say("help_themes_model"))
    ] = None,
    subthemes: Annotated[bool, typer.Option("--subthemes", help=say("help_themes_subthemes"))] = False,
    lexicon: LexiconFolder = None,
) -> None:
    """The taxonomy, a theme a line, parted by tabs; or what a model says of itself."""
    from ..errors import PolicytextError
    from ..lexicon import Lexicon
    from ..theme_model import ThemeModel
    from ..theme_report import model_card
    from .failing import fail

    try:
        words = Lexicon(lexicon) if lexicon else Lexicon()
        if model:
            typer.echo(model_card(ThemeModel.load(model).facts))
            return
        rows = words.rows("themes")
        under = words.rows("subthemes") if subthemes else []
    except PolicytextError as error:
        fail(error)
    for row in rows:
        typer.echo("\t".join((row["id"], row["name"], row["display"], row["english"])))
        for sub in under:
            if sub["theme"] == row["id"]:
                typer.echo("\t".join(("  " + sub["id"], sub["name"], sub["english"] or "", sub["cap"] or "")))


@app.command(help=say("help_themes_evaluate"))
def evaluate(
    labels: Labelled,
    model: Annotated[
        Path | None, typer.Option("--model", metavar="MODEL", help=say("help_themes_model"))
    ] = None,
    own_taxonomy: Own = False,
    json: Annotated[bool, typer.Option("--json", help=say("help_figures_json"))] = False,
) -> None:
    """The figures of a model on labelled passages, each read alone."""
    from ..errors import PolicytextError, ReadError
    from ..segmentation import words
    from ..theme_labels import read_labels
    from ..theme_report import Report, measure
    from ..themes import load_themes
    from .failing import fail

    try:
        themes = load_themes(model)
        rows = read_labels(*labels, own_taxonomy=own_taxonomy).rows
        if unknown := sorted({row.theme for row in rows} - set(themes.classes)):
            raise ReadError(labels[0], f"themes that the model does not know: {', '.join(unknown[:8])}")
    except PolicytextError as error:
        fail(error)
    scores = themes.scores([words(row.text) for row in rows], context=False)
    figures = measure(scores, [themes.classes.index(row.theme) for row in rows], themes.classes)
    if json:
        typer.echo(json_module.dumps(figures.to_dict(), ensure_ascii=False))
    else:
        typer.echo(str(Report(figures, (), ())))


def _passages(folder: Path) -> Iterator[str]:
    """The passages of all articles in a folder, or of one file."""
    from ..passages import find_passages
    from ..readers import iter_articles
    from ..records import RawArticle
    from ..themes import SHORTEST

    for article in iter_articles([folder]):
        if isinstance(article, RawArticle):
            for passage in find_passages(article.text, article.title):
                if passage.end - passage.start >= SHORTEST:
                    yield article.text[passage.start : passage.end]


def _write_doubtful(path: Path, report: Report) -> None:
    """A table to fill in: the least sure passages, with an empty or the present theme."""
    import csv

    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(["theme", "text", "guess", "score", "second"])
        for text, given, guess, score, second in report.doubtful:
            safe = "'" + text if text[:1] in "=+-@" else text  # inert in a spreadsheet
            table.writerow([given or "", safe, guess, score, second])
