"""What the annotations of corpus/ say is found, recogniser by recogniser; the floors only rise."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from policytext.passages import find_passages
from policytext.pipeline import blank_furniture
from policytext.programmes import find_programmes
from policytext.quantities import find_numbers
from policytext.times import find_times

GOLD = Path(__file__).resolve().parents[2] / "corpus" / "gold" / "gold.jsonl"
FIELDS = ("value", "low", "high")


@pytest.fixture(scope="module")
def articles():
    found = [json.loads(line) for line in GOLD.read_text("utf-8").splitlines()]
    for article in found:
        passages = find_passages(article["text"], article["title"])
        article["body"] = blank_furniture(article["text"], passages)
    return found


def test_numbers(articles):
    """Of all that reads as a number, with its value, bound and unit."""
    right = total = 0
    for article in articles:
        found = {(q.start, q.end): q for q in find_numbers(article["body"])}
        for one in article["quantities"]:
            total += 1
            ours = found.get((one["start"], one["end"]))
            if ours and (ours.bound, ours.unit) == (one["bound"], one["unit"]):
                said = [None if one[f] is None else Decimal(str(one[f])) for f in FIELDS]
                right += [getattr(ours, f) for f in FIELDS] == said
    assert right >= NUMBERS, f"{right} of {total}"


def test_times(articles):
    """Of the times that govern a claim, with the dates that they denote."""
    right = total = 0
    for article in articles:
        found = {
            (t.start, t.end, t.time_start, t.time_end)
            for t in find_times(article["body"], article["published"])
        }
        named = {
            (q["time"]["start"], q["time"]["end"], q["time_start"], q["time_end"])
            for q in article["quantities"]
            if q["time"]
        }
        right, total = right + len(named & found), total + len(named)
    assert right >= TIMES, f"{right} of {total}"


def test_programmes(articles):
    right = total = 0
    for article in articles:
        title, published = article["title"], article["published"]
        found = {
            (p.start, p.end, p.type)
            for p in find_programmes(article["body"], title=title, published=published)
        }
        named = {(p["start"], p["end"], p["type"]) for p in article["programmes"]}
        right, total = right + len(named & found), total + len(named)
    assert right >= PROGRAMMES, f"{right} of {total}"


NUMBERS, TIMES, PROGRAMMES = 603, 123, 133
