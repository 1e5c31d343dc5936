"""Claims: a line of cases/claims.txt is a case; every number of it is marked, every field told."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policytext.checks import CONTRADICTS, PART_EXCEEDS, SUM_DIFFERS, find_conflicts
from policytext.claims import link_claims
from policytext.lexicon import shipped
from policytext.quantities import find_quantities
from policytext.records import Article, Claim, Quantity, TimeExpression, Token
from policytext.times import find_times, states_amount
from stopwatch import seconds

CASES_FILE = Path(__file__).with_name("cases") / "claims.txt"
FIELDS = ("measure", "subject", "time", "direction", "baseline", "status")


def read(text, published=None, title=None):
    """The claims of a text, from scratch."""
    times = find_times(text, published)
    taken = [(t.start, t.end) for t in times if not states_amount(t)]
    return link_claims(text, find_quantities(text, taken), times, published=published, title=title)


def cases():
    setting = {"published": None, "title": None}
    for line in CASES_FILE.read_text(encoding="utf-8").splitlines():
        line = line.split("  #")[0]
        if line.startswith("@"):
            name, _, value = line[1:].partition(" ")
            setting[name] = value.strip() or None
        elif line.strip() and not line.startswith("#"):
            yield pytest.param(line, dict(setting), id=line.split(" => ")[0])


def said(claim):
    """A claim as the case lines write it."""
    values = [getattr(claim, name) for name in FIELDS]
    return [value if isinstance(value, str) else value.text if value else "-" for value in values]


def expected(part):
    values = [value.strip() for value in part.split("|")]
    return values + ["-"] * (5 - len(values)) + (["actual"] if len(values) < 6 else [])


@pytest.mark.parametrize(("line", "setting"), list(cases()))
def test_claims(line, setting):
    marked, _, fields = line.partition(" => ")
    text = re.sub("[【】]", "", marked)
    claims = read(text, **setting)
    assert [c.text for c in claims] == re.findall("【(.*?)】", marked)
    assert [said(c) for c in claims] == [expected(part) for part in fields.split(";")]


def test_a_cell_of_a_table_is_of_the_row_that_a_name_heads():
    claims = read("村名\n人数\n占比\n柳湾村\n240\n25.9%\n磨石村\n122\n12.1%")
    assert [c.subject.text for c in claims] == ["柳湾村", "磨石村"]


def test_spans_stand_in_the_text_as_given():
    text = "２０２１年，全省粮食產量比上年增長５．２％；小麥３０萬噸。"
    for claim in read(text, "2022-03-01"):
        for span in (claim.quantity, claim.measure, claim.subject, claim.time):
            assert span is None or text[span.start : span.end] == span.text


def test_every_rule_is_explained():
    keys = {row["key"] for row in shipped().rows("rules")}
    for param in cases():
        line, setting = param.values
        for claim in read(re.sub("[【】]", "", line.split(" => ")[0]), **setting):
            assert set(claim.evidence) == {"measure", "subject", "time", "direction", "status"}
            assert set(claim.evidence.values()) <= keys


def test_explain_speaks_both_languages():
    (claim,) = read("全省粮食产量比上年增长5.2%。")
    assert "粮食产量: the indicator before the number" in claim.explain("en")
    assert "direction up (against the year before): the verb of change" in claim.explain("en")
    assert "指标 粮食产量：数字之前的指标" in claim.explain("zh")
    with pytest.raises(ValueError, match="language"):
        claim.explain("fr")


def kinds(text):
    article = Article(text, claims=tuple(read(text, "2023-06-15")))
    conflicts = find_conflicts(article)
    flagged = {i for conflict in conflicts for i in conflict.claims}
    assert flagged == {i for i, claim in enumerate(article.claims) if claim.flags}
    return [conflict.kind for conflict in conflicts]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("覆盖率由60%提高到70%，提高了15个百分点。", SUM_DIFFERS),
        ("产值由50亿元增加到98亿元，增长了46%。", SUM_DIFFERS),
        ("全县有企业12家，其中企业19家在县城。", PART_EXCEEDS),
        ("2021年，全省粮食产量512亿斤。2021年，全省粮食产量420亿斤。", CONTRADICTS),
    ],
)
def test_what_does_not_fit_is_flagged(text, kind):
    assert kinds(text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "覆盖率由60%提高到70%，提高了10个百分点。",
        "产值由50亿元增加到98亿元，增长了96%。",
        "全县有企业12家，其中规模以上企业9家。",
        "2021年，全省粮食产量512亿斤。2022年，全省粮食产量420亿斤。",
        "2021年，全省粮食产量超过500亿斤。2021年，全省粮食产量512亿斤。",
    ],
)
def test_what_fits_is_not_flagged(text):
    assert kinds(text) == []


def test_flags_and_claims_survive_the_record():
    for claim in read("覆盖率由60%提高到70%，提高了15个百分点。"):
        assert Claim.from_dict(claim.to_dict()) == claim


def test_words_cut_across_a_number_do_no_harm():
    text = "粮食产量1.3万亿斤"
    tokens = [Token("粮食", 0, 2, "n"), Token("产量1", 2, 5, "n"), Token(".3万亿斤", 5, 10, "m")]
    (claim,) = link_claims(text, find_quantities(text), tokens=tokens)
    assert claim.text == "1.3万亿斤"


WORDS = [
    "全省",
    "粮食产量",
    "增长",
    "了",
    "5.2%",
    "、",
    "，",
    "。",
    "的",
    "由",
    "到",
    "3亿元",
    "企业",
    "12家",
    "2021年",
    "其中",
    "（",
    "）",
    "“",
    "”",
    "《",
    "》",
    "占",
    "比",
    "同比",
    "将",
    "为",
    "在",
    "\n",
    ":",
    "：",
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=30).map("".join) | st.text(max_size=60))
def test_any_text_is_read(text):
    claims = read(text, "2023-06-15", text[:5])
    assert len(claims) == len(
        find_quantities(
            text, [(t.start, t.end) for t in find_times(text, "2023-06-15") if not states_amount(t)]
        )
    )
    for claim in claims:
        for span in (claim.measure, claim.subject, claim.time):
            assert span is None or (text[span.start : span.end] == span.text and span.text)


def repeated(count):
    """A sentence without a full stop, many times over, with its words, numbers and times ready."""
    words = [
        ("全省", "n"),
        ("粮食", "n"),
        ("产量", "n"),
        ("5亿吨", "mq"),
        ("比", "p"),
        ("上年", "t"),
        ("增长", "v"),
    ]
    words += [("5%", "mq")]
    tokens, quantities, times, at = [], [], [], 0
    for _ in range(count):
        for word, tag in words:
            tokens.append(Token(word, at, at + len(word), tag))
            if tag == "mq":
                quantities.append(Quantity(at, at + len(word), word, unit="%" if "%" in word else "吨"))
            if tag == "t":
                times.append(TimeExpression(at, at + len(word), word, "2022-01-01", "2022-12-31"))
            at += len(word)
    return "".join(token.text for token in tokens), quantities, times, tokens


def test_time_grows_with_length_only():
    def taken(count):
        text, quantities, times, tokens = repeated(count)
        return seconds(lambda: link_claims(text, quantities, times, tokens=tokens))

    taken(100)
    assert taken(8000) < 16 * max(taken(2000), 0.02)  # a quadratic reading would take 16 times as long


def test_a_figure_on_display_is_explained_below():
    shown, said = read("16.7万家\n截至5月10日，宁州市已有16.7万家企业复工。", "2023-06-15")
    assert (shown.text, shown.start) == ("16.7万家", 0)
    assert said_of(shown) == said_of(said) == ("企业", "宁州市", "截至5月10日")


def said_of(claim):
    return claim.measure.text, claim.subject.text, claim.time.text


def test_a_level_compared_with_has_a_time_of_its_own():
    first, second = read("一季度，全省工业投资增速为5%，低于去年同期的8.2%。", "2024-04-20")
    assert (first.time.text, second.time.text) == ("一季度", "去年同期")


def test_a_title_names_the_holder_behind_its_series_and_its_time():
    title = "【冰雪之约】今年前5个月苏州市外贸增长5%"
    *_, last = read(f"{title}\n出口占比六成。", "2024-04-20", title)
    assert last.subject.text == "苏州市"


def test_a_title_of_all_places_names_nobody_and_one_of_an_event_the_event():
    *_, last = read("各地多措并举保供\n公路流动量预计2亿人次。", title="各地多措并举保供")
    assert last.subject is None
    *_, last = read("宁州冬残奥会今天开幕\n共产生35枚金牌。", title="宁州冬残奥会今天开幕")
    assert last.subject.text == "宁州冬残奥会"


def test_a_paragraph_under_a_heading_has_its_holder_but_not_the_next_heading():
    text = "港珠澳大桥通车量创新高\n据海关统计，进出境客车3.2万辆次。\n元旦180万人次出入境\n外汇储备3亿元。"
    assert [c.subject and c.subject.text for c in read(text)] == ["港珠澳大桥", None, None]
