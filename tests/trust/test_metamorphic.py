"""What is written another way gives the same claims: digits, script, money, furniture, paragraphs, order.

Every test changes all sample articles and compares all claims with those of the articles as they are. What
must be equal: of another width or script everything, places included; of another form of the amount all but
its own words; with furniture around everything, places moved along; of other paragraphs the amounts with
direction and baseline, since time and subject carry on inside a paragraph only.
"""

import random
import re
from functools import cache
from pathlib import Path

import pytest

from policytext import Pipeline, iter_articles
from policytext.folding import fold, fold_width

ARTICLES = Path(__file__).resolve().parents[2] / "corpus" / "articles"
READ = tuple(iter_articles([ARTICLES]))
PIPELINE = Pipeline()
AMOUNT = ("value", "low", "high", "bound", "unit", "direction", "baseline")
CONTEXT = ("status", "time_start", "time_end", "measure", "subject", "time")
FULL = str.maketrans("0123456789%", "０１２３４５６７８９％")


def claims(text, raw, fields, words=str, moved=0, title=None):
    """The claims of a text as rows of the named fields, words in one form."""
    article = PIPELINE(
        text, raw.published, title or raw.title, source=raw.source, metadata=dict(raw.metadata)
    )
    rows = []
    for claim in article.claims:
        record = claim.to_dict()
        row = {name: record[name] for name in fields if name not in ("start", "end")}
        row = {k: words(v["text"]) if isinstance(v, dict) else v for k, v in row.items()}
        row |= {name: record[name] - moved for name in fields if name in ("start", "end")}
        rows.append(row | ({"text": words(record["text"])} if "text" in fields else {}))
    return rows


@cache
def converter(name):
    import opencc

    return opencc.OpenCC(name)


def turned(text, name):
    """Another script, character by character."""
    return "".join(new if len(new := converter(name).convert(c)) == 1 else c for c in text)


def differing(change, fields, words=str, moved=0, titled=False):
    """How many claims there are, and where those of the changed articles are others."""
    count, found = 0, []
    for raw in READ:
        ours = claims(raw.text, raw, fields, words)
        title = change(raw.title) if titled and raw.title else None
        theirs = claims(change(raw.text), raw, fields, words, moved, title)
        count += len(ours)
        missing = [row for row in ours if row not in theirs]
        extra = [row for row in theirs if row not in ours]
        found += [(raw.id, *pair) for pair in zip(missing, extra or [None] * len(missing), strict=False)]
        found += [(raw.id, None, row) for row in extra] if len(ours) != len(theirs) else []
    assert count > 900
    return count, found


ALL = ("start", "end", "text", *AMOUNT, *CONTEXT)


def test_full_width_digits():
    def wide(text):
        return re.sub(r"(?<=[０-９])\.(?=[０-９])", "．", text.translate(FULL))

    assert differing(wide, ALL, fold_width, titled=True)[1] == []


def test_traditional_script():
    def traditional(text):
        return turned(text, "s2t")

    found = differing(traditional, ALL, lambda words: fold_width(turned(words, "t2s")), titled=True)[1]
    assert found == []


def test_traditional_text_keeps_its_words():
    text = "２０２３年，全省糧食產量比上年增長５．２％。"
    claim = PIPELINE(text).claims[0]
    said = [claim.quantity, claim.measure, claim.time]
    assert (
        [text[s.start : s.end] for s in said]
        == [s.text for s in said]
        == ["５．２％", "糧食產量", "２０２３年"]
    )
    assert claim.baseline == "yoy" and fold(text) != text


@pytest.mark.parametrize(("scale", "factor"), [("万", 10**4), ("亿", 10**8)])
def test_scaled_and_plain_money(scale, factor):
    amount = re.compile(rf"(?<![\d.,—\-–~至])(\d+(?:\.\d+)?){scale}元(?!/)")

    def plain(text):
        return amount.sub(lambda m: f"{round(float(m[1]) * factor)}元", text)

    assert sum(len(amount.findall(raw.text)) for raw in READ) > 20
    assert differing(plain, (*AMOUNT, *CONTEXT))[1] == []


HEAD = "当前位置：首页 > 新闻 > 正文\n字号：大 中 小\n打印 关闭\n"
FOOT = "\n责任编辑：某某\n上一篇：无\n下一篇：无\n返回列表\n版权所有 未经授权禁止转载\n"


@pytest.mark.parametrize(("head", "foot"), [(HEAD, FOOT), ("", FOOT), (HEAD, "")])
def test_furniture_around(head, foot):
    assert differing(lambda text: head + text + foot, ALL, moved=len(head))[1] == []


SPLIT = re.compile("。(?=[^\n”）」』])")
JOINT = re.compile("(?<=。)\r?\n(?=[\u3000 ]*[一-鿿])")


@pytest.mark.parametrize(("pattern", "by"), [(SPLIT, "。\n"), (JOINT, "")], ids=["split", "joined"])
def test_paragraphs(pattern, by):
    def other(text):
        return pattern.sub(by, text)

    assert sum(len(pattern.findall(raw.text)) for raw in READ) > 100
    assert differing(other, ("text", *AMOUNT))[1] == []
    count, found = differing(other, ("text", *AMOUNT, "measure"))
    assert len(found) <= 0.01 * count, found


def test_articles_in_any_order():
    order = list(READ)
    random.Random(5).shuffle(order)
    first = {article.id: article for article in Pipeline().pipe(READ)}
    again = {article.id: article for article in Pipeline().pipe(order)}
    alone = {raw.id: PIPELINE.read(raw) for raw in READ}
    assert first == again == alone
