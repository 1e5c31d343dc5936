"""Sentences: spans, ends, quotes, brackets, numbers."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from policytext.sentences import split_sentences
from stopwatch import seconds

CASES = Path(__file__).with_name("cases") / "sentences.txt"


@pytest.mark.parametrize("line", [c for c in CASES.read_text("utf-8").splitlines() if c and c[0] != "#"])
def test_case(line: str) -> None:
    expected = line[1:-1].split("】【")
    text = "".join(expected)
    assert [text[a:b] for a, b in split_sentences(text)] == expected


def test_new_lines_end_sentences_unless_wrapped() -> None:
    text = "一季度增长\n5%，势头良好。\r\n\r\n　　二季度再加力"
    assert [text[a:b] for a, b in split_sentences(text)] == ["一季度增长", "5%，势头良好。", "二季度再加力"]
    assert [text[a:b] for a, b in split_sentences(text, 0, 14, wrapped=True)] == [
        "一季度增长\n5%，势头良好。"
    ]


def test_bounds() -> None:
    text = "第一句。第二句。第三句。"
    assert split_sentences(text, 4, 8) == [(4, 8)]
    assert split_sentences(text, -5, 99) == [(0, 4), (4, 8), (8, 12)]
    assert split_sentences(text, 8, 4) == split_sentences("") == split_sentences(" \n　\u200b") == []


def test_an_open_bracket_does_not_swallow_the_text() -> None:
    text = "（起初没有右括号" + "，这里写了很多字" * 30 + "。后一句。再后一句。"
    assert len(split_sentences(text)) == 3


def test_any_string_passes_and_spans_hold() -> None:
    rng = random.Random(11)
    alphabet = "。！？；，：…“”’』（）()《》【】\n\r \u3000\u200b.一二3a"
    for _ in range(800):
        text = "".join(rng.choices(alphabet, k=rng.choice((1, 4, 30, 100))))
        last = 0
        for start, end in split_sentences(text, wrapped=rng.random() < 0.5):
            assert last <= start < end and text[start:end] == text[start:end].strip()
            last = end


def test_time_grows_with_length_only() -> None:
    _, shorter, longer = (seconds(split_sentences, "（《“好。”" * size) for size in (100, 4_000, 32_000))
    assert longer < 40 * max(shorter, 1e-4)
