"""Time grows with length only: adversarial text for every function and every pattern.

``POLICYTEXT_LONG=1`` takes 100,000 repeats of every trigger and whole megabytes; without it the same tests
take shorter texts, on which what is not linear shows as well.
"""

import os
import random
import re
from collections import deque
from contextlib import suppress

import inputs
import patterns
import pytest

import policytext
import stopwatch
from policytext.errors import ReadError
from policytext.folding import fold
from policytext.metadata import find_metadata
from policytext.passages import find_title
from policytext.quantities import find_numbers
from policytext.readers import read_bytes
from policytext.regions import find_regions

LONG = bool(os.environ.get("POLICYTEXT_LONG"))
REPEATS = 100_000 if LONG else 2_000
SLACK = 3.0  # doubled input: twice the time, and noise
NOTICED = 0.1  # seconds below which no ratio is judged
WHOLE = 1_000_000 if LONG else 50_000  # bytes
PER_MEGABYTE = 10.0 if LONG else 20.0  # seconds; short runs share the machine with others
EVERY = {
    "extract": policytext.extract,
    "find_quantities": policytext.find_quantities,
    "find_numbers": find_numbers,
    "find_times": policytext.find_times,
    "find_programmes": policytext.find_programmes,
    "find_passages": policytext.find_passages,
    "find_title": find_title,
    "find_metadata": find_metadata,
    "find_regions": find_regions,
    "split_sentences": policytext.split_sentences,
    "segment": policytext.segment,
    "fold": fold,
    "parse_numeral": policytext.parse_numeral,
    "parse_quantity": policytext.parse_quantity,
    "parse_time": policytext.parse_time,
    "read html": lambda text: list(read_bytes(f"<p>{text}".encode(), "html", "x", "x")),
    "read csv": lambda text: list(read_bytes(f"text\n{text}".encode(), "csv", "x", "x")),
    "read jsonl": lambda text: list(read_bytes(text.encode(), "jsonl", "x", "x")),
}
# what costs most by the byte: an amount or a passage every few characters
DENSE = (
    "1，",
    "1%、",
    "1亿元\n",
    "一\n",
    "三大",
    "1/",
    "全省3家，\n",
    "占比30%—40%；",
    "“五小”、",
    "2021年1月1日",
    "全市3个",
    "3个企业",
)


def seconds(function, text, tries=1):
    """A refusal is an answer."""

    def asked():
        with suppress(ValueError, ReadError):
            function(text)

    return stopwatch.seconds(asked, tries=tries)


@pytest.mark.parametrize("name", EVERY)
def test_doubled_input_takes_twice_the_time(name):
    function = EVERY[name]
    seconds(function, "2023年增长5%。")  # loads what is loaded on demand
    for trigger in patterns.TRIGGERS:
        for end in ("", "。2023年增长5%。"):
            once, twice = (trigger * n + end for n in (REPEATS, 2 * REPEATS))
            if (longer := seconds(function, twice)) < NOTICED:
                continue
            shorter = seconds(function, once)
            if longer > SLACK * shorter:  # again: another process may have had the cache
                shorter, longer = (seconds(function, one, tries=3) for one in (once, twice))
            assert longer <= SLACK * shorter, (name, trigger, end, shorter, longer)


@pytest.mark.parametrize("text", DENSE)
def test_a_megabyte_takes_less_than_ten_seconds(text):
    whole = text * (WHOLE // len(text.encode()))
    policytext.extract("2023年增长5%。")
    assert seconds(policytext.extract, whole) < PER_MEGABYTE * WHOLE / 1e6


def test_many_different_names_take_time_by_their_number():
    def text(count, letters):  # others in each text: what was met before is remembered
        signs = (f"{i:05}".translate(str.maketrans("0123456789", letters)) for i in range(count))
        return "".join(f"开展“{sign}服务”行动。" for sign in signs)

    policytext.extract(text(100, "春夏秋冬晨午暮夜朝夕"))
    few, many = text(4_000, "子丑寅卯辰巳午未申酉"), text(16_000, "甲乙丙丁戊己庚辛壬癸")
    assert seconds(policytext.extract, many) < 8 * seconds(policytext.extract, few)


def test_a_megabyte_of_articles():
    whole = inputs.corpus().encode("utf-8", "replace").decode() * 20
    whole = whole.encode()[:WHOLE].decode("utf-8", "ignore")
    assert seconds(policytext.extract, whole) < PER_MEGABYTE * WHOLE / 1e6


def test_no_pattern_alone_is_worse_than_quadratic():
    """Patterns see a whole text or a window of it; those for windows may look at each place again, no more.

    Each is tried on every trigger and on strings made to match it, with their last character missing too.
    """
    found = patterns.collect_anew()
    assert len(found) > 400
    chance, size, limit = random.Random(1), 2000 if LONG else 500, 1.0 if LONG else 0.2
    for pattern, flags, where in found:
        made = [patterns.example(pattern, chance)[:60] for _ in range(8)]
        units = (*(patterns.TRIGGERS if LONG else patterns.TRIGGERS[::3]), *made, *(one[:-1] for one in made))
        for unit in filter(None, dict.fromkeys(units)):
            text = (unit * size)[:size]
            text = text.encode() if isinstance(pattern, bytes) else text
            if stopwatch.seconds(_search, pattern, flags, text) >= limit:
                assert stopwatch.seconds(_search, pattern, flags, text, tries=3) < limit, (
                    where,
                    pattern,
                    unit,
                )


def _search(pattern, flags, text):
    """All matches; a pattern that begins with any character is asked of whole lines."""
    if pattern[:1] == ".":
        re.fullmatch(pattern, text, flags)
    else:
        deque(re.finditer(pattern, text, flags), maxlen=0)
