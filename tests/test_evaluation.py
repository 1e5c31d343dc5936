"""Scores against reference annotations."""

import pytest

from policytext import ReadError
from policytext.evaluation import evaluate, match_spans, read_records, same_words, value

CLAIM = {
    **{"start": 4, "end": 8, "text": "5.2%", "value": 5.2, "low": None, "high": None, "bound": "exact"},
    **{"unit": "%", "measure": {"start": 0, "end": 4, "text": "粮食产量"}, "subject": None, "time": None},
    **{"time_start": None, "time_end": None, "direction": "up", "baseline": None, "status": "actual"},
}
PROGRAMME = {"start": 10, "end": 14, "text": "清朗行动", "type": "campaign", "components": ["甲", "乙"]}


def record(claims=(), programmes=(), passages=(), **more):
    return {
        "id": "a",
        "text": "粮食产量5.2%",
        "claims": list(claims),
        "programmes": list(programmes),
        "passages": list(passages),
        **more,
    }


def test_equal_records_score_one():
    passage = {"start": 0, "end": 20, "theme": "agriculture"}
    one = record([CLAIM], [PROGRAMME], [passage])
    assert {value(f) for f in evaluate([one], [one]).values()} == {1.0}


def test_missing_articles_count_as_empty():
    figures = evaluate([], [record([CLAIM])])
    assert figures["claims: span overlap"] == {"precision": 0.0, "recall": 0.0, "f1": 0.0, "n": 1}


@pytest.mark.parametrize(
    ("change", "figure"),
    [
        ({"value": 5.3}, "amount"),
        ({"unit": "个百分点"}, "amount"),
        ({"measure": {"start": 2, "end": 3, "text": "产"}}, "measure"),
        ({"subject": {"start": 0, "end": 2, "text": "粮食"}}, "subject"),
        ({"time_start": "2023-01-01"}, "time"),
        ({"direction": None}, "direction"),
        ({"status": "target"}, "status"),
    ],
)
def test_one_wrong_field_lowers_its_figure(change, figure):
    figures = evaluate([record([CLAIM | change])], [record([CLAIM])])
    assert value(figures["claims: span strict"]) == 1.0
    lower = figures["claims: amount" if figure == "amount" else f"claims: {figure} of matched"]
    assert value(lower) == 0.0


def test_reference_annotations_name_their_lists_differently():
    gold = record(
        quantities=[CLAIM], passages=[{"start": 0, "end": 9, "primary": "finance", "secondary": "commerce"}]
    )
    ours = record([CLAIM], passages=[{"start": 0, "end": 8, "theme": "commerce"}])
    figures = evaluate([ours], [gold])
    assert value(figures["claims: complete"]) == 1.0
    assert value(figures["themes: accuracy"]) == 0.0
    assert value(figures["themes: primary or secondary"]) == 1.0


def test_a_span_is_matched_once():
    one, two, gold = ({"start": a, "end": b} for a, b in ((0, 3), (3, 9), (0, 9)))
    assert match_spans([one, two], [gold]) == [(two, gold)]


def test_words_that_share_half_of_their_characters_are_the_same():
    span = lambda start, end: {"start": start, "end": end, "text": str((start, end))}  # noqa: E731
    assert same_words(span(0, 4), span(2, 6))
    assert not same_words(span(0, 4), span(3, 7))


def test_a_broken_file_names_its_line(tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text('{"id": "a", "text": ""}\n{"id": 1}\n', "utf-8")
    with pytest.raises(ReadError, match="line 2 is no article record"):
        read_records(path)
