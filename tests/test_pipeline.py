"""From a text to an article: every offset right, whatever the text; the same through every door."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import policytext
from policytext import Article, Pipeline, RawArticle, extract
from policytext.records import Span

CORPUS = Path(__file__).resolve().parents[1] / "corpus" / "articles"
SHARED = Path(__file__).resolve().parents[2] / "shared"
PIECES = st.sampled_from(
    ["增长5.2%", "三篇大文章", "“五小”", "《行动计划》", "，", "。", "\n", "十四五", "2023年", "1.4亿余元",
     "　", "省总工会", "責任編輯", "达", "从3%提高到", "每亩", "（一）", "查看: 17|回复: 0",
     "\ud800", "é", "𠮷", "\r", "１２"]
)  # fmt: skip


def spans(article: Article) -> list[Span]:
    found = [Span(c.start, c.end, c.text) for c in (*article.claims, *article.programmes)]
    for claim in article.claims:
        found += [span for span in (claim.measure, claim.subject, claim.time) if span]
    return found


def assert_sound(article: Article) -> None:
    text = article.text
    assert [s for s in spans(article) if text[s.start : s.end] != s.text or not s.text] == []
    for kind in (article.passages, article.claims, article.programmes):
        assert all(a.end <= b.start for a, b in pairwise(kind))
    assert Article.from_dict(json.loads(json.dumps(article.to_dict(), ensure_ascii=False))) == article


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(), st.lists(PIECES, max_size=30).map("".join)))
def test_any_text_gives_a_sound_article(text):
    article = extract(text)
    assert article.text == text
    assert_sound(article)
    assert extract(text) == article


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*")), ids=lambda p: p.stem)
def test_sample_articles_are_sound(path):
    raw = policytext.read(path)
    for one in raw if isinstance(raw, list) else [raw]:
        article = Pipeline().read(one)
        assert article.passages and article.title
        assert_sound(article)


def test_every_column_is_filled_on_a_forum_repost():
    article = Pipeline().read(policytext.read(CORPUS / "01-union-forum.txt"))
    assert (article.published, article.source) == ("2023-06-15", "江海论坛")
    claims = article.claims
    for name in ("measure", "subject", "time", "time_start", "time_end", "direction", "baseline"):
        assert any(getattr(claim, name) for claim in claims), name
    assert {"actual", "target", "structural"} <= {claim.status for claim in claims}
    assert any(p.theme for p in article.passages)
    assert any(p.components for p in article.programmes) and any(p.id for p in article.programmes)


def test_furniture_gives_no_claims():
    text = "查看: 17|回复: 30\n\n全市工业稳步增长\n发表于 2023-5-6 10:20:30\n"
    text += "一季度，全市工业增加值增长5%。\n返回列表"
    article = extract(text)
    assert [claim.text for claim in article.claims] == ["5%"]
    assert article.published == "2023-05-06"
    assert article.claims[0].time_end == "2023-03-31"


def test_pipe_takes_texts_and_raw_articles_in_order():
    pipeline = Pipeline()
    raw = RawArticle("培训职工13万余人次。", id="b", published="2024-01-05", source="工会报")
    first, second = pipeline.pipe(["产量增长5%。", raw])
    assert first == pipeline("产量增长5%。")
    assert (second.id, second.published, second.source) == ("b", "2024-01-05", "工会报")


def test_pipe_leaves_out_what_could_not_be_read():
    with pytest.warns(UserWarning, match=r"坏\.pdf"):
        articles = list(Pipeline().pipe([policytext.ReadError("坏.pdf", "broken"), "产量增长5%。"]))
    assert [claim.text for article in articles for claim in article.claims] == ["5%"]


def test_engines_give_the_same_article():
    text = (CORPUS / "04-bulletin-2023.txt").read_text("utf-8")
    assert Pipeline(engine="jieba")(text) == Pipeline()(text)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared articles are not beside this checkout")
@pytest.mark.parametrize("name", ["local", "broadcast", "work_reports"])
def test_offsets_over_real_articles(name):
    pipeline = Pipeline()
    with (SHARED / "articles" / f"{name}.jsonl").open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number % 20 == 0:
                row = json.loads(line)
                assert_sound(pipeline(row["text"], row.get("published")))


def test_a_report_without_a_date_is_reckoned_from_the_year_of_its_title():
    raw = RawArticle("全年农业总产值42亿元，年末常住人口45万人。", title="江海省2022年统计公报")
    assert [claim.time_end for claim in Pipeline()(raw.text, title=raw.title).claims] == ["2022-12-31"] * 2
    assert Pipeline()(raw.text, title=raw.title).published is None
