"""The explorer's file: self-contained, safe, compact, and true to the articles."""

import base64
import gzip
import json
import re

import pytest

from policytext import Article, Claim, Passage, Pipeline, PolicytextError, Programme, Quantity, Span, extract
from policytext.ledger import make_ledger, notable
from policytext.lexicon import shipped
from policytext.report import MOST, PAGE, SCRIPTS, render, write_report
from policytext.report.payload import PART, Payload, unit_class, utf16

EVIL = "<script>alert(1)</script><!-- </script> & \" ' {{SCRIPT}} -->"


def blocks(html):
    """Name → what a data block of the page holds."""
    found = re.findall(r'<script type="text/plain" id="([\w-]+)">([^<]*)</script>', html)
    return {name: json.loads(gzip.decompress(base64.b64decode(packed))) for name, packed in found}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "r.html"
    articles = [
        extract("𠮷县举办🎉活动，2023年全县粮食产量12万吨，比上年增长5%。", published="2024-01-20"),
        extract(f"{EVIL}2024年，全省培训职工13万余人次。", title=EVIL, published="2024-03-05"),
        Article("没有日期，也没有数字。", "无"),
    ]
    return write_report(articles, path, title=EVIL), path.read_text("utf-8"), articles


def test_the_file_says_what_it_holds(written):
    made, html, articles = written
    assert (made.articles, made.claims) == (3, sum(len(a.claims) for a in articles))
    assert made.bytes == len(html.encode())


def test_nothing_is_loaded_and_only_our_script_runs(written):
    html = written[1]
    page, _, script = html.rpartition("<script>")
    markup = page.partition("</style>")[2]
    assert not re.search(r"""\s(?:src|href)=["'](?!#)|@import|url\(|https?:""", markup)
    assert not re.search(r"\b(?:fetch|XMLHttpRequest|WebSocket|import|importScripts)\s*\(", script)
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy.startswith("default-src 'none'; script-src 'sha256-") and "unsafe" not in policy
    assert "connect-src" not in policy  # default-src stands for all that is not named


def test_text_of_articles_never_stands_in_the_page_as_markup(written):
    html = written[1]
    assert "<script>alert" not in html
    assert html.count("<script") == html.count("</script>")


def test_places_are_counted_as_javascript_counts(written):
    data = blocks(written[1])
    part = data["part-0"]
    texts = [text.encode("utf-16-le") for text in part["text"]]
    counts, starts, sizes = part["article"][7], part["claim"][0], part["claim"][1]
    quoted, at = [], 0
    for text, number in zip(texts, counts, strict=True):
        last = 0
        for i in range(at, at + number):
            last += starts[i]
            quoted.append(text[2 * last : 2 * (last + sizes[i])].decode("utf-16-le"))
        at += number
    newest_first = sorted(written[2], key=lambda a: a.published or "", reverse=True)
    assert quoted == [claim.text for article in newest_first for claim in article.claims]


def test_characters_beyond_the_basic_plane_are_two_units():
    place = utf16("𠮷a🎉b")
    assert [place(i) for i in range(5)] == [0, 2, 3, 5, 6]


def test_lone_surrogates_do_not_break_the_file(tmp_path):
    made = write_report([Article("坏\ud800字5家", "a\udfff", "题\ud800")], tmp_path / "r.html")
    assert blocks((tmp_path / "r.html").read_text("utf-8"))["part-0"]["text"] == ["坏\ufffd字5家"]
    assert made.articles == 1


def test_parts_are_complete_and_in_order(tmp_path):
    days = [f"{2000 + i // 12}-{1 + i % 12:02}-01" for i in range(PART + 7)]
    articles = [Article("文", f"a{i}", published=day) for i, day in enumerate(days)]
    write_report(articles, tmp_path / "r.html")
    data = blocks((tmp_path / "r.html").read_text("utf-8"))
    assert data["head"]["parts"] == 2
    ids = data["part-0"]["article"][0] + data["part-1"]["article"][0]
    assert ids == [f"a{i}" for i in reversed(range(PART + 7))]


def test_the_ledger_names_claims_by_their_number():
    texts = {"甲": "2024年，全省粮食产量要达到510亿斤。", "乙": "2024年，全省粮食产量521亿斤。"}
    days = {"甲": "2024-01-13", "乙": "2025-01-16"}
    pipeline = Pipeline()
    articles = [
        pipeline(texts[name], title="江海省2024年政府工作报告", published=days[name]) for name in texts
    ]
    payload = Payload(articles)
    payload.parts()
    claims = [claim for article in payload.articles for claim in article.claims]
    rows = payload.ledger()
    assert len([row for row in rows if row[1]]) == len(notable(make_ledger(articles))) == 1
    assert [[claims[c].text for c in row[10] + row[11]] for row in rows if row[1]] == [["510亿斤", "521亿斤"]]


def test_too_many_articles_are_refused_with_what_to_do(tmp_path):
    articles = [Article("文", str(i), published="2024-01-01") for i in range(MOST + 1)]
    with pytest.raises(PolicytextError, match=r"--since.*--sample.*policytext query"):
        write_report(articles, tmp_path / "r.html")
    assert not (tmp_path / "r.html").exists()
    assert write_report(articles, tmp_path / "r.html", sample=10).articles == 10


def test_no_article_is_an_error(tmp_path):
    with pytest.raises(PolicytextError):
        write_report([], tmp_path / "r.html")


def test_the_same_articles_make_the_same_file():
    articles = [extract("全省培训职工13万余人次。")]
    assert render(Payload(articles), "题", "zh") == render(Payload(articles), "题", "zh")


def test_all_that_the_page_says_is_in_both_languages():
    words = {row["key"][3:] for row in shipped().rows("messages") if row["key"].startswith("ui_")}
    script = "".join((PAGE / f"{name}.js").read_text("utf-8") for name in SCRIPTS)
    page = (PAGE / "page.html").read_text("utf-8")
    used = set(re.findall(r'\bt\("(\w+)"[,)]', script)) | set(
        re.findall(r'data-(?:say|label|title)="(\w+)"', page)
    )
    used |= {f"col_{key}" for key in re.findall(r'\{ key: "(\w+)"', script)}
    used |= {
        f"kind_{unit_class(u)}" for u in ("元", "人", "%", "家", "年", "位", "公里", "倍", "元/亩", None)
    }
    assert used - words == set()


def test_scripts_are_all_there_and_keep_away_from_markup():
    assert {path.stem for path in PAGE.glob("*.js")} == set(SCRIPTS)
    script = "".join((PAGE / f"{name}.js").read_text("utf-8") for name in SCRIPTS)
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", script
    )


def test_marks_of_all_kinds_survive(tmp_path):
    text = "2024年，全省实施“百日攻坚”行动，产值增长5%。"
    at = text.index("5%")
    spans = Span(at - 4, at - 2, "产值"), Span(6, 8, "全省"), Span(0, 5, "2024年")
    claim = Claim(Quantity(at, at + 2, "5%", unit="%"), *spans)
    found = (Passage(0, len(text), "body", "other"),), (claim,), (Programme(11, 15, "百日攻坚", "campaign"),)
    article = Article(text, "a", "题", "2024-01-01", None, *found)
    write_report([article], tmp_path / "r.html")
    data = blocks((tmp_path / "r.html").read_text("utf-8"))
    row = [column[0] for column in data["part-0"]["claim"]]
    assert row[7:13] == [-4, 2, 6 - at, 2, -at, 5]
    assert data["head"]["programmes"] == [["百日攻坚", "campaign", None, []]]
    assert data["head"]["themes"][0][0] == "other"
