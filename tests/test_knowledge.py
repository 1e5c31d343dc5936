"""The knowledge base of programmes: facts that contradict one another are found here."""

import re
from collections import Counter, defaultdict

import pytest

from policytext.knowledge import name_key
from policytext.lexicon import DATA, shipped

ROWS = shipped().rows("programmes")
REFUSED = {name_key(row["phrase"]) for row in shipped().rows("not_programmes")}
BY_ID = {row["id"]: row for row in ROWS}
NUMERALS = {"两": 2, "双": 2} | {digit: n for n, digit in enumerate("一二三四五六七八九十", 1)}
NATIONAL = [row for row in ROWS if row["level"] in ("national", "international")]


def names_of(row):
    return {name_key(name) for name in (row["name"], *row["aliases"])}


def test_size():
    assert len(ROWS) >= 2000
    assert len(NATIONAL) >= 1300
    assert len(REFUSED) >= 700
    assert set(Counter(row["type"] for row in NATIONAL)) == {
        "initiative",
        "campaign",
        "project",
        "plan",
        "document",
    }


def test_ids_are_well_formed():
    word = r"[a-z0-9]+(?:-[a-z0-9]+)*"
    assert [row["id"] for row in ROWS if not re.fullmatch(rf"{word}(?:/{word})?", row["id"])] == []


def test_an_id_is_given_once():
    path = DATA / "programmes.tsv"
    ids = [line.split("\t")[0] for line in path.read_text(encoding="utf-8").split("\n") if "\t" in line]
    assert [key for key, n in Counter(ids).items() if n > 1] == []


def test_shared_names_are_told_apart():
    bearers = defaultdict(list)
    for row in ROWS:
        for name in names_of(row):
            bearers[name].append(row)
    unclear = []
    for name, rows in bearers.items():
        places = Counter((row["level"], row["region"]) for row in rows)
        for row in rows:
            others = [other["id"] for other in rows if other is not row]
            same_place = places[row["level"], row["region"]] > 1
            if others and same_place and not any(other in (row["note"] or "") for other in others):
                unclear.append((name, row["id"]))
    assert unclear == []


def test_parents_exist_and_form_no_circle():
    for row in ROWS:
        seen = {row["id"]}
        while parent := row["parent"]:
            assert parent in BY_ID, (row["id"], parent)
            assert parent not in seen, row["id"]
            seen.add(parent)
            row = BY_ID[parent]


@pytest.mark.parametrize("row", [row for row in NATIONAL if row["components"]], ids=lambda row: row["id"])
def test_the_numeral_counts_the_components(row):
    counted = [NUMERALS[digit] for digit in re.findall("[一二三四五六七八九十两双](?!体|流|网)", row["name"])]
    if counted:
        assert len(row["components"]) in (counted[0], counted[-1], sum(counted)), row["name"]
    assert len(set(row["components"])) == len(row["components"])


def test_dates_are_in_order():
    wrong = [
        row["id"]
        for row in ROWS
        if row["start"] and row["end"] and row["end"] < row["start"][: len(row["end"])]
    ]
    assert wrong == []


def test_nothing_is_both_known_and_refused():
    assert sorted(name for row in ROWS for name in names_of(row) if name in REFUSED) == []


def test_every_national_entry_says_where_it_is_from():
    assert [row["id"] for row in NATIONAL if not row["note"]] == []


@pytest.mark.parametrize(
    "phrase",
    [
        "高质量发展",
        "共同富裕",
        "新质生产力",
        "营商环境",
        "中国梦",
        "以工代赈",
        "三农",
        "中欧班列",
        "压舱石",
        "两会",
    ],
)
def test_what_is_no_programme_is_refused(phrase):
    assert name_key(phrase) in REFUSED
    assert not any(name_key(phrase) in names_of(row) for row in ROWS)


@pytest.mark.parametrize(
    ("name", "kind", "parts"),
    [
        ("五位一体", "initiative", 5),
        ("两不愁、三保障", "initiative", 5),
        ("三重一大", "initiative", 4),
        ("三去一降一补", "initiative", 5),
        ("六稳", "initiative", 6),
        ("一带一路", "initiative", 2),
        ("营改增", "initiative", 0),
        ("清朗行动", "campaign", 0),
        ("南水北调", "project", 3),
        ("十四五规划", "plan", 0),
        ("民法典", "document", 0),
    ],
)
def test_well_known_programmes(name, kind, parts):
    (row,) = [row for row in NATIONAL if name_key(name) in names_of(row)]
    assert (row["type"], len(row["components"])) == (kind, parts)
