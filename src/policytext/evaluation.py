"""Records against reference annotations: the figures of the annotation guidelines, by field.

Two spans match where they overlap, one to one, the largest overlap first. A field of a matched claim agrees
where it is equal; the spans measure and subject where both are absent, say the same or share at least half of
their characters (F1 over characters).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from .errors import PolicytextError, ReadError

Record = Mapping[str, Any]
Figures = dict[str, dict[str, float]]

FIELDS = ("amount", "bound", "measure", "subject", "time", "direction", "baseline", "status")
COMPLETE = ("amount", "measure", "time", "status")  # what a claim must have right to count as complete


def match_spans(
    predicted: Sequence[Record], gold: Sequence[Record], *, strict: bool = False
) -> list[tuple[Record, Record]]:
    """Pairs of spans that overlap (or are equal, if ``strict``), each span in one pair at most.

    >>> a, b = {"start": 0, "end": 4}, {"start": 2, "end": 4}
    >>> match_spans([a], [b]) == [(a, b)], match_spans([a], [b], strict=True)
    (True, [])
    """
    by_start = sorted(range(len(gold)), key=lambda j: gold[j]["start"])
    pairs = []
    for i, p in enumerate(predicted):
        for j in by_start:
            g = gold[j]
            if g["start"] >= p["end"]:
                break
            shared = min(p["end"], g["end"]) - max(p["start"], g["start"])
            equal = (p["start"], p["end"]) == (g["start"], g["end"])
            if equal or (shared > 0 and not strict):
                pairs.append((not equal, -shared, i, j))
    found, used_p, used_g = [], set(), set()
    for _, _, i, j in sorted(pairs):
        if i not in used_p and j not in used_g:
            used_p.add(i)
            used_g.add(j)
            found.append((predicted[i], gold[j]))
    return found


def same_amount(p: Record, g: Record) -> bool:
    """Equal value, ends of a range and unit; numbers to six digits, fractions to three."""
    numbers = all(_near(p.get(key), g.get(key)) for key in ("value", "low", "high"))
    return numbers and (p.get("unit") or None) == (g.get("unit") or None)


def _near(a: float | None, b: float | None) -> bool:
    if a is None or b is None:
        return a is b
    size = max(abs(a), abs(b))
    return abs(a - b) <= (5e-4 if size < 1 else 1e-6 * size)


def same_words(p: Record | None, g: Record | None) -> bool:
    """Both absent, the same words, or spans that share half of their characters."""
    if not p or not g:
        return not p and not g
    shared = min(p["end"], g["end"]) - max(p["start"], g["start"])
    whole = p["end"] - p["start"] + g["end"] - g["start"]
    return p["text"] == g["text"] or (shared > 0 and 4 * shared >= whole)


def agreement(p: Record, g: Record) -> dict[str, bool]:
    """Field → whether a predicted claim says what the reference says."""
    marks = {"amount": same_amount(p, g)}
    marks |= {name: same_words(p.get(name), g.get(name)) for name in ("measure", "subject")}
    marks["time"] = all((p.get(k) or None) == (g.get(k) or None) for k in ("time_start", "time_end"))
    for name in ("bound", "direction", "baseline", "status"):
        marks[name] = (p.get(name) or None) == (g.get(name) or None)
    return marks


class _Tally:
    """Counts of one run of spans, and what comes of them."""

    def __init__(self) -> None:
        self.hits = self.predicted = self.gold = 0

    def add(self, hits: int, predicted: int, gold: int) -> None:
        self.hits, self.predicted, self.gold = self.hits + hits, self.predicted + predicted, self.gold + gold

    def figures(self) -> dict[str, float]:
        precision = self.hits / self.predicted if self.predicted else 0.0
        recall = self.hits / self.gold if self.gold else 0.0
        f1 = 2 * precision * recall / (precision + recall) if self.hits else 0.0
        return {"precision": precision, "recall": recall, "f1": f1, "n": self.gold}


def evaluate(predicted: Iterable[Record], gold: Iterable[Record]) -> Figures:
    """Name of a figure → its values; a gold article that was not predicted counts as empty.

    Gold records are article records, or reference annotations: their claims are named ``quantities``, and
    their passages have ``primary`` and ``secondary`` themes.
    """
    found = {record["id"]: record for record in predicted}
    tallies = {name: _Tally() for name in _TALLIES}
    fields = {name: _Tally() for name in FIELDS}
    types = _Tally()
    status: Counter[tuple[Any, Any]] = Counter()
    themes: Counter[tuple[Any, Any]] = Counter()
    lenient = 0
    for reference in gold:
        record = found.get(reference["id"], {})
        ours = record.get("claims") or []
        theirs = reference["quantities"] if "quantities" in reference else reference.get("claims") or []
        pairs = match_spans(ours, theirs)
        marks = [agreement(p, g) for p, g in pairs]
        sizes = (len(ours), len(theirs))
        tallies["claims: span strict"].add(len(match_spans(ours, theirs, strict=True)), *sizes)
        tallies["claims: span overlap"].add(len(pairs), *sizes)
        tallies["claims: amount"].add(sum(m["amount"] for m in marks), *sizes)
        tallies["claims: complete"].add(sum(all(m[k] for k in COMPLETE) for m in marks), *sizes)
        for name, tally in fields.items():
            tally.add(sum(m[name] for m in marks), len(marks), len(marks))
        status.update((g["status"], p.get("status")) for p, g in pairs)
        _programmes(record, reference, tallies, types)
        for primary, secondary, label in _themes(record, reference):
            themes[primary, label] += 1
            lenient += label is not None and label in (primary, secondary)
    figures = {name: tally.figures() for name, tally in tallies.items()}
    for name, tally in fields.items():
        figures[f"claims: {name} of matched"] = _share(tally.hits, tally.gold)
    figures["claims: status macro-F1"] = {"f1": _macro(status), "n": sum(status.values())}
    figures["programmes: type of matched"] = _share(types.hits, types.gold)
    agreed = sum(n for (g, p), n in themes.items() if g == p)
    figures["themes: accuracy"] = _share(agreed, sum(themes.values()))
    figures["themes: primary or secondary"] = _share(lenient, sum(themes.values()))
    figures["themes: macro-F1"] = {"f1": _macro(themes), "n": sum(themes.values())}
    return figures


_TALLIES = (
    "claims: span strict",
    "claims: span overlap",
    "claims: amount",
    "claims: complete",
    "programmes: span strict",
    "programmes: span overlap",
    "programmes: components",
)


def _programmes(record: Record, reference: Record, tallies: dict[str, _Tally], types: _Tally) -> None:
    ours, theirs = record.get("programmes") or [], reference.get("programmes") or []
    pairs = match_spans(ours, theirs)
    tallies["programmes: span strict"].add(
        len(match_spans(ours, theirs, strict=True)), len(ours), len(theirs)
    )
    tallies["programmes: span overlap"].add(len(pairs), len(ours), len(theirs))
    types.add(sum(p.get("type") == g["type"] for p, g in pairs), len(pairs), len(pairs))
    parts = [{part for p in some for part in p.get("components") or ()} for some in (ours, theirs)]
    tallies["programmes: components"].add(len(parts[0] & parts[1]), *map(len, parts))


def _themes(record: Record, reference: Record) -> Iterator[tuple[str | None, str | None, str | None]]:
    """Primary and secondary theme of each reference passage, and the theme of the passage of ours on it."""
    ours = record.get("passages") or []
    for passage in reference.get("passages") or ():
        primary = passage.get("primary", passage.get("theme"))
        if primary is None:
            continue
        best = max(
            ours,
            key=lambda p: min(p["end"], passage["end"]) - max(p["start"], passage["start"]),
            default=None,
        )
        reaches = best and min(best["end"], passage["end"]) > max(best["start"], passage["start"])
        yield primary, passage.get("secondary"), best.get("theme") if best and reaches else None


def _share(hits: int, all_: int) -> dict[str, float]:
    return {"share": hits / all_ if all_ else 0.0, "n": all_}


def _macro(confusion: Counter[tuple[Any, Any]]) -> float:
    labels = {gold for gold, _ in confusion}
    scores = []
    for label in labels:
        tally = _Tally()
        tally.add(
            confusion[label, label],
            sum(n for (_, p), n in confusion.items() if p == label),
            sum(n for (g, _), n in confusion.items() if g == label),
        )
        scores.append(tally.figures()["f1"])
    return sum(scores) / len(scores) if scores else 0.0


def read_records(path: str | Path) -> list[dict[str, Any]]:
    """The records of a JSONL file; raises :class:`ReadError` with the line that is none."""
    records = []
    try:
        with Path(path).open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                record = json.loads(line)
                if not isinstance(record, dict) or "id" not in record or "text" not in record:
                    raise ReadError(path, f"line {number} is no article record (id and text are needed)")
                records.append(record)
    except OSError as error:
        raise ReadError(path, (error.strerror or str(error)).lower()) from None
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ReadError(path, f"line {len(records) + 1} is no JSON ({error})") from None
    if not records:
        raise ReadError(path, "no record in it")
    return records


def value(figures: Mapping[str, float]) -> float:
    """The one number of a figure: its F1, else its share."""
    for name in ("f1", "share"):
        if name in figures:
            return figures[name]
    raise PolicytextError("a figure without f1 or share")
