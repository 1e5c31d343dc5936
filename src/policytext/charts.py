"""Charts of articles or of an output: targets and results, programmes and themes by month, networks.

Altair charts (the extra ``charts``), drawn by the browser in a notebook. :func:`save` writes png, svg, pdf or
html without a network, with Chinese characters where the machine has a font for them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .display import theme_name
from .errors import MissingExtraError, PolicytextError
from .following import programme_key
from .ledger import Cited, Key, Row, make_ledger
from .loading import Source, read_output
from .messages import say
from .records import Article
from .regions import NATION, province_of, region_of
from .units import convert

if TYPE_CHECKING:
    import altair

FONT = "PingFang SC, Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC, Microsoft YaHei, SimHei, sans-serif"
_COLOURS = {
    "target": "#b28a2a",
    "result": "#0a5a6b",
    "programme": "#6c3b7f",
    "region": "#a0670c",
    "theme": "#2c7444",
}


def _altair() -> Any:
    try:
        import altair
    except ImportError:
        raise MissingExtraError("charts", "charts") from None
    return altair


def _finish(chart: Any, title: str, width: int = 620, height: int = 300) -> Any:
    chart = chart.properties(title=title, width=width, height=height)
    return (
        chart.configure(font=FONT).configure_view(stroke=None).configure_axis(gridOpacity=0.5, labelLimit=240)
    )


def targets_and_results(
    source: Source, indicator: str, region: str | None = None, kind: str | None = None
) -> altair.LayerChart:
    """One indicator over the periods of the ledger: targets as rings, results as dots.

    ``indicator`` is its name or a part of it, ``kind`` level, change or average; of several series that
    match, the one with the most values is drawn, and of its periods those of the commonest length: years are
    not joined to months. Raises :class:`PolicytextError` where none matches.
    """
    alt = _altair()
    found: dict[Key, list[Row]] = {}
    for row in make_ledger(source):
        if indicator in row.label and (region or "") in row.key.region and kind in (None, row.key.kind):
            found.setdefault(row.key, []).append(row)
    found = {key: rows for key, rows in found.items() if any(c.value is not None for c in _all(rows))}
    if not found:
        raise PolicytextError(say("no_indicator", name=indicator))
    key = max(found, key=lambda one: len(_all(found[one])))
    drawn = [row for row in found[key] if any(c.value is not None for c in _all([row]))]
    length = Counter(len(row.period) for row in drawn).most_common(1)[0][0]
    values, unit = _values([row for row in drawn if len(row.period) == length])
    sides = [say("ui_target"), say("ui_result")]
    base = alt.Chart(alt.Data(values=values)).encode(
        x=alt.X("period:O", title=None, axis=alt.Axis(labelAngle=0)),
        y=alt.Y("value:Q", title=unit, scale=alt.Scale(zero=False)),
        tooltip=[alt.Tooltip(f"{name}:N", title=" ") for name in ("side", "period", "words", "article")],
        color=alt.Color(
            "side:N",
            title=None,
            scale=alt.Scale(domain=sides, range=list(_COLOURS.values())[:2]),
            legend=alt.Legend(symbolOpacity=1),
        ),
    )
    line = base.transform_filter(alt.datum.side == sides[1]).mark_line(opacity=0.5)
    rings = base.transform_filter(alt.datum.side == sides[0]).mark_point(size=140, strokeWidth=2.5, opacity=1)
    dots = base.transform_filter(alt.datum.side == sides[1]).mark_circle(size=90, opacity=1)
    title = " · ".join(
        part for part in (key.region, key.holder, values[0]["indicator"], say(f"ui_form_{key.kind}")) if part
    )
    return _finish(line + rings + dots, title)


def _all(rows: Sequence[Row]) -> list[Cited]:
    return [cited for row in rows for cited in (*row.targets, *row.results)]


def _values(rows: Sequence[Row]) -> tuple[list[dict[str, Any]], str]:
    """The points of a series in the unit that most of its claims have, in 万 or 亿 where they are large."""
    cited = [("target", row, one) for row in rows for one in row.targets if one.value is not None]
    cited += [("result", row, one) for row in rows for one in row.results if one.value is not None]
    unit = Counter(one.claim.quantity.unit or "" for _, _, one in cited).most_common(1)[0][0]
    numbers = [float(convert(one.claim.quantity, unit)) for _, _, one in cited]
    largest = max(map(abs, numbers))
    scale, myriad = (1e8, "亿") if largest >= 1e8 else (1e4, "万") if largest >= 1e5 else (1, "")
    values = [
        {
            "period": row.period,
            "value": (-number if (one.value or 0) < 0 else number) / scale,  # a fall is a negative change
            "side": say(f"ui_{side}"),
            "words": one.claim.text,
            "article": one.article.title or one.article.id,
            "indicator": row.label,
        }
        for (side, row, one), number in zip(cited, numbers, strict=True)
    ]
    return sorted(values, key=lambda value: value["period"]), myriad + unit


def mentions_by_month(source: Source, programme: str | Sequence[str]) -> altair.Chart:
    """How often programmes are spoken of each month; each is given by its name, a part of it or its id.

    Raises :class:`PolicytextError` where none of them is mentioned.
    """
    alt = _altair()
    wanted = [programme] if isinstance(programme, str) else list(programme)
    counted: Counter[tuple[str, str]] = Counter()
    for article in read_output(source):
        for mention in article.programmes if article.published else ():
            names = (mention.canonical or mention.text, mention.text, mention.id or "")
            for one in wanted:
                if one == mention.id or any(one in name for name in names[:2]):
                    counted[article.published[:7], one] += 1  # type: ignore[index]
    if not counted:
        raise PolicytextError(say("no_mentions"))
    values = [{"month": month, "name": name, "n": n} for (month, name), n in sorted(counted.items())]
    chart = (
        alt.Chart(alt.Data(values=values))
        .mark_bar()
        .encode(
            x=_months(alt),
            y=alt.Y("sum(n):Q", title=say("col_mentions"), axis=alt.Axis(tickMinStep=1)),
            color=alt.Color("name:N", title=None, legend=alt.Legend() if len(wanted) > 1 else None),
            tooltip=[
                alt.Tooltip("name:N", title=" "),
                alt.Tooltip("month:N", title=" "),
                alt.Tooltip("n:Q", title=" "),
            ],
        )
    )
    return _finish(chart, "、".join(wanted))


def _months(alt: Any) -> Any:
    """The axis of months; in UTC, so that no time zone moves a month into the one before."""
    return alt.X("utcyearmonth(month):T", title=None, axis=alt.Axis(format="%Y-%m", labelOverlap=True))


def themes_by_month(source: Source, most: int = 8) -> altair.Chart:
    """How many passages of each theme were published a month; the ``most`` frequent themes have colours."""
    alt = _altair()
    counted: Counter[tuple[str, str]] = Counter()
    for article in read_output(source):
        for passage in article.passages if article.published else ():
            if passage.theme:
                counted[article.published[:7], passage.theme] += 1  # type: ignore[index]
    if not counted:
        raise PolicytextError(say("no_themes"))
    total: Counter[str] = Counter()
    for (_, theme), n in counted.items():
        total[theme] += n
    shown = {theme for theme, _ in total.most_common(most)}
    values = [
        {"month": month, "theme": theme_name(theme) if theme in shown else "…", "n": n}
        for (month, theme), n in sorted(counted.items())
    ]
    chart = (
        alt.Chart(alt.Data(values=values))
        .mark_area()
        .encode(
            x=_months(alt),
            y=alt.Y("sum(n):Q", title=say("sum_passages"), stack=True, axis=alt.Axis(tickMinStep=1)),
            color=alt.Color("theme:N", title=None, scale=alt.Scale(scheme="tableau20")),
            tooltip=[alt.Tooltip("theme:N", title=" "), alt.Tooltip("sum(n):Q", title=" ")],
        )
    )
    return _finish(chart, say("ui_facet_theme"))


# --- the network ---


def network(
    source: Source, kinds: Sequence[str] = ("programme", "region", "theme"), most: int = 30
) -> altair.LayerChart:
    """What stands together in articles: the ``most`` frequent programmes, regions and themes and their ties.

    A line joins two that share an article, the thicker the more articles. Raises :class:`PolicytextError`
    where nothing stands together.
    """
    alt = _altair()
    seen: Counter[tuple[str, str]] = Counter()
    ties: Counter[tuple[tuple[str, str], tuple[str, str]]] = Counter()
    for article in read_output(source):
        here = sorted(_things(article, kinds))
        seen.update(here)
        ties.update(combinations(here, 2))
    kept = [thing for thing, _ in seen.most_common(most)]
    edges = {pair: n for pair, n in ties.items() if pair[0] in set(kept) and pair[1] in set(kept)}
    if not edges:
        raise PolicytextError(say("no_network"))
    places = _layout(kept, edges)
    nodes = [
        {
            "x": places[thing][0],
            "y": places[thing][1],
            "name": thing[1],
            "kind": say(f"ui_facet_{thing[0]}"),
            "n": seen[thing],
        }
        for thing in kept
    ]
    lines = [
        {"x": places[a][0], "y": places[a][1], "x2": places[b][0], "y2": places[b][1], "n": n}
        for (a, b), n in edges.items()
    ]
    x, y = alt.X("x:Q", axis=None), alt.Y("y:Q", axis=None)
    drawn = (
        alt.Chart(alt.Data(values=lines))
        .mark_rule(color="#9a9da3")
        .encode(
            x=x,
            y=y,
            x2="x2:Q",
            y2="y2:Q",
            strokeWidth=alt.StrokeWidth("n:Q", scale=alt.Scale(range=[0.3, 5]), legend=None),
            opacity=alt.value(0.35),
        )
    )
    base = alt.Chart(alt.Data(values=nodes)).encode(x=x, y=y)
    domain = [say(f"ui_facet_{kind}") for kind in kinds]
    points = base.mark_circle(opacity=1).encode(
        size=alt.Size("n:Q", scale=alt.Scale(range=[60, 500]), legend=None),
        color=alt.Color(
            "kind:N", title=None, scale=alt.Scale(domain=domain, range=[_COLOURS[kind] for kind in kinds])
        ),
        tooltip=[alt.Tooltip("name:N", title=" "), alt.Tooltip("n:Q", title=" ")],
    )
    words = base.mark_text(dy=-17, fontSize=11).encode(text="name:N")
    return _finish(drawn + points + words, say("chart_network"), 760, 620)


def _things(article: Article, kinds: Sequence[str]) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    if "programme" in kinds:
        names = {programme_key(p): p.canonical or p.text for p in article.programmes}
        found |= {("programme", name) for name in names.values()}
    if "region" in kinds and (region := province_of(region_of(article))) not in (None, NATION):
        found.add(("region", region))
    if "theme" in kinds:
        found |= {("theme", theme_name(p.theme)) for p in article.passages if p.theme}
    return found


def _layout(nodes: Sequence[Any], edges: dict[tuple[Any, Any], int]) -> dict[Any, tuple[float, float]]:
    """Places by springs and repulsion (Fruchterman and Reingold 1991), the same each time."""
    import numpy as np

    at = {node: i for i, node in enumerate(nodes)}
    size = len(nodes)
    turn = np.linspace(0, 2 * np.pi, size, endpoint=False)
    places = np.column_stack([np.cos(turn), np.sin(turn)])
    pull = np.zeros((size, size))
    for (a, b), n in edges.items():
        pull[at[a], at[b]] = pull[at[b], at[a]] = np.log1p(n)
    ideal = 1.6 / np.sqrt(size)
    for step in np.linspace(0.2, 0.005, 300):
        apart = places[:, None] - places[None]
        distance = np.maximum(np.linalg.norm(apart, axis=2), 0.01)
        force = ideal**2 / distance**2 - pull * distance / ideal / max(pull.max(), 1)
        move = (apart * force[:, :, None]).sum(axis=1) - 0.9 * places
        length = np.maximum(np.linalg.norm(move, axis=1, keepdims=True), 0.01)
        places = places + move / length * np.minimum(length, step)
    return {
        node: (round(float(x), 4), round(float(y), 4)) for node, (x, y) in zip(nodes, places, strict=True)
    }


# --- saving ---


def save(chart: Any, path: str | Path, *, fonts: str | Path | None = None, scale: float = 2) -> Path:
    """Write a chart as png, svg, pdf, json or html by the ending of ``path``, without a network.

    ``fonts`` is a folder of font files to use. Raises :class:`PolicytextError` where the machine has no font
    with Chinese characters, since they would come out empty.
    """
    path = Path(path)
    if path.suffix in (".png", ".svg", ".pdf"):
        try:
            import vl_convert
        except ImportError:
            raise MissingExtraError("saving charts", "charts") from None
        if fonts is not None:
            vl_convert.register_font_directory(str(fonts))
        if path.suffix != ".svg" and not draws_chinese():
            raise PolicytextError(say("no_chinese_font"))
    options = {"inline": True} if path.suffix == ".html" else {"scale_factor": scale}
    chart.save(str(path), **options)
    return path


def draws_chinese() -> bool:
    """Whether pictures on this machine show Chinese characters: two of them come out different."""
    import vl_convert

    def picture(character: str) -> bytes:
        text = f'<text x="2" y="20" font-size="18" font-family="{FONT}">{character}</text>'
        return vl_convert.svg_to_png(
            f'<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24">{text}</svg>'
        )

    return picture("国") != picture("图")
