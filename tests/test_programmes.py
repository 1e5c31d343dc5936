"""Programmes: a line of cases/programmes.txt is a case; what it does not mark must not be found."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marks import unmark
from policytext.components import find_components
from policytext.discovery import suggest_programmes, to_lexicon
from policytext.following import attach_claims, compare_corpora, count_mentions, count_themes, programme_key
from policytext.knowledge import knowledge_of
from policytext.lexicon import Lexicon, read_table
from policytext.linking import choose, rank_candidates
from policytext.mentions import find_mentions, read_mentions
from policytext.name_cues import cues_of
from policytext.pipeline import Pipeline
from policytext.programmes import find_programmes
from policytext.records import Article, Claim, Passage, Programme, Quantity, RawArticle
from stopwatch import seconds

TEXT = (Path(__file__).with_name("cases") / "programmes.txt").read_text(encoding="utf-8")
CASES = [line for line in TEXT.splitlines() if line.strip() and not line.startswith("#")]


def said(programme):
    return programme.type + (":" + ",".join(programme.components) if programme.components else "")


@pytest.mark.parametrize("line", CASES)
def test_programmes(line):
    marked, _, expected = line.removeprefix("+").partition(" => ")
    text, spans = unmark(marked.replace("⏎", "\n"))
    found = find_programmes(text, knowledge=line.startswith("+"))
    assert [p.text for p in found] == [text[a:b] for a, b in spans]
    assert [(p.start, p.end) for p in found] == spans
    assert [said(p) for p in found] == [part for part in expected.strip().split("; ") if part]


@given(
    st.text(
        alphabet='“”‘’《》"「」、，。\n实施开展行动计划工程三个大一两十四五规划（）以下简称方案和的甲乙',
        max_size=80,
    )
)
def test_any_text_is_taken_and_spans_hold(text):
    found = find_programmes(text, title=text[:10])
    assert all(text[p.start : p.end] == p.text for p in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize(
    "piece", ["“", "《", "”", "甲、", "实施", "“三保”、", "行动", "五年计划", '"', "和", "《方案》"]
)
def test_time_is_linear(piece):
    shorter, longer = (seconds(find_programmes, piece * count) for count in (2_000, 20_000))
    assert longer < 40 * max(shorter, 0.005)


def test_time_is_linear_in_names_by_number():
    names = [f"{chr(0x4E00 + i)}中心" for i in range(3_000)]
    text = "".join(f"建好“三个{name}”。有{name}，在{name}，到{name}，看{name}。" for name in names)
    # Each name looks at some thousand characters around it: a text not much longer than that tells nothing.
    shorter, longer = (seconds(find_programmes, text[: len(text) // part]) for part in (3, 1))
    assert longer < 6 * shorter


def test_a_short_title_stands_for_the_full_one():
    text = "省里印发《江海省工匠培育行动方案（2024—2026年）》（以下简称《方案》）。《方案》提出六条措施。"
    full = "江海省工匠培育行动方案（2024—2026年）"
    assert [p.canonical for p in find_programmes(text)] == [full] * 3


def test_a_short_title_of_the_text_itself():
    text = "江海省人民政府关于推进养老服务的意见\n现提出以下意见（以下简称《意见》）。"
    found = find_programmes(text, title="江海省人民政府关于推进养老服务的意见")
    assert [(p.text, p.canonical) for p in found] == [("意见", "江海省人民政府关于推进养老服务的意见")]


def test_a_document_keeps_its_number():
    found = find_programmes("根据《关于加快发展养老服务的意见》（江政发〔2021〕 23号）执行")
    assert found[0].doc_number == "江政发〔2021〕23号"


@pytest.fixture
def lexicon(tmp_path):
    """A user's folder with three programmes, two of them of one name."""
    (tmp_path / "programmes.tsv").write_text(
        "id\tname\ttype\tcomponents\tlevel\tregion\tissuer\tstart\n"
        "jianghai-four\t四张答卷\tinitiative\t工厂|码头|渔港|学堂\tprovincial\t江海\t\t2022\n"
        "heyuan-four\t四张答卷\tinitiative\t粮|棉|油|糖\tprovincial\t河原\t\t2019\n"
        "pond-plan\t碧塘计划\tcampaign\t\tcity\t江海\t江海市水利局\t\n",
        encoding="utf-8",
    )
    return Lexicon(tmp_path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("江海省交出“四张答卷”。", "jianghai-four"),
        ("河原省交出“四张答卷”。", "heyuan-four"),
        ("交好粮、棉、油、糖“四张答卷”，江海省", "heyuan-four"),
        ("交出“四张答卷”。", None),
        ("江海、河原交出“四张答卷”。", None),
    ],
)
def test_region_and_parts_tell_programmes_of_one_name_apart(lexicon, text, expected):
    (found,) = find_programmes(text, lexicon=lexicon)
    assert found.id == expected
    assert {name for name, _ in found.candidates} == {"jianghai-four", "heyuan-four"}


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        ("交出“两张答卷”。", False),  # words by number may be any region's
        ("苏州交出“两张答卷”。", True),  # a city names its province
        ("沈阳交出“两张答卷”。", False),
        ("沈阳开展“碧塘清波”行动。", True),  # nothing else bears this name
    ],
)
def test_the_region_of_a_name_that_one_entry_bears(tmp_path, text, linked):
    (tmp_path / "programmes.tsv").write_text(
        "id\tname\ttype\tlevel\tregion\nsu-two\t两张答卷\tinitiative\tprovincial\t江苏\n"
        "su-pond\t碧塘清波\tcampaign\tprovincial\t江苏\n",
        encoding="utf-8",
    )
    (found,) = find_programmes(text, lexicon=Lexicon(tmp_path))
    assert (found.id is not None) is linked


def test_a_name_of_the_users_own_is_found_without_context(lexicon):
    assert [p.id for p in find_programmes("江海市的碧塘计划见成效", lexicon=lexicon)] == ["pond-plan"]
    assert find_programmes("江海市的碧塘计划见成效") == []


def test_scores_name_their_reasons(lexicon):
    ranked = rank_candidates("四张答卷", knowledge_of(lexicon), title="江海省工作", published="2023-01-01")
    assert [c.id for c in ranked] == ["jianghai-four", "heyuan-four"]
    assert ranked[0].score > ranked[1].score and "江海" in "".join(ranked[0].reasons)
    assert choose(ranked) == "jianghai-four"


def test_the_number_of_parts_must_equal_the_numeral():
    def parts(text):
        at = text.index("四件事")
        return find_components(text, at, at + 3, cues_of())

    assert parts("抓好修路、架桥、通水、供电“四件事”").texts == ("修路", "架桥", "通水", "供电")
    assert parts("抓好修路、架桥、通水“四件事”") is None
    assert parts("“四件事”：修路、架桥、通水和供电。").texts == ("修路", "架桥", "通水", "供电")


# --- following ---


def article(day, text, **more):
    return find_mentions(RawArticle(text, day, more.pop("title", "消息"), day))


def test_mentions_by_month_and_region():
    articles = [
        article("2024-03-02", "江海省开展“百日攻坚”行动。江海各地“百日攻坚”行动见效。"),
        article("2024-03-09", "河原省开展“百日攻坚”行动。"),
        article("2024-04-01", "江海省开展“百日攻坚”行动。"),
    ]
    counted = [
        (m.month, m.region, m.articles, m.mentions) for m in count_mentions(articles, ["江海", "河原"])
    ]
    assert counted == [("2024-03", "江海", 1, 2), ("2024-03", "河原", 1, 1), ("2024-04", "江海", 1, 1)]


def test_what_appears_and_what_goes():
    before = [article("2023-01-01", "开展“百日攻坚”行动，实施“强链工程”。")]
    after = [article("2024-01-01", "实施“强链工程”和“补网工程”。")]
    changes = [(c.change, c.name, c.first) for c in compare_corpora(before, after)]
    assert changes == [
        ("appeared", "补网工程", "2024-01-01"),
        ("disappeared", "“百日攻坚”行动", "2023-01-01"),
    ]


def test_claims_stand_under_the_name_of_their_sentence():
    text = "“甲”行动培训300人，“乙”工程投资5亿元。全年增长6%。"
    programmes = [Programme(1, 2, "甲", "campaign"), Programme(12, 13, "乙", "project")]
    claims = [Claim(Quantity(text.index(t), text.index(t) + len(t), t)) for t in ("300人", "5亿元", "6%")]
    under = attach_claims(text, programmes, claims)
    assert [[c.text for c in p.claims] for p in under] == [["300人"], ["5亿元"]]


def test_claims_survive_the_record():
    read = Pipeline()("江海省开展“百日攻坚”行动，培训职工300人。", title="消息")
    again = Article.from_dict(read.to_dict())
    assert again == read
    assert [c.text for c in again.programmes[0].claims] == ["300人"]


def test_themes_of_the_passages():
    one = Article(
        "x", passages=(Passage(0, 9, "body", "finance"),), programmes=(Programme(1, 3, "甲", "campaign"),)
    )
    assert count_themes([one]) == {"unknown:甲": {"finance": 1}}


def test_documents_are_counted_under_their_full_titles():
    short = Programme(0, 2, "方案", "plan", canonical="江海省方案")
    assert programme_key(short) == "unknown:江海省方案"


def test_suggestions_are_lines_of_a_lexicon(tmp_path):
    articles = [
        article("2024-03-02", "做好修路、架桥、通水“三张清单”，开展“百日攻坚”行动。"),
        article("2024-05-02", "“百日攻坚”行动收官。"),
    ]
    found = suggest_programmes(articles)
    assert [(one.name, one.articles, one.first, one.last) for one in found] == [
        ("“百日攻坚”行动", 2, "2024-03-02", "2024-05-02"),
        ("三张清单", 1, "2024-03-02", "2024-03-02"),
    ]
    path = tmp_path / "programmes.tsv"
    path.write_text("\n".join(to_lexicon(found)), encoding="utf-8")
    rows = list(read_table(path, "programmes"))
    assert [row["name"] for row in rows] == ["“百日攻坚”行动", "三张清单"]
    assert rows[1]["components"] == ("修路", "架桥", "通水")
    again = find_programmes("“百日攻坚”见效", lexicon=Lexicon(tmp_path))
    assert [p.id for p in again] == ["own:百日攻坚"]


def test_mentions_are_read_from_records_and_from_raw_files(tmp_path):
    import json

    (tmp_path / "a.txt").write_text("开展“百日攻坚”行动。", encoding="utf-8")
    raw = list(read_mentions(tmp_path / "a.txt"))
    (tmp_path / "out.jsonl").write_text(json.dumps(raw[0].to_dict(), ensure_ascii=False) + "\n", "utf-8")
    assert list(read_mentions(tmp_path / "out.jsonl")) == raw
    assert [p.text for p in raw[0].programmes] == ["百日攻坚"]


# --- the command line ---


@pytest.fixture
def run():
    from typer.testing import CliRunner

    from policytext.cli.programmes import app

    return lambda *arguments: CliRunner().invoke(app, list(map(str, arguments)))


def test_the_command_lists_and_shows(run, lexicon):
    (folder,) = lexicon.folders
    listed = run("list", "--lexicon", folder, "--region", "河原").output
    assert listed == "heyuan-four\t四张答卷\tinitiative\t河原\t2019\n"
    card = run("show", "四张答卷", "--lexicon", folder).output
    assert "jianghai-four" in card and "粮、棉、油、糖" in card
    assert run("show", "没有这一项").exit_code == 1


def test_the_command_suggests_and_compares(run, tmp_path):
    for name, text in (("a", "开展“百日攻坚”行动。"), ("b", "开展“百日攻坚”行动，实施“补网工程”。")):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    suggested = run("suggest", tmp_path).output
    assert "own:百日攻坚\t“百日攻坚”行动\t百日攻坚\tcampaign" in suggested and "补网工程\t" not in suggested
    changed = run("diff", tmp_path / "a.txt", tmp_path / "b.txt").output
    assert changed.startswith("+\t补网工程\t") and "百日攻坚" not in changed
    assert "2" in run("show", "百日攻坚", "--in", tmp_path).output
