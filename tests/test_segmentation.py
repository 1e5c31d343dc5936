"""Words with exact offsets: coverage, kept spans, the two engines, and traps of policy text."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policytext.dictionary import load_dictionary
from policytext.errors import PolicytextError
from policytext.lexicon import Lexicon, shipped
from policytext.segmentation import ENGINES, VARIABLE, engine_name, segment, words

SHARED = Path(__file__).resolve().parents[2] / "shared"
rjieba = pytest.mark.skipif(engine_name() != "rjieba", reason="the fast engine is not installed")

POLICY_TEXT = """关于推进县域商业体系建设的通知
各市、县（市、区）人民政府：到二〇三五年，全省每万人拥有养老护理员35名，９０％以上的乡镇建成综合商贸中心。
昨天上午，市发展改革委主任王晓明和副主任欧阳海在5G应用现场会上表示，COVID-19之后，全市新增经营主体2万余家——
同比增长12.5%，其中“专精特新”企业3,200家……下一步将落实国发〔2021〕23号文件，做好三篇大文章，共建一带一路。
斯图尔特和帕什尼扬来访；一九九八年以来累计植树三千五百万棵，六千一百二十三人次参加。"""

# Any characters, and characters between which this library has to tell.
TELLING = "一二三十百万亿年月日王李明斯尔的是〇○第多余2５.,%-—…G \n，。“”發龦𠮷"
any_text = st.one_of(st.text(max_size=60), st.text(alphabet=TELLING, max_size=60))


def said(text: str, **options) -> str:
    return " ".join(token.text for token in segment(text, **options))


@pytest.mark.parametrize("engine", ENGINES)
@given(text=any_text, spans=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4))
@settings(max_examples=150, deadline=None)
def test_any_string_is_covered_by_tokens_with_exact_offsets(engine, text, spans):
    if engine == "rjieba" and engine_name() != "rjieba":
        pytest.skip("the fast engine is not installed")
    tokens = segment(text, keep=spans, engine=engine)
    assert all(text[t.start : t.end] == t.text and t.text.strip() for t in tokens)
    assert all(a.end <= b.start for a, b in pairwise(tokens))
    covered = {i for t in tokens for i in range(t.start, t.end)}
    assert all(i in covered for i, character in enumerate(text) if not character.isspace())
    assert words(text, keep=spans, engine=engine) == [t.text for t in tokens]


@given(text=any_text, cuts=st.sets(st.integers(0, 60), max_size=8))
@settings(max_examples=100, deadline=None)
def test_kept_spans_come_out_whole(text, cuts):
    edges = sorted(min(cut, len(text)) for cut in cuts)
    spans = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False) if text[a:b].strip()]
    found = {(t.start, t.end) for t in segment(text, keep=spans)}
    assert found.issuperset(spans)


def test_of_two_kept_spans_that_overlap_the_earlier_then_the_longer_stands():
    assert said("新增2万余家企业", keep=[(3, 6), (2, 4), (2, 6), (9, 99), (7, 7)]) == "新增 2万余家 企业"


@rjieba
@given(text=any_text)
@settings(max_examples=200, deadline=None)
def test_engines_agree_on_any_string(text):
    assert words(text, engine="rjieba") == words(text, engine="jieba")


@rjieba
def test_engines_agree_on_policy_text():
    assert segment(POLICY_TEXT, pos=True, engine="rjieba") == segment(POLICY_TEXT, pos=True, engine="jieba")


@rjieba
@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared articles are not beside this checkout")
@pytest.mark.parametrize("name", ["broadcast", "local", "work_reports"])
def test_engines_agree_on_articles(name):
    with (SHARED / "articles" / f"{name}.jsonl").open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines][::40]
    for text in texts:
        assert words(text, engine="rjieba") == words(text, engine="jieba")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("推进一带一路建设", "推进 一带一路 建设"),
        ("到二〇三五年基本实现现代化", "到 二〇三五年 基本 实现 现代化"),
        ("二○○八年以来", "二○○八年 以来"),
        ("二十五年间", "二十五 年间"),
        ("辽政发〔2022〕5号", "辽 政发 〔 2022 〕 5 号"),
        ("2021年3月5日", "2021年 3月 5日"),
        ("增长５．２％，达1,234.5亿元", "增长 ５．２％ ， 达 1,234.5亿 元"),
        ("三千五百万棵树", "三千五百万 棵 树"),
        ("2021年度与1990年代", "2021 年度 与 1990 年代"),
        ("汇率为10日元", "汇率 为 10 日元"),
        ("建成5G基站，召开G20峰会", "建成 5G 基站 ， 召开 G20 峰会"),
        ("十届五次会议——闭幕……", "十 届 五 次 会议 —— 闭幕 ……"),
        ("镇政府、县政府、乡政府", "镇 政府 、 县 政府 、 乡 政府"),
        ("信息技术和产业结构调整", "信息 技术 和 产业 结构 调整"),
        ("高质量发展是首要任务", "高质量 发展 是 首要 任务"),
        ("主任王晓明和欧阳海", "主任 王晓明 和 欧阳海"),
        ("帕什尼扬和冯德莱恩来访", "帕什尼扬 和 冯德莱恩 来访"),
        ("龙头\ud800企业", "龙头 \ud800 企业"),
        ("發展數位經濟與網路產業", "發展 數位 經濟 與 網路 產業"),
        ("　第一段\n\n第二段\t完", "第一 段 第二 段 完"),
    ],
)
def test_traps(text, expected):
    assert said(text) == expected


def test_a_programme_that_is_kept_stays_whole():
    assert said("做好三篇大文章。", keep=[(2, 7)]) == "做好 三篇大文章 。"
    assert said("新增2万余家企业") == "新增 2万 余 家 企业"


def test_tags():
    text = "到2035年王晓明推广AI应用，新增2万余家，开展暖风行动。"
    kept = ("2035年", "2万余家", "暖风行动")
    keep = [(text.index(name), text.index(name) + len(name)) for name in kept]
    tagged = " ".join(f"{token.text}/{token.pos}" for token in segment(text, pos=True, keep=keep))
    assert tagged == (
        "到/v 2035年/t 王晓明/nr 推广/v AI/eng 应用/v ，/x 新增/v 2万余家/mq ，/x 开展/v 暖风行动/nz 。/x"
    )
    assert all(token.pos is None for token in segment(text))


def test_own_words_join_and_drop(tmp_path):
    assert said("智造名镇和信息技术应用") == "智 造 名 镇 和 信息 技术 应用"
    table = "word\tfrequency\tpos\n智造名镇\t\tnz\n信息技术\t\tn\n应用\t0\t\n"
    (tmp_path / "words.tsv").write_text(table, encoding="utf-8")
    lexicon = Lexicon(tmp_path)
    for engine in {"jieba", engine_name()}:
        assert said("智造名镇和信息技术应用", lexicon=lexicon, engine=engine) == "智造名镇 和 信息技术 应 用"


def test_the_prepared_dictionary_is_kept_and_read_again(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    load_dictionary.cache_clear()
    made = load_dictionary(shipped())
    (kept,) = (tmp_path / "policytext").iterdir()
    load_dictionary.cache_clear()
    assert load_dictionary(shipped()) == made
    kept.write_text("broken", encoding="utf-8")
    load_dictionary.cache_clear()
    assert load_dictionary(shipped()) == made


def test_no_cache_folder_is_no_error(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    load_dictionary.cache_clear()
    assert load_dictionary(shipped()).frequency["经济"] > 0


def test_engine_is_named_by_argument_then_variable(monkeypatch):
    monkeypatch.setenv(VARIABLE, "jieba")
    assert engine_name() == "jieba"
    monkeypatch.delenv(VARIABLE)
    assert engine_name() in ENGINES
    with pytest.raises(PolicytextError, match="ngram"):
        segment("好", engine="ngram")


def test_nothing_is_loaded_before_the_first_word_and_nothing_is_printed():
    script = (
        "import sys, policytext.segmentation as s; assert not {'jieba', 'rjieba'} & set(sys.modules);"
        "s.segment('全省新增企业', engine='jieba'); assert not __import__('jieba').dt.initialized"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def f1(name: str) -> float:
    hits = wanted = given_ = 0
    for line in (SHARED / "segmentation" / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        gold, ends = line.split(), set()
        at = 0
        for word in gold:
            ends.add((at, at := at + len(word)))
        tokens = segment("".join(gold))
        hits += len(ends & {(t.start, t.end) for t in tokens})
        wanted, given_ = wanted + len(gold), given_ + len(tokens)
    return 2 * hits / (wanted + given_)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared test sets are not beside this checkout")
@pytest.mark.parametrize(("name", "floor"), [("pku_dev", 0.91), ("msr_dev", 0.875)])
def test_word_f1_holds(name, floor):
    assert f1(name) >= floor
