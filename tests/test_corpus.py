"""The sample corpus agrees with itself: files, reference annotations and the table that lists them."""

import json
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
FILES = sorted(p for p in (CORPUS / "articles").iterdir() if p.is_file())
GOLD = [json.loads(line) for line in (CORPUS / "gold" / "gold.jsonl").read_text("utf-8").splitlines()]
DATA = Path(__file__).resolve().parents[1] / "src" / "policytext" / "data"
THEMES = {
    line.split("\t")[0]
    for line in (DATA / "themes.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith(("#", "id\t"))
}
ALLOWED = {
    "bound": {"exact", "about", "near", "above", "below", "range"},
    "direction": {"up", "down", None},
    "baseline": {"yoy", "mom", "other", None},
    "status": {"actual", "target", "condition", "structural"},
}
TYPES = {"initiative", "campaign", "project", "plan", "document"}


def each(*names: str):
    """All records of the named lists, with the article they belong to."""
    return [(article, record) for article in GOLD for name in names for record in article[name]]


def said(article: dict, span: dict) -> bool:
    return bool(span["text"]) and article["text"][span["start"] : span["end"]] == span["text"]


def test_there_are_enough_articles():
    assert len(FILES) >= 30
    assert len(GOLD) >= 16
    assert len(each("quantities")) >= 300
    assert len(each("programmes")) >= 90
    assert len(each("passages")) >= 90


def test_readme_lists_every_file():
    readme = (CORPUS / "README.md").read_text("utf-8")
    assert [p.name for p in FILES if f"| `{p.name}` |" not in readme] == []


def test_encodings():
    for path in FILES:
        raw = path.read_bytes()
        if "gb18030" in path.stem:
            with pytest.raises(UnicodeDecodeError):
                raw.decode("utf-8")
            assert "临江市" in raw.decode("gb18030")
        else:
            raw.decode("utf-8")


def test_jsonl_articles_have_the_input_fields():
    lines = (CORPUS / "articles" / "30-briefs.jsonl").read_text("utf-8").splitlines()
    assert [set(json.loads(line)) for line in lines] == [{"id", "title", "published", "source", "text"}] * 3


@pytest.mark.parametrize("article", GOLD, ids=lambda article: article["id"])
def test_gold_text_is_the_file(article):
    raw = (CORPUS / "articles" / f"{article['id']}.txt").read_bytes()
    assert raw.decode("utf-8") == article["text"]
    if article["published"]:
        date.fromisoformat(article["published"])


def test_offsets_are_exact():
    for article, record in each("quantities", "programmes"):
        assert said(article, record), (article["id"], record)
    for article, quantity in each("quantities"):
        for part in ("measure", "subject", "time"):
            assert quantity[part] is None or said(article, quantity[part]), (article["id"], quantity)


def test_values_are_allowed():
    for article, quantity in each("quantities"):
        for field, allowed in ALLOWED.items():
            assert quantity[field] in allowed, (article["id"], quantity)
        ranged = quantity["bound"] == "range"
        assert (quantity["value"] is None) == ranged
        assert (quantity["low"] is not None and quantity["high"] is not None) == ranged
        dates = [d for d in (quantity["time_start"], quantity["time_end"]) if d]
        assert dates == sorted(dates) and all(date.fromisoformat(d) for d in dates)
        assert quantity["time"] or not dates
    assert {programme["type"] for _, programme in each("programmes")} <= TYPES
    for _, passage in each("passages"):
        assert passage["primary"] in THEMES
        assert passage["secondary"] is None or passage["secondary"] in THEMES - {passage["primary"]}


def test_nothing_is_nested_or_taken_from_furniture():
    for article in GOLD:
        for name in ("quantities", "programmes", "passages"):
            spans = sorted((r["start"], r["end"]) for r in article[name])
            assert all(a[1] <= b[0] for a, b in pairwise(spans)), article["id"]
            for low, high in article["furniture"]:
                assert not any(start < high and low < end for start, end in spans), article["id"]


def test_passages_are_paragraphs_of_forty_characters_or_more():
    for article, passage in each("passages"):
        text = article["text"][passage["start"] : passage["end"]]
        assert len(text) >= 40 and "\n" not in text and text == text.strip(), article["id"]
