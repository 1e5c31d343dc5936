"""What notebooks show: marks, fields on hover, tables; everything escaped; charts with Chinese characters."""

import json
import re
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest

from policytext import (
    Article,
    Claim,
    MissingExtraError,
    PolicytextError,
    Programme,
    Quantity,
    charts,
    display,
    extract,
)
from policytext.display import to_html

EVIL = "<script>alert('x')</script>"


class Reader(HTMLParser):
    """The tags, marks and text of a piece of HTML."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.marks, self.text, self.open = [], [], "", []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.open.append(tag)
        if tag == "mark":
            self.marks.append([dict(attributes), ""])

    def handle_endtag(self, tag):
        while self.open.pop() != tag:
            pass

    def handle_data(self, data):
        if "style" not in self.open:
            self.text += data
        if "mark" in self.open:
            self.marks[-1][1] += data


@pytest.fixture(scope="module")
def article():
    text = f"2024年，全省开展“百日攻坚”行动，培训职工13万余人次，比上年增长5%。{EVIL}"
    return extract(text, title=f"通报{EVIL}", published="2025-01-16")


def test_an_article_shows_text_with_marks_and_tables(article):
    shown = Reader(article._repr_html_())
    marked = {words: attributes for attributes, words in shown.marks}
    assert {"13万余人次", "5%", "百日攻坚"} <= set(marked)
    assert marked["13万余人次"]["class"] == "claim" and "130,000" in marked["13万余人次"]["title"]
    assert shown.tags.count("table") == 2
    assert article.text in shown.text


def test_everything_is_escaped(article):
    named = Programme(0, 1, EVIL, "campaign", EVIL, EVIL, (EVIL,))
    claim, other = Claim(Quantity(0, 1, EVIL, unit=EVIL)), Article(EVIL, EVIL, EVIL, EVIL, EVIL)
    for shown in (article, named, claim, [other]):
        read = Reader(to_html(shown))
        assert "script" not in read.tags and EVIL in read.text


def test_claims_and_programmes_show_their_fields(article):
    shown = Reader(article.claims[0]._repr_html_())
    assert "13万余人次" in shown.text and "≥130,000 人次" in shown.text
    assert "百日攻坚" in Reader(article.programmes[0]._repr_html_()).text


def test_lists_show_as_tables_once_the_extension_is_loaded(article):
    shown = {}
    formatter = SimpleNamespace(for_type=shown.__setitem__)
    shell = SimpleNamespace(display_formatter=SimpleNamespace(formatters={"text/html": formatter}))
    display.load_ipython_extension(shell)
    assert Reader(shown[list](list(article.claims))).tags.count("tr") == len(article.claims) + 1
    assert "百日攻坚" in shown[tuple](article.programmes)
    assert shown[list]([1, 2]) is None and shown[list]([]) is None


def test_many_rows_are_cut_short():
    claims = [Claim(Quantity(0, 2, f"{i}家")) for i in range(300)]
    shown = Reader(to_html(claims))
    assert shown.tags.count("tr") == 201 and "100" in shown.text.split("199家")[1]


def test_light_and_dark_and_no_script(article):
    html = to_html(article)
    assert "prefers-color-scheme: dark" in html and 'data-jp-theme-light="false"' in html
    assert not re.search(r"<script|url\(|https?:", html)


def test_a_page_is_written(article, tmp_path):
    article.to_html(tmp_path / "a.html")
    page = (tmp_path / "a.html").read_text("utf-8")
    assert page.startswith("<!doctype html>") and "default-src 'none'" in page
    assert article.text in Reader(page).text


def test_names_follow_the_language(article, monkeypatch):
    monkeypatch.setenv("POLICYTEXT_LANG", "zh")
    assert "数字陈述" in to_html(article)
    monkeypatch.setenv("POLICYTEXT_LANG", "en")
    assert "Numbers" in to_html(article)


# --- charts ---


@pytest.fixture(scope="module")
def reports():
    texts = {
        "2023-01-13": "2023年，全省粮食产量要达到510亿斤以上。推进乡村振兴战略。",
        "2024-01-20": "2023年，全省粮食产量518亿斤。实施乡村振兴战略。",
    }
    title = "江海省{}年政府工作报告"
    return [extract(text, title=title.format(day[:4]), published=day) for day, text in texts.items()]


def values(chart):
    """The data of a chart and its layers."""
    found = chart.to_dict(validate=True)
    layers = [found, *found.get("layer", [])]
    return [row for layer in layers for row in (layer.get("data") or {}).get("values", [])]


def test_targets_and_results_of_an_indicator(reports):
    pytest.importorskip("altair")
    rows = values(charts.targets_and_results(reports, "粮食产量"))
    assert {(row["period"], row["value"]) for row in rows} == {("2023", 510), ("2023", 518)}
    with pytest.raises(PolicytextError, match=r"没有含|no indicator"):
        charts.targets_and_results(reports, "没有的指标")


def test_mentions_and_networks(reports):
    pytest.importorskip("altair")
    rows = values(charts.mentions_by_month(reports, "乡村振兴"))
    assert [(row["month"], row["n"]) for row in rows] == [("2023-01", 1), ("2024-01", 1)]
    drawn = values(charts.network(reports, ("programme", "region")))
    assert {row["name"] for row in drawn if "name" in row} >= {"江海省"}
    assert drawn == values(charts.network(reports, ("programme", "region")))
    with pytest.raises(PolicytextError):
        charts.mentions_by_month(reports, "没有的政策")


def test_themes_by_month():
    pytest.importorskip("altair")
    from policytext import Passage

    articles = [Article("文" * 50, published="2024-03-01", passages=(Passage(0, 50, "body", "finance"),))]
    assert values(charts.themes_by_month(articles))[0]["month"] == "2024-03"
    with pytest.raises(PolicytextError):
        charts.themes_by_month([Article("文")])


def test_charts_are_saved_without_a_network(reports, tmp_path, monkeypatch):
    pytest.importorskip("vl_convert")
    chart = charts.targets_and_results(reports, "粮食产量")
    assert "粮食产量" in charts.save(chart, tmp_path / "c.svg").read_text("utf-8")
    assert json.loads(charts.save(chart, tmp_path / "c.json").read_text("utf-8"))["layer"]
    if charts.draws_chinese():
        assert charts.save(chart, tmp_path / "c.png").read_bytes().startswith(b"\x89PNG")
    monkeypatch.setattr(charts, "draws_chinese", lambda: False)
    with pytest.raises(PolicytextError, match="fonts"):
        charts.save(chart, tmp_path / "d.png")
    assert not (tmp_path / "d.png").exists()


def test_without_altair_the_extra_is_named(reports, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "altair", None)
    with pytest.raises(MissingExtraError, match="charts"):
        charts.targets_and_results(reports, "粮食产量")
