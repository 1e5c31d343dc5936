"""The published JSON Schema fits every record that we make, and no broken one."""

import json
from copy import deepcopy
from pathlib import Path

import jsonschema
import pytest

from policytext import Article, Pipeline, RawArticle, iter_articles

ROOT = Path(__file__).resolve().parents[1]
SCHEMA = json.loads((ROOT / "docs" / "record.schema.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


@pytest.fixture(scope="module")
def records() -> list[dict]:
    raw = [a for a in iter_articles([ROOT / "corpus" / "articles"]) if isinstance(a, RawArticle)]
    found = [article.to_dict() for article in Pipeline().pipe([*raw, "", "无数字。", "增长3%—5%。"])]
    assert len(found) > 36
    return found


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_every_record_of_the_corpus_fits(records):
    for record in records:
        exchanged = json.loads(json.dumps(record))
        errors = [f"{record['id']} {e.json_path}: {e.message}" for e in VALIDATOR.iter_errors(exchanged)]
        assert errors == []


def test_it_names_every_key_that_records_have(records):
    shown = SCHEMA["$defs"]
    for record in records:
        assert set(record) <= set(SCHEMA["properties"])
        for kind in ("passage", "claim", "programme"):
            for item in record[f"{kind}s"]:
                assert set(shown[kind]["required"]) <= set(item)


def test_offsets_and_round_trips_agree_with_it(records):
    for record in records:
        text = record["text"]
        for item in (*record["claims"], *record["programmes"]):
            assert text[item["start"] : item["end"]] == item["text"]
        assert Article.from_dict(json.loads(json.dumps(record))).to_dict() == record


BROKEN = [
    (("published",), "2024-1-1"),
    (("text",), None),
    (("claims", 0, "status"), "planned"),
    (("claims", 0, "bound"), None),
    (("claims", 0, "start"), -1),
    (("claims", 0, "measure"), {"start": 0, "end": 2}),
    (("claims", 0, "value"), "5"),
    (("claims", 0, "low"), 3),
    (("claims", 0, "direction"), "flat"),
    (("passages", 0, "kind"), "footer"),
    (("passages", 0, "themes"), [{"id": "finance", "score": 93}]),
    (("programmes", 0, "type"), "policy"),
    (("programmes", 0, "components"), "一|二"),
]


@pytest.mark.parametrize(
    ("path", "value"), BROKEN, ids=lambda x: "-".join(map(str, x)) if x and isinstance(x, tuple) else None
)
def test_broken_records_do_not_fit(path, value, records):
    record = deepcopy(next(r for r in records if r["programmes"] and r["claims"][0]["bound"] != "range"))
    holder = record
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value
    assert list(VALIDATOR.iter_errors(record))
    del holder[path[-1]]
    assert list(VALIDATOR.iter_errors(record)), "a missing key is an error too"
