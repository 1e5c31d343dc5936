"""How records show themselves in a notebook: text with marks, the fields on hover, a table below.

The HTML is self-contained, without scripts, light and dark by the notebook's theme or the browser's; all text
is escaped. ``%load_ext policytext.display`` makes lists of claims, programmes and articles show as tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .lexicon import shipped
from .messages import language, say
from .records import Article, Claim, Passage, Programme

if TYPE_CHECKING:
    from .themes import Explanation

_MOST = 200  # rows of a table
_FAINTEST = 0.08  # a word that weighs less of the heaviest one is not marked


@cache
def _style() -> str:
    css = Path(__file__).with_name("report") / "page" / "notebook.css"
    return f"<style>{css.read_text('utf-8')}</style>"


class Html(str):
    """A string of HTML that a notebook shows as such."""

    def _repr_html_(self) -> str:
        return str(self)


def to_html(shown: Article | Claim | Programme | Iterable[Any], path: str | Path | None = None) -> Html:
    """What a notebook shows of a record or of several, as HTML; with ``path`` a whole page is written there.

    Raises :class:`~policytext.WriteError` where the page cannot be written.

    >>> from policytext import extract
    >>> "<mark" in to_html(extract("全省培训职工13万余人次。"))
    True
    """
    body = Html(f'{_style()}<div class="policytext">{_inner(shown)}</div>')
    if path is not None:
        from .tables import replacing

        title = escape(shown.title or shown.id) if isinstance(shown, Article) else "policytext"
        policy = "default-src 'none'; style-src 'unsafe-inline'"
        page = (
            f'<!doctype html><html lang="zh"><meta charset="utf-8"><title>{title}</title>'
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
            f'<meta name="color-scheme" content="light dark">{body}</html>\n'
        )
        with replacing(Path(path)) as file:
            file.write(page.encode("utf-8", "replace"))
    return body


def _inner(shown: Any) -> str:
    if isinstance(shown, Article):
        return _article(shown)
    if isinstance(shown, Claim):
        return _fields(shown.text, _claim_fields(shown))
    if isinstance(shown, Programme):
        claims = _table("claims", shown.claims, _claim_row, _CLAIM_COLUMNS) if shown.claims else ""
        return _fields(shown.text, _programme_fields(shown)) + claims
    return _several(list(shown))


def _several(records: Sequence[Any]) -> str:
    parts = []
    for kind, title, row, columns in (
        (Claim, "claims", _claim_row, _CLAIM_COLUMNS),
        (Programme, "programmes", _programme_row, _PROGRAMME_COLUMNS),
        (Article, "articles", _article_row, _ARTICLE_COLUMNS),
    ):
        if some := [record for record in records if isinstance(record, kind)]:
            parts.append(_table(title, some, row, columns))
    return "".join(parts)


# --- an article ---


def _article(article: Article) -> str:
    about = (article.published, article.source, theme_name(article.theme) if article.theme else None)
    marks = sorted(
        [(c.start, c.end, "claim", _hint(_claim_fields(c))) for c in article.claims]
        + [(p.start, p.end, "programme", _hint(_programme_fields(p))) for p in article.programmes]
    )
    every = article.passages or (Passage(0, len(article.text), "body"),)
    passages = [p for p in every if p.kind != "title" or article.text[p.start : p.end] != article.title]
    body = "".join(
        f'<p class="{escape(p.kind)}">{_theme(p)}{_marked(article.text, p.start, p.end, marks)}</p>'
        for p in passages
    )
    tables = ""
    if article.claims:
        tables += _table("claims", article.claims, _claim_row, _CLAIM_COLUMNS)
    if article.programmes:
        tables += _table("programmes", article.programmes, _programme_row, _PROGRAMME_COLUMNS)
    head = f"<h4>{escape(article.title or article.id)}</h4>"
    line = escape(" · ".join(part for part in about if part))
    return f'{head}<p class="about">{line}</p>{body}{tables}'


def _theme(passage: Passage) -> str:
    if not passage.theme or passage.kind in ("title", "heading"):
        return ""
    scores = " · ".join(f"{theme_name(name)} {score:.2f}" for name, score in passage.themes)
    return f'<span class="theme" title="{escape(scores)}">{escape(theme_name(passage.theme))}</span>'


def _marked(text: str, start: int, end: int, marks: list[tuple[int, int, str, str]]) -> str:
    """A stretch of the text, escaped; a mark that begins within another one is left to that one."""
    out, at = [], start
    for begin, stop, kind, hint in marks:
        if begin >= at and stop <= end:
            out.append(escape(text[at:begin]))
            out.append(f'<mark class="{kind}" title="{escape(hint)}">{escape(text[begin:stop])}</mark>')
            at = stop
    return "".join(out) + escape(text[at:end])


def show_reasons(text: str, explanation: Explanation) -> Html:
    """A text with the words that spoke for its theme marked, the stronger the deeper, and those against it.

    ``explanation`` is what :meth:`policytext.themes.Themes.explain` gave for the text; the weight of a word
    shows on hover.

    >>> from policytext.themes import load_themes
    >>> text = "下调存款准备金率和贷款利率。"
    >>> '<mark class="for"' in show_reasons(text, load_themes().explain(text))
    True
    """
    words = sorted(explanation.words, key=lambda pair: pair[0].start)
    most = max((abs(weight) for _, weight in words), default=1.0)
    out, at = [], 0
    for span, weight in words:
        side, depth = "for" if weight > 0 else "against", abs(weight) / most
        said = (
            f'<mark class="{side}" style="--w:{depth:.2f}" title="{weight:+.2f}">{escape(span.text)}</mark>'
        )
        out += [escape(text[at : span.start]), said if depth >= _FAINTEST else escape(span.text)]
        at = span.end
    body = "".join(out) + escape(text[at:])
    theme = f'<span class="theme">{escape(theme_name(explanation.theme))}</span>'
    return Html(f'{_style()}<div class="policytext"><p>{theme}{body}</p></div>')


def theme_name(theme: str) -> str:
    """The name of a theme in the language in use."""
    column = "display" if language() == "zh" else "english"
    return next((row[column] for row in shipped().rows("themes") if row["id"] == theme), theme)


# --- fields and tables ---

_CLAIM_COLUMNS = ("amount", "value", "measure", "subject", "time", "change", "status")
_PROGRAMME_COLUMNS = ("programme", "type", "parts", "id")
_ARTICLE_COLUMNS = ("title", "published", "source", "theme", "claims", "programmes")
Fields = dict[str, str]


def _claim_fields(claim: Claim) -> Fields:
    dates = " — ".join(day or "…" for day in (claim.time_start, claim.time_end))
    when = claim.time.text if claim.time else ""
    if claim.time_start or claim.time_end:
        when = f"{when} ({dates})"
    return {
        "value": value_of(claim),
        "measure": claim.measure.text if claim.measure else "",
        "subject": claim.subject.text if claim.subject else "",
        "time": when,
        "change": " ".join(say(f"val_{v}") for v in (claim.direction, claim.baseline) if v),
        "status": say(f"val_{claim.status}"),
    }


def _claim_row(claim: Claim) -> Fields:
    return {"amount": claim.text, **_claim_fields(claim)}


def value_of(claim: Claim) -> str:
    """The reading of an amount: bound, number with separators, unit.

    >>> from policytext import extract
    >>> value_of(extract("全省培训职工13万余人次。").claims[0])
    '≥130,000 人次'
    """
    quantity = claim.quantity
    if quantity.value is None and (quantity.low is None or quantity.high is None):
        return ""
    if quantity.value is None:
        number = f"{quantity.low:,f}–{quantity.high:,f}"
    else:
        number = f"{quantity.value.normalize():,f}"
    sign = {"about": "≈", "near": "↗", "above": "≥", "below": "≤"}.get(quantity.bound, "")
    gap = "" if quantity.unit == "%" else " "
    return f"{sign}{number}{gap}{quantity.unit or ''}".strip()


def _programme_fields(programme: Programme) -> Fields:
    return {
        "programme": programme.canonical or programme.text,
        "type": say(f"val_{programme.type}"),
        "parts": "、".join(programme.components),
        "id": programme.id or "",
    }


_programme_row = _programme_fields


def _article_row(article: Article) -> Fields:
    return {
        "title": article.title or article.id,
        "published": article.published or "",
        "source": article.source or "",
        "theme": theme_name(article.theme) if article.theme else "",
        "claims": str(len(article.claims)),
        "programmes": str(len(article.programmes)),
    }


def _label(name: str) -> str:
    for key in (f"col_{name}", f"ui_col_{name}"):
        if (label := say(key)) != key:
            return label
    return name


def _hint(fields: Fields) -> str:
    return "\n".join(f"{_label(name)}: {value}" for name, value in fields.items() if value)


def _fields(title: str, fields: Fields) -> str:
    rows = "".join(
        f"<tr><th>{escape(_label(name))}</th><td>{escape(value)}</td></tr>"
        for name, value in fields.items()
        if value
    )
    return f"<h4>{escape(title)}</h4><table>{rows}</table>"


def _table(title: str, records: Sequence[Any], row: Callable[[Any], Fields], columns: Sequence[str]) -> str:
    head = "".join(f"<th>{escape(_label(name))}</th>" for name in columns)
    body = []
    for record in records[:_MOST]:
        fields = row(record)
        cells = "".join(
            f'<td class="{name}">{escape(" ".join(fields[name].split()))}</td>' for name in columns
        )
        body.append(f"<tr>{cells}</tr>")
    more = say("ui_more", n=len(records) - _MOST) if len(records) > _MOST else ""
    summary = f"{say(f'ui_view_{title}')} ({len(records)})"
    return (
        f'<details open><summary>{escape(summary)}</summary><div class="scroll"><table>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>{escape(more)}</div></details>"
    )


def _repr_of_sequence(records: Sequence[Any]) -> str | None:
    """HTML for a list or tuple of records only; any other is left to the notebook."""
    shown = records and all(isinstance(record, (Claim, Programme, Article)) for record in records)
    return to_html(records) if shown else None


def load_ipython_extension(ipython: Any) -> None:
    """``%load_ext policytext.display``: lists and tuples of records show themselves as tables."""
    formatter = ipython.display_formatter.formatters["text/html"]
    for kind in (list, tuple):
        formatter.for_type(kind, _repr_of_sequence)
