"""``policytext show``: one article in the terminal, claims and programmes marked, a table below."""

from __future__ import annotations

import json
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from ..display import theme_name, value_of
from ..errors import PolicytextError
from ..lexicon import Lexicon
from ..messages import say
from ..pipeline import Pipeline
from ..readers import read
from ..records import Article
from .failing import fail

CLAIM, PROGRAMME, HEAD, FURNITURE, THEME = "bold cyan", "bold magenta", "bold", "dim", "italic green"


def run(file: str, *, published: str | None, as_json: bool, lexicon: Path | None, engine: str) -> None:
    """Print the article or articles of one file."""
    try:
        found = read(file)
        pipeline = Pipeline(lexicon=Lexicon(lexicon) if lexicon else None, engine=engine)
        for raw in found if isinstance(found, list) else [found]:
            article = pipeline.read(raw, published)
            if as_json:
                print(json.dumps(article.to_dict(), ensure_ascii=False))
            else:
                show(article, Console(highlight=False))
    except PolicytextError as error:
        fail(error)


def show(article: Article, console: Console) -> None:
    """The article with marks, then its claims and programmes as tables."""
    console.print(Text(article.title or article.id, style="bold underline"))
    about = (article.published, article.source, article.theme and theme_name(article.theme))
    console.print(Text(" · ".join(part for part in about if part), style="dim"))
    text = marked(article)
    for passage in article.passages:
        piece = text[passage.start : passage.end]
        if passage.kind in ("title", "heading"):
            piece.stylize(HEAD)
        if passage.theme and passage.kind == "body":
            piece.append(f"  〔{theme_name(passage.theme)}〕", THEME)
        console.print(piece)
    if article.claims:
        console.print(claims_table(article))
    if article.programmes:
        console.print(programmes_table(article))


def marked(article: Article) -> Text:
    """The whole text with claims and programmes in colour."""
    text = Text(article.text.replace("\r", " "))
    for claim in article.claims:
        text.stylize(CLAIM, claim.start, claim.end)
    for programme in article.programmes:
        text.stylize(PROGRAMME, programme.start, programme.end)
    return text


def claims_table(article: Article) -> Table:
    """One line a claim: amount, value, measure, subject, time, change, status."""
    table = Table(title=say("claims_title", n=len(article.claims)), title_justify="left", expand=False)
    for name in ("amount", "value", "measure", "subject", "time", "change", "status"):
        table.add_column(say(f"col_{name}"), justify="right" if name == "value" else "left")
    for claim in article.claims:
        said = [s.text if s else "" for s in (claim.measure, claim.subject, claim.time)]
        change = " ".join(say(f"val_{v}") for v in (claim.direction, claim.baseline) if v)
        row = (claim.text, value_of(claim), *said, change, say(f"val_{claim.status}"))
        table.add_row(*(escape(" ".join(cell.split())) for cell in row))
    return table


def programmes_table(article: Article) -> Table:
    """One line a programme, with how often it is named."""
    found: dict[tuple[str, str], list] = {}
    for programme in article.programmes:
        found.setdefault((programme.canonical or programme.text, programme.type), []).append(programme)
    table = Table(title=say("programmes_title", n=len(found)), title_justify="left", expand=False)
    for name in ("programme", "type", "mentions", "parts", "id"):
        table.add_column(say(f"col_{name}"))
    for (name, kind), mentions in found.items():
        row = (
            name,
            say(f"val_{kind}"),
            str(len(mentions)),
            "、".join(mentions[0].components),
            mentions[0].id or "",
        )
        table.add_row(*map(escape, row))
    return table
