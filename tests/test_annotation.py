"""To annotation tools and back: emoji and rare characters come through, and so does what was corrected."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from policytext import Article, Passage, PolicytextError, Programme, ReadError, WriteError
from policytext.annotation import READS, WRITES, export_annotations, import_annotations
from policytext.annotation.marks import placed
from policytext.annotation.results import write_labels, write_programmes, write_records
from policytext.lexicon import check_table
from policytext.theme_labels import read_labels

GOLD = Path(__file__).resolve().parents[1] / "corpus" / "gold" / "gold.jsonl"
TWO_WAY = [tool for tool in WRITES if tool in READS and tool != "doccano-themes"]
HEAD = "😀𠮷\n"


def with_astral(record: dict) -> dict:
    """The reference article with characters beyond the basic plane before and inside what is marked."""
    text = record["text"]
    middle = text.index("。") + 1

    def moved(at: int) -> int:
        return at + len(HEAD) + (at >= middle)

    def span(item: dict) -> dict:
        inner = {k: span(item[k]) for k in ("measure", "subject", "time") if item.get(k)}
        start, end = moved(item["start"]), moved(item["end"] - 1) + 1
        return {**item, **inner, "start": start, "end": end, "text": whole[start:end]}

    whole = f"{HEAD}{text[:middle]}👍{text[middle:]}"
    passages = [
        {**span(p), "kind": "body", "theme": p["primary"], "themes": [{"id": p["primary"], "score": 1.0}]}
        for p in record["passages"]
    ]
    claims = [span(q) for q in record["quantities"]]
    programmes = [span(p) for p in record["programmes"]]
    return {**record, "text": whole, "passages": passages, "claims": claims, "programmes": programmes}


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    lines = GOLD.read_text("utf-8").splitlines()
    found = [Article.from_dict(with_astral(json.loads(line))) for line in lines]
    assert sum(len(a.claims) for a in found) > 500
    assert all(a.text[c.start : c.end] == c.text for a in found for c in a.claims)
    return found


@pytest.mark.parametrize("tool", TWO_WAY)
def test_the_round_trip_loses_nothing(tool, articles, tmp_path):
    assert export_annotations(articles, tool, tmp_path / "out") == len(articles)
    assert list(import_annotations(tmp_path / "out", tool)) == articles


def core(article: Article) -> tuple:
    """What the tools that show every field hold without the record behind them."""
    claims = [replace(c, evidence={}) for c in article.claims]
    programmes = [replace(p, candidates=(), claims=()) for p in article.programmes]
    return [(p.start, p.end, p.kind, p.theme) for p in article.passages], claims, programmes


def test_label_studio_holds_every_field_by_itself(articles, tmp_path):
    path = tmp_path / "tasks.json"
    export_annotations(articles, "labelstudio", path)
    tasks = json.loads(path.read_text("utf-8"))
    for task in tasks:
        del task["data"]["record"]
    path.write_text(json.dumps(tasks), "utf-8")
    assert [core(a) for a in import_annotations(path, "labelstudio")] == [core(a) for a in articles]


def test_brat_holds_every_field_by_itself(articles, tmp_path):
    export_annotations(articles, "brat", tmp_path / "brat")
    for side in (tmp_path / "brat").glob("*.json"):
        side.unlink()
    back = list(import_annotations(tmp_path / "brat", "brat"))
    assert [core(a) for a in back] == [core(a) for a in articles]
    assert [a.id for a in back] == [a.id for a in articles]


def test_doccano_holds_one_field_and_the_relations_by_itself(articles, tmp_path):
    path = tmp_path / "out.jsonl"
    export_annotations(articles, "doccano", path)
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    for line in lines:
        del line["record"]
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    for back, article in zip(import_annotations(path, "doccano"), articles, strict=True):
        shown = [(c.start, c.end, c.status, c.measure, c.subject, c.time) for c in article.claims]
        assert [(c.start, c.end, c.status, c.measure, c.subject, c.time) for c in back.claims] == shown
        assert [(p.text, p.type) for p in back.programmes] == [(p.text, p.type) for p in article.programmes]
        assert [p.theme for p in back.passages] == [p.theme for p in article.passages]


def test_conll_of_other_tools_is_read(tmp_path):
    path = tmp_path / "other.conll"
    path.write_text(
        "全省 O\n投入 O\n2亿 B-claim:target\n元 I-claim:target\n。 O\n\n😀 O\n五小 B-programme\n", "utf-8"
    )
    (article,) = import_annotations(path, "conll")
    assert article.text == "全省投入2亿元。\n😀五小"
    (claim,) = article.claims
    assert (claim.text, claim.status, claim.quantity.value, claim.quantity.unit) == (
        "2亿元",
        "target",
        2e8,
        "元",
    )
    assert [p.text for p in article.programmes] == ["五小"]


@pytest.mark.parametrize("tool", TWO_WAY)
def test_a_mark_over_the_end_of_a_line_comes_back(tool, tmp_path):
    text = "投入。\n\n“百日\n攻坚”行动。"
    named = Programme(6, 11, text[6:11], "campaign")
    article = Article(
        text, "a", passages=(Passage(0, 3, "body"), Passage(5, 15, "body")), programmes=(named,)
    )
    export_annotations([article], tool, tmp_path / "out")
    assert list(import_annotations(tmp_path / "out", tool)) == [article]


# --- corrections ---

TEXT = "𠮷县今年投入2亿元，力争增长5%，开展百日攻坚行动。😀明年再投入3亿元。"


@pytest.fixture
def article() -> Article:
    from policytext import extract

    found = extract(TEXT, "2024-05-01")
    assert [c.text for c in found.claims] == ["2亿元", "5%", "3亿元"]
    return replace(found, id="demo", title="示例")


def regions(task: dict, text: str) -> list[dict]:
    return [r for r in task["predictions"][0]["result"] if r.get("value", {}).get("text") == text]


def corrected(article: Article, path: Path, change) -> Article:
    export_annotations([article], "labelstudio", path)
    (task,) = json.loads(path.read_text("utf-8"))
    change(task)
    task["annotations"] = [
        {"result": [], "was_cancelled": False},
        {"result": task["predictions"][0]["result"]},
        {"result": [], "was_cancelled": True},
    ]
    path.write_text(json.dumps([task]), "utf-8")
    return next(import_annotations(path, "labelstudio"))


def test_a_changed_field_comes_back(article, tmp_path):
    def change(task):
        (status,) = [r for r in regions(task, "5%") if r["from_name"] == "status"]
        status["value"]["choices"] = ["condition"]
        (region,) = [r for r in regions(task, "2亿元") if r["from_name"] == "label"]
        result = task["predictions"][0]["result"]
        (value,) = [r for r in result if r.get("from_name") == "value" and r["id"] == region["id"]]
        value["value"]["text"] = ["250,000,000"]

    back = corrected(article, tmp_path / "t.json", change)
    assert [c.status for c in back.claims] == [
        article.claims[0].status,
        "condition",
        article.claims[2].status,
    ]
    assert back.claims[0].quantity.value == 250_000_000
    assert back.claims[2] == article.claims[2]


def test_a_new_and_a_removed_region_come_back(article, tmp_path):
    new = {
        "start": TEXT.index("百日"),
        "end": TEXT.index("行动") + 2,
        "text": "百日攻坚行动",
        "labels": ["programme"],
    }
    at = TEXT.index("明年")
    amount = {
        "start": TEXT.index("3亿元"),
        "end": TEXT.index("3亿元") + 3,
        "text": "3亿元",
        "labels": ["claim"],
    }
    year = {"start": at, "end": at + 2, "text": "明年", "labels": ["time"]}

    def change(task):
        def kept(region: dict) -> bool:
            return region["type"] == "relation" or region["value"]["end"] <= at

        result = [r for r in task["predictions"][0]["result"] if kept(r)]
        ids = {r["id"] for r in result if "id" in r}
        result = [r for r in result if r["type"] != "relation" or {r["from_id"], r["to_id"]} <= ids]
        for name, value in (("a", new), ("b", amount), ("c", year)):
            result.append(
                {"id": name, "from_name": "label", "to_name": "text", "type": "labels", "value": value}
            )
        result.append({"type": "relation", "from_id": "b", "to_id": "c", "direction": "right"})
        task["predictions"][0]["result"] = result

    back = corrected(replace(article, passages=(), programmes=()), tmp_path / "t.json", change)
    assert [p.text for p in back.programmes] == ["百日攻坚行动"]
    claim = back.claims[-1]
    assert (claim.text, claim.quantity.value, claim.quantity.unit) == ("3亿元", 3e8, "元")
    assert claim.time.text == "明年" and claim.measure is None


def test_offsets_in_utf16_units_are_told_by_the_quotation(article, tmp_path):
    def units(at: int) -> int:
        return len(TEXT[:at].encode("utf-16-le")) // 2

    def change(task):
        for region in task["predictions"][0]["result"]:
            if region["type"] != "relation":
                value = region["value"]
                value["start"], value["end"] = units(value["start"]), units(value["end"])

    assert corrected(article, tmp_path / "t.json", change) == article


def test_a_mark_beside_its_quotation_is_refused(article, tmp_path):
    def change(task):
        regions(task, "5%")[0]["value"]["start"] += 1

    with pytest.raises(ReadError, match=r"t.json, task 1: '5%' does not stand at"):
        corrected(article, tmp_path / "t.json", change)


def test_placed_reads_line_ends_as_tools_change_them():
    assert placed("甲\r\n乙", 0, 4, "甲\\n乙", "here") == (0, 4)


def test_brat_writes_a_stretch_over_lines_in_fragments(tmp_path):
    article = Article("甲行动\n乙行动", id="a/b", programmes=())
    export_annotations([replace(article, passages=(Passage(0, 7, "body"),))], "brat", tmp_path / "b")
    line = (tmp_path / "b" / "a_b.ann").read_text("utf-8").split("\n")[0]
    assert line == "T1\tpassage 0 3;4 7\t甲行动 乙行动"
    assert next(import_annotations(tmp_path / "b", "brat")).passages[0].end == 7


def test_brat_keeps_the_order_of_articles_without_ids(tmp_path):
    articles = [Article(f"第{i}篇。") for i in range(12)]
    export_annotations(articles, "brat", tmp_path / "b")
    assert list(import_annotations(tmp_path / "b", "brat")) == articles


def test_a_brat_attribute_taken_away_is_empty(article, tmp_path):
    up = replace(article.claims[1], direction="up")
    export_annotations([replace(article, claims=(up,))], "brat", tmp_path / "b")
    file = tmp_path / "b" / "demo.ann"
    kept = [line for line in file.read_text("utf-8").split("\n") if "direction" not in line]
    file.write_text("\n".join(kept), "utf-8")
    (claim,) = next(import_annotations(tmp_path / "b", "brat")).claims
    assert claim.direction is None and claim.status == up.status


@pytest.mark.parametrize("tool", [tool for tool in READS if tool != "brat"])
def test_what_is_no_such_file_is_one_error(tool, tmp_path):
    for said in (b"\xff\xfe\x00", b'{"a": ', b"[1]", b'{"text": 5}'):
        path = tmp_path / "broken.jsonl"
        path.write_bytes(said)
        if tool == "conll" and said[:1] != b"\xff":
            continue  # any lines of words are CoNLL
        with pytest.raises(ReadError):
            list(import_annotations(path, tool))
    with pytest.raises(ReadError):
        list(import_annotations(tmp_path / "nowhere", tool))


def test_what_stands_there_stays(article, tmp_path):
    export_annotations([article], "doccano", tmp_path / "a.jsonl")
    with pytest.raises(WriteError, match="--force"):
        export_annotations([], "doccano", tmp_path / "a.jsonl")
    with pytest.raises(PolicytextError, match="labelstudio"):
        export_annotations([], "prodigy", tmp_path / "b")


# --- what corrections are good for ---


def test_labels_for_training_come_from_corrected_passages(articles, tmp_path):
    export_annotations(articles, "doccano-themes", tmp_path / "t.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "t.jsonl").read_text("utf-8").splitlines()]
    lines[0]["label"] = ["defence"]
    (tmp_path / "t.jsonl").write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    back = list(import_annotations(tmp_path / "t.jsonl", "doccano-themes"))
    assert write_labels(back, tmp_path / "labels.csv") == len(lines)
    rows = read_labels(tmp_path / "labels.csv").rows
    assert (rows[0].theme, rows[0].text) == ("defence", lines[0]["text"])
    assert [row.theme for row in rows[1:]] == [line["label"][0] for line in lines[1:]]


def test_programmes_become_lines_of_a_lexicon(articles, tmp_path):
    assert write_programmes(articles, tmp_path / "programmes.tsv") > 50
    rows, errors = check_table(tmp_path / "programmes.tsv", "programmes")
    assert rows > 50 and not errors


def test_records_are_read_again(articles, tmp_path):
    write_records(articles, tmp_path / "r.jsonl")
    assert list(import_annotations(tmp_path / "r.jsonl", "records")) == articles


def test_web_annotations_point_at_their_words_twice(articles, tmp_path):
    export_annotations(articles[:3], "webannotation", tmp_path / "page.json")
    page = json.loads((tmp_path / "page.json").read_text("utf-8"))
    assert page["@context"] == "http://www.w3.org/ns/anno.jsonld" and page["type"] == "AnnotationPage"
    texts = {f"urn:policytext:article:{a.id}": a.text for a in articles}
    assert len(page["items"]) == sum(len(a.claims + a.programmes + a.passages) for a in articles[:3])
    for item in page["items"]:
        text = texts[item["target"]["source"]]
        position, quotation = item["target"]["selector"]
        start, end = position["start"], position["end"]
        assert quotation["exact"] == text[start:end]
        assert text[:start].endswith(quotation["prefix"]) and text[end:].startswith(quotation["suffix"])
    assert len({item["id"] for item in page["items"]}) == len(page["items"])
