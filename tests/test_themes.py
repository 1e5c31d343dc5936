"""Themes: the shipped model and its file, the estimator, training by users, explanations, bad input."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from policytext.errors import PolicytextError, ReadError
from policytext.lexicon import Lexicon, shipped
from policytext.passages import find_passages
from policytext.records import Passage
from policytext.segmentation import words
from policytext.theme_labels import Label, Labels, read_labels
from policytext.theme_model import ThemeModel, features, is_feature
from policytext.theme_report import measure, model_card
from policytext.themes import SHIPPED, SURE, load_themes, read_together

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
CORPUS = ROOT / "corpus" / "themes"

TWO = [
    ("finance", "银行下调贷款利率，缓解小微企业融资压力"),
    ("finance", "财政部发行国债，安排转移支付资金"),
    ("finance", "税务部门办理增值税留抵退税"),
    ("health-sports", "乡镇卫生院门诊增加医生和护士"),
    ("health-sports", "疾控中心组织儿童接种流感疫苗"),
    ("health-sports", "运动员在锦标赛上夺得金牌"),
]


@pytest.fixture(scope="module")
def themes():
    return load_themes()


@pytest.fixture(scope="module")
def small():
    from policytext.theme_training import train_themes

    return train_themes(Labels(tuple(Label(text, theme) for theme, text in TWO)))


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


# What the shipped model says

CASES = [
    line.split("\t") for line in (ROOT / "tests" / "cases" / "themes.txt").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize(("theme", "text"), [case for case in CASES if len(case) == 2])
def test_theme_of_a_passage(themes, theme, text):
    found = themes.theme_of(text)
    assert (found.id if found else "null") == theme


def test_a_doubtful_passage_goes_with_its_article_and_a_clear_one_stays(themes):
    article = [
        "全县小麦进入收获高峰，农机合作社抢收抢种，粮食单产再创新高。",
        "合作社的三十台收割机昼夜作业，烘干中心湿谷当天入仓。",
        "大家忙得顾不上吃饭，晚上还要接着干，直到把活干完为止。",
        "县医院门诊增加医生和护士，住院患者可以在线预约检查。",
    ]
    passages = [Passage(0, len(text), "body") for text in article]
    said = [words(text) for text in article]
    found = themes.classify(passages, said, words("麦收时节农事忙"))
    assert [p.theme for p in found] == ["agriculture"] * 3 + ["health-sports"]
    alone = themes.classify(passages[2:3], said[2:3])[0]
    assert alone.themes[0][1] < found[2].themes[0][1] or alone.theme != "agriculture"


def test_themes_are_ranked_and_scores_are_probabilities(themes):
    scores = themes.scores([words(text) for _, text in TWO], words("财政与卫生"))
    assert scores.shape == (len(TWO), len(themes.classes))
    assert np.allclose(scores.sum(axis=1), 1) and (scores >= 0).all()
    ranked = themes.ranked(scores[0])
    assert [s for _, s in ranked] == sorted((s for _, s in ranked), reverse=True) and len(ranked) <= 3


def test_nothing_to_go_by_is_no_theme(themes):
    assert themes.theme_of("") is None
    blank = themes.classify([Passage(0, 0, "body")], [[]])[0]
    assert blank.theme is None and all(score < SURE for _, score in blank.themes)
    assert themes.classify([], []) == [] and themes.document_theme([]) == ()


def test_the_threshold_decides_between_a_theme_and_none(themes):
    text = [words("银行下调贷款利率，缓解小微企业融资压力")]
    passage = [Passage(0, 10, "body")]
    strict = type(themes)(themes.model, sure=1.01)
    assert themes.classify(passage, text)[0].theme == "finance"
    assert strict.classify(passage, text)[0].theme is None


@given(text=st.text(max_size=80), title=st.text(max_size=20))
@settings(max_examples=60, deadline=None)
def test_any_string_is_classified(text, title):
    themes = load_themes()
    scores = themes.scores([words(text)], words(title))
    assert scores.shape == (1, len(themes.classes)) and np.isfinite(scores).all()
    themes.explain(text)


def test_a_batch_gives_what_single_passages_give(themes):
    said = [words(text) for _, text in TWO] + [[], words("《》，。")]
    together = themes.model.logits(said)
    apart = np.vstack([themes.model.logits([one]) for one in said])
    assert np.allclose(together, apart, atol=1e-4)


def test_articles_read_together_are_those_read_alone(themes):
    said = [words(text) for _, text in TWO]
    finance, health = words("财政与税收"), words("卫生与体育")
    articles = [(said[:3], finance), ([], []), (said[3:], []), ([], health), ([[]], [])]
    articles = [([Passage(0, 9, "body")] * len(read), read, title) for read, title in articles]
    together = themes.read_articles(articles)
    assert together == [themes.read_articles([article])[0] for article in articles]
    assert [len(found) for found, _ in together] == [3, 0, 3, 0, 1]
    best = [ranked[0][0] for _, ranked in together if ranked]
    assert best[:3] == ["finance", "health-sports", "health-sports"] and not together[1][1]
    assert together[0][0] == themes.classify(*articles[0]) and themes.read_articles([]) == []
    assert themes.model.logits([]).shape == (0, len(themes.classes))


def test_a_class_without_sub_classes_has_none(themes):
    text = words(TWO[0][1])
    for of in ("finance/", ""):
        names = tuple(name.replace(of or name, "none/") for name in themes.model.subclasses)
        other = type(themes)(replace(themes.model, subclasses=names))
        passage = other.classify([Passage(0, 9, "body")], [text])[0]
        assert (passage.theme, passage.subtheme) == ("finance", None)
        assert other.subtheme_scores(text, "finance") == {}


def test_a_kept_span_is_read_by_its_words(themes):
    said = words("全省规模以上工业企业实施千企万岗暖心行动，新增贷款三千二百亿元")
    kept = [*words("全省规模以上工业企业实施"), "千企万岗暖心行动", "，", *words("新增贷款"), "三千二百亿元"]
    a, b = themes.model.logits([said, kept])
    assert a.argmax() == b.argmax() and np.corrcoef(a, b)[0, 1] > 0.95
    one, other, bare = themes.model.logits([["贷款", "13万余人次"], ["贷款", "28万余人次"], ["贷款"]])
    assert one.tolist() == other.tolist() != bare.tolist()


def test_document_theme_reads_title_and_passages(themes):
    body = [
        words("一、总体要求。以高质量发展为主题，统筹推进各项工作，确保取得实效。"),
        words("二、加强组织领导。"),
    ]
    ranked = themes.document_theme(body, words("关于加强义务教育阶段学校课后服务工作的通知"))
    assert ranked[0][0] == "science-education"


def test_sub_class_where_sure_else_the_class(themes):
    said = words(
        "全省企业职工基本养老保险基金运行平稳，城乡居民养老保险参保缴费人数增加，社会保险待遇按时足额发放。"
    )
    name, score = themes.subtheme_of(said, "labour-personnel")
    assert name == "labour-personnel/2" and 0.6 <= score <= 1
    assert themes.subtheme_of(words("各项工作稳步推进。"), "finance") is None
    assert abs(sum(themes.subtheme_scores(said, "finance").values()) - 1) < 1e-5


def test_classified_passages_carry_the_sub_class(themes):
    text = "高速铁路全线贯通，动车组列车开行，铁路旅客发送量创新高，铁路货运同步增长。"
    found = themes.classify([Passage(0, len(text), "body")], [words(text)])[0]
    assert (found.theme, found.subtheme) == ("industry-transport", "industry-transport/9")
    assert Passage.from_dict(found.to_dict()) == found


def test_traditional_script_is_read_like_simplified(themes):
    simple = "银行业金融机构扩大贷款规模，发展资本市场，稳定汇率。"
    traditional = "銀行業金融機構擴大貸款規模，發展資本市場，穩定匯率。"
    a, b = themes.theme_of(simple), themes.theme_of(traditional)
    assert a.id == b.id == "finance" and abs(a.score - b.score) < 0.15
    told = b.explain()
    assert told.words and all(traditional[s.start : s.end] == s.text for s, _ in told.words)


def test_topics_of_the_comparative_view_follow_the_sub_classes(themes):
    topics = dict(themes.topics("国家电网迎峰度夏，新增风电光伏装机，煤电机组顶峰发电，电力供应平稳。"))
    assert max(topics, key=topics.__getitem__) == "8 Energy"
    assert 0.9 < sum(topics.values()) <= 1 + 1e-6


def test_explanation_points_into_the_text(themes):
    text = "今天天气很好。中国人民银行下调存款准备金率，释放长期资金约一万亿元。"
    theme = themes.theme_of(text)
    told = theme.explain()
    assert told.theme == theme.id == "finance"
    assert all(text[s.start : s.end] == s.text for s, _ in (*told.words, *told.sentences))
    assert {span.text for span, _ in told.words[:4]} & {
        "准备金率",
        "准备金",
        "存款",
        "人民银行",
        "资金",
        "银行",
    }
    assert told.sentences[0][0].text.startswith("中国人民银行")
    said = words(text)
    label = themes.classes.index("finance")
    logits = themes.model.logits([said])[0] - themes.model.bias
    moved = logits[label] - logits.mean()
    assert abs(sum(weight for _, weight in told.words) - moved) < 1e-3
    with pytest.raises(PolicytextError, match="no class of this model"):
        themes.explain(text, "weather")


def test_an_article_has_a_mixture_of_its_own():
    alone = np.array([[0.9, 0.1], [0.9, 0.1], [0.9, 0.1], [0.45, 0.55]])
    assert read_together(alone)[3, 0] > 0.5
    assert read_together(alone, np.array([0.0, 1.0]))[3, 0] < read_together(alone)[3, 0]
    assert read_together(np.array([[0.0, 1.0]])).tolist() == [[0.0, 1.0]]


# The file


@pytest.mark.slow
def test_the_model_is_rebuilt_bit_for_bit(tmp_path):
    from policytext.theme_training import train_themes

    model, _ = train_themes(read_labels(CORPUS))
    model.save(tmp_path / "again.npz")
    same = (tmp_path / "again.npz").read_bytes() == SHIPPED.read_bytes()
    assert same, "corpus/themes, terms.tsv or the word list changed: run `make model`"
    assert (CORPUS / "MODEL.md").read_text("utf-8") == model_card(model.facts)


def test_the_model_is_small_and_free_of_pickle():
    assert SHIPPED.stat().st_size <= 15 * 2**20
    with zipfile.ZipFile(SHIPPED) as archive:
        for name in archive.namelist():
            if name.endswith(".npy"):
                with archive.open(name) as file:
                    np.lib.format.read_array(file, allow_pickle=False)


def test_reading_themes_imports_no_scikit_learn():
    script = (
        "import sys, policytext; from policytext.themes import load_themes;"
        "load_themes().theme_of('下调贷款利率');"
        "assert 'sklearn' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_saved_model_says_the_same(tmp_path, small):
    model, _ = small
    model.save(tmp_path / "m.npz")
    again = ThemeModel.load(tmp_path / "m.npz")
    said = [words(text) for _, text in TWO]
    assert np.array_equal(again.logits(said), model.logits(said))
    assert (again.classes, again.facts) == (model.classes, json.loads(json.dumps(model.facts)))


def rewritten(source: Path, target: Path, change) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return target


def test_damaged_models_are_refused_with_advice(tmp_path, small):
    small[0].save(tmp_path / "m.npz")

    def refused(change, reason):
        with pytest.raises(ReadError, match=reason) as caught:
            ThemeModel.load(rewritten(tmp_path / "m.npz", tmp_path / "bad.npz", change))
        assert "policytext themes train" in str(caught.value)

    def flipped(name, content):
        return content[:-1] + bytes([content[-1] ^ 1]) if name == "weights.npy" else content

    def other_format(name, content):
        return content.replace(b'"format": 1', b'"format": 99') if name == "model.json" else content

    def pickled(name, content):
        array = np.array([{"a": 1}], dtype=object)
        if name != "bias.npy":
            return content
        import io

        buffer = io.BytesIO()
        np.save(buffer, array, allow_pickle=True)
        return buffer.getvalue()

    refused(flipped, "changed after training")
    refused(other_format, "format 99")
    refused(lambda name, content: None if name == "bias.npy" else content, "damaged")
    refused(lambda name, content: b"{" if name == "model.json" else content, "damaged")
    refused(lambda name, content: content[:40] if name == "weights.npy" else content, "damaged")
    refused(pickled, "damaged")


@pytest.mark.parametrize("content", [b"", b"not a zip", pickle.dumps({"weights": [1]})])
def test_a_file_that_is_no_model(tmp_path, content):
    path = tmp_path / "m.npz"
    path.write_bytes(content)
    with pytest.raises(ReadError, match="no theme model"):
        ThemeModel.load(path)


def test_a_model_that_is_not_there_or_of_another_taxonomy(tmp_path, small):
    with pytest.raises(ReadError, match="no such theme model"):
        load_themes(tmp_path / "none.npz")
    from policytext.theme_training import train_themes

    rows = tuple(Label(text, "钱" if theme == "finance" else "病") for theme, text in TWO)
    model, _ = train_themes(Labels(rows), own_taxonomy=True)
    model.save(tmp_path / "own.npz")
    assert load_themes(tmp_path / "own.npz").theme_of("银行贷款利率").id == "钱"
    model.facts["own_taxonomy"] = False
    model.save(tmp_path / "other.npz")
    with pytest.raises(ReadError, match="another taxonomy"):
        load_themes(tmp_path / "other.npz")


# The estimator


def test_estimator_in_pipeline_and_grid_search():
    from sklearn.base import clone
    from sklearn.model_selection import GridSearchCV
    from sklearn.pipeline import Pipeline

    from policytext.theme_training import ThemeClassifier

    texts, labels = [text for _, text in TWO], [theme for theme, _ in TWO]
    search = GridSearchCV(Pipeline([("themes", ThemeClassifier(folds=0))]), {"themes__C": [1.0, 10.0]}, cv=3)
    search.fit(texts, labels)
    assert search.best_params_["themes__C"] in (1.0, 10.0)
    fitted = ThemeClassifier(C=5.0, folds=2).fit(texts, labels)
    assert fitted.get_params()["C"] == 5.0 and clone(fitted).get_params() == fitted.get_params()
    assert fitted.predict(texts).tolist() == labels
    assert fitted.score(texts, labels) == 1.0
    proba = fitted.predict_proba([words(text) for text in texts])
    assert proba.shape == (6, 2) and np.allclose(proba.sum(axis=1), 1)
    numbered = ThemeClassifier(folds=0).fit(texts, [7, 7, 7, 9, 9, 9])
    assert numbered.predict(["发行国债"]).tolist() == [7]


@pytest.mark.filterwarnings("ignore:Can't test estimator:sklearn.exceptions.SkipTestWarning")
def test_scikit_learn_checks_that_text_estimators_can_pass():
    from sklearn.utils import estimator_checks as checks

    from policytext.theme_training import ThemeClassifier

    checks.check_estimator(ThemeClassifier())
    for name in (
        "check_estimator_cloneable",
        "check_estimator_repr",
        "check_estimator_tags_renamed",
        "check_no_attributes_set_in_init",
        "check_parameters_default_constructible",
        "check_get_params_invariance",
        "check_set_params",
    ):
        getattr(checks, name)("ThemeClassifier", ThemeClassifier())


def test_unfitted_estimator_says_so():
    from sklearn.exceptions import NotFittedError

    from policytext.theme_training import ThemeClassifier

    with pytest.raises(NotFittedError):
        ThemeClassifier().predict(["下调利率"])


@pytest.mark.parametrize(
    ("texts", "labels", "reason"),
    [
        ([], [], "no passages"),
        (["下调利率", "接种疫苗"], ["finance", "finance"], "at least two themes"),
        (["下调利率"], ["finance", "health"], "one label a passage"),
        (["下调利率", float("nan")], ["finance", "health"], "passage 2 is no text"),
        (["下调利率", "接种疫苗"], ["finance", float("nan")], "passage 2 has no label"),
        (["下调利率", "接种疫苗"], ["finance", None], "passage 2 has no label"),
    ],
)
def test_bad_training_data_is_named(texts, labels, reason):
    from policytext.theme_training import LabelError, ThemeClassifier

    with pytest.raises(LabelError, match=reason) as caught:
        ThemeClassifier().fit(texts, labels)
    assert isinstance(caught.value, ValueError) and isinstance(caught.value, PolicytextError)


def test_sample_weights_are_checked():
    from policytext.theme_training import LabelError, ThemeClassifier

    texts, labels = [text for _, text in TWO], [theme for theme, _ in TWO]
    for bad in ([1.0], [np.nan] * 6, [-1.0] * 6):
        with pytest.raises(LabelError, match="sample weights"):
            ThemeClassifier().fit(texts, labels, sample_weight=bad)


# Training by users


def test_report_of_held_out_passages(small):
    model, report = small
    assert report.figures.passages == 6 and 0 <= report.figures.accuracy <= 1
    assert [row[0] for row in report.figures.per_class] == list(model.classes)
    assert report.doubtful[0][0] in {text for _, text in TWO}
    assert report.curve == () and "learning curve: too few" in str(report) and "health-sports" in str(report)
    assert model.facts["data"]["labelled_passages"] == 6


def test_learning_curve_of_enough_passages():
    from policytext.theme_training import train_themes

    rows = [Label(f"{text}，第{'一二三四五六七八'[i]}批", theme) for i in range(8) for theme, text in TWO]
    _, report = train_themes(Labels(tuple(rows)))
    assert [n for n, _ in report.curve] == [9, 19, 29, 39] and report.curve[-1][1] == 1.0


def test_unlabelled_texts_adapt_the_model():
    from policytext.theme_training import train_themes

    rows = Labels(tuple(Label(text, theme) for theme, text in TWO))
    others = ["保险公司扩大理赔范围，银行发放信用贷款"] * 2 + ["医院的医生护士为患者治疗"]
    model, report = train_themes(rows, unlabelled=others)
    assert model.facts["data"]["unlabelled_passages"] == 2
    assert report.notes and {row[1] for row in report.doubtful} == {None}


def test_a_class_of_one_passage_is_no_obstacle():
    from policytext.theme_training import train_themes

    rows = [Label(text, theme) for theme, text in TWO] + [Label("神舟飞船发射成功", "science-education")]
    model, _ = train_themes(Labels(tuple(rows)))
    assert model.classes == ("finance", "health-sports", "science-education")
    assert np.isfinite(model.logits([["神舟"]])).all()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "text,theme\n下调利率,finance\n接种疫苗,卫生、体育\n"),
        ("a.csv", "theme,text,note\nfinance,下调利率,x\nHealth and sports,接种疫苗,\n"),
        ("a.tsv", "主题\t正文\nfinance\t下调利率\n卫生与体育\t接种疫苗\n"),
        ("a.csv", "下调利率,finance\n接种疫苗,health-sports\n"),
        ("a.csv", "finance;下调利率和汇率\nhealth-sports;接种流感疫苗，预防疾病传播流行\n"),
        ("a.csv", "\ufeff# written 2025-01-02\ntext,theme\n下调利率,finance\n\n接种疫苗,health-sports\n"),
    ],
)
def test_two_columns_are_enough(tmp_path, name, content):
    labels = read_labels(write(tmp_path / name, content))
    assert [row.theme for row in labels.rows] == ["finance", "health-sports"]
    assert labels.rows[0].text.startswith("下调利率")


def test_labels_of_a_workbook_and_of_a_folder(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (["theme", "text"], ["finance", "下调利率"], [None, None], ["health-sports", "接种疫苗"]):
        book.active.append(row)
    book.save(tmp_path / "b.xlsx")
    write(tmp_path / "a.csv", "# written 2025-03-01\ntext,theme,title\n发行国债,finance,通知\n")
    labels = read_labels(tmp_path)
    assert [row.text for row in labels.rows] == ["发行国债", "下调利率", "接种疫苗"]
    assert (labels.written, labels.rows[0].title) == ("2025-03-01", "通知")
    assert len(read_labels(tmp_path / "b.xlsx", tmp_path).rows) == 5


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "no labelled passages"),
        ("text,theme\n", "no labelled passages"),
        ("text,theme\n下调利率,finance\n接种疫苗,\n", "a.csv:3: no theme"),
        ("text,theme\nNaN,finance\n", "a.csv:2: no text"),
        ("text,theme\n下调利率,finanse\n", "did you mean finance"),
        ("text,theme\n下调利率,天气\n", "--own-taxonomy"),
        ("one,two,three\n1,2,3\n", 'name the columns "text" and "theme"'),
    ],
)
def test_bad_label_files_are_named_with_line_and_advice(tmp_path, content, reason):
    with pytest.raises(ReadError, match=reason):
        read_labels(write(tmp_path / "a.csv", content))


def test_label_files_that_cannot_be_read(tmp_path):
    with pytest.raises(ReadError, match="no such file"):
        read_labels(tmp_path / "none.csv")
    with pytest.raises(ReadError, match="labels are read from"):
        read_labels(write(tmp_path / "a.txt", "text,theme\n"))
    with pytest.raises(ReadError, match="no label files"):
        read_labels(tmp_path)
    with pytest.raises(ReadError, match="not a readable XLSX"):
        read_labels(write(tmp_path / "a.xlsx", "no workbook"))


def test_command_line_trains_shows_and_measures(tmp_path):
    from policytext.cli.themes import app

    run = CliRunner().invoke
    labels = write(tmp_path / "labels.csv", "text,theme\n" + "".join(f"{t},{th}\n" for th, t in TWO))
    folder = tmp_path / "more"
    folder.mkdir()
    write(
        folder / "one.txt",
        "金融动态\n\n" + "银行发放小微企业信用贷款，下调贷款利率，安排财政贴息资金，支持企业融资。" * 2,
    )
    out, todo = tmp_path / "m.npz", tmp_path / "todo.csv"
    done = run(
        app, ["train", str(labels), "-o", str(out), "--unlabelled", str(folder), "--doubtful", str(todo)]
    )
    assert done.exit_code == 0, done.output
    assert (
        out.is_file() and "macro-F1" in done.output and todo.read_text("utf-8-sig").startswith("theme,text")
    )
    assert "finance" in run(app, ["show"]).output and "finance/1" in run(app, ["show", "--subthemes"]).output
    assert "Theme model" in run(app, ["show", "--model", str(out)]).output
    done = run(app, ["evaluate", str(labels), "--model", str(out), "--json"])
    assert json.loads(done.output)["accuracy"] == 1.0
    done = run(app, ["train", str(tmp_path / "none.csv"), "-o", str(out)])
    assert done.exit_code == 1


# The data


def test_training_data_covers_every_theme_and_register():
    rows = read_labels(CORPUS).rows
    themes_ = {row["id"] for row in shipped().rows("themes")}
    subthemes = {row["id"]: row["theme"] for row in shipped().rows("subthemes")}
    registers: dict[str, set[str]] = {}
    for file in CORPUS.glob("*.tsv"):
        for line in file.read_text("utf-8").splitlines():
            cells = line.split("\t")
            if len(cells) > 3 and cells[0] in themes_:
                registers.setdefault(cells[0], set()).add(cells[3])
                assert cells[1] in themes_ | {""}
    assert registers.keys() == themes_
    assert all(found == {"news", "notice", "report", "regulation"} for found in registers.values())
    counts = {theme: sum(row.theme == theme for row in rows) for theme in themes_}
    assert min(counts.values()) >= 60
    assert all(subthemes[row.subtheme] == row.theme for row in rows if row.subtheme)
    texts = [row.text for row in rows]
    assert len(set(texts)) == len(texts) and min(map(len, texts)) >= 20


def test_terms_name_known_themes():
    known = {row["id"] for row in shipped().rows("themes")}
    assert all(row["theme"] in known and 0 < row["weight"] <= 3 for row in shipped().rows("terms"))


def test_every_sub_class_has_its_class_and_a_topic():
    known = {row["id"] for row in shipped().rows("themes")}
    rows = shipped().rows("subthemes")
    assert {row["theme"] for row in rows} == known and all(row["id"].startswith(row["theme"]) for row in rows)
    topics = {row["cap"] for row in rows if row["cap"]}
    assert all(topic.split(" ", 1)[0].isdigit() for topic in topics) and len(topics) >= 18


def test_own_terms_of_a_lexicon_folder_are_learned(tmp_path):
    from policytext.theme_training import train_themes

    write(tmp_path / "terms.tsv", "theme\tterm\tweight\nfinance\t星云币\t3\n")
    rows = Labels(tuple(Label(text, theme) for theme, text in TWO))
    model, _ = train_themes(rows, lexicon=Lexicon(tmp_path))
    place = model.classes.index("finance")
    assert model.logits([words("星云币", lexicon=Lexicon(tmp_path))])[0].argmax() == place


def test_features_and_figures():
    assert features([]) == [] and is_feature("专精特新") and not is_feature("2024")
    figures = measure(np.array([[0.9, 0.1], [0.8, 0.2], [0.3, 0.7], [0.6, 0.4]]), [0, 0, 1, 1], ["甲", "乙"])
    assert (figures.accuracy, figures.top2, figures.coverage) == (0.75, 1.0, 0.75)
    assert figures.per_class[0][1:] == (0.6667, 1.0, 0.8, 2) and figures.confusions == (("乙", "甲", 1),)
    assert abs(figures.ece - (0.1 + 0.2 + 0.3 + 0.6) / 4) < 1e-4


# The measure


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared gold articles are not beside this checkout")
def test_gold_passages_and_portal_documents(themes):
    rows = [json.loads(line) for line in (SHARED / "gold" / "dev.jsonl").read_text("utf-8").splitlines()]
    hits = also = count = 0
    for row in rows:
        said = [words(row["text"][p["start"] : p["end"]]) for p in row["passages"]]
        for passage, scores in zip(
            row["passages"], themes.scores(said, words(row["title"] or "")), strict=True
        ):
            best = themes.classes[int(scores.argmax())]
            hits += best == passage["primary"]
            also += best in (passage["primary"], passage["secondary"])
            count += 1
    assert hits / count >= 0.8 and also / count >= 0.89
    name = {row["name"]: row["id"] for row in shipped().rows("themes")}
    lines = (SHARED / "themes" / "labelled_dev.jsonl").read_text("utf-8").splitlines()
    first = second = total = 0
    for row in map(json.loads, lines):
        if row["unit"] == "document" and row["theme"] not in ("其他", "综合政务"):
            said = [words(row["text"][p.start : p.end]) for p in find_passages(row["text"], row["title"])]
            ranked = [theme for theme, _ in themes.document_theme(said, words(row["title"] or ""))]
            total += 1
            first += ranked[:1] == [name[row["theme"]]]
            second += name[row["theme"]] in ranked[:2]
    assert first / total >= 0.75 and second / total >= 0.88
