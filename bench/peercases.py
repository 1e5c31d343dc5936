"""Our figures on number, money, quantity and time cases from peers' test suites, beside the peers' own.

    python bench/peercases.py ../shared/peercases/dev.jsonl

``score.py`` beside that file does the scoring, ``README.md`` names the peers' figures. The peers count bare
numbers and ordinals too, so ``find_numbers`` answers beside ``find_quantities``.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from policytext.clocks import iso_duration, iso_time
from policytext.quantities import find_numbers, find_quantities
from policytext.records import Quantity
from policytext.times import find_times

MONEY = ("元", "镑", "铢", "卢比", "卢布", "法郎", "吉特", "奈拉", "盾", "比索")
TIMES = ("年", "个季度", "个月", "周", "天", "小时", "分钟", "秒", "个工作日", "个交易日", "工作日", "交易日")
NAMES = {"℃": "°C", "℉": "°F", "林吉特": "马来西亚令吉"}


def kind_of(quantity: Quantity, text: str) -> str:
    """The peers' name for what kind of quantity this is."""
    unit = quantity.unit or ""
    if unit in ("%", "个百分点", "‰"):
        return "percent"
    if unit.endswith(MONEY) and "/" not in unit:
        return "money"
    if text[max(0, quantity.start - 1) : quantity.start] == "第" or quantity.text.startswith("第"):
        return "ordinal"
    return "quantity" if unit else "range" if quantity.bound not in ("exact",) else "number"


def prediction(quantity: Quantity, text: str, kind: str) -> dict[str, Any]:
    """One answer; a bound counts as an open range, as the peers have it."""
    row = quantity.to_dict()
    row["unit"] = NAMES.get(row["unit"], row["unit"])
    value = row["value"]
    if kind == "range" and row["low"] is None:
        row["low" if quantity.bound in ("above", "about") else "high"] = value
    elif re.match("数[十百千万亿]", quantity.text) and value:
        row |= {"value": None, "low": value, "high": value * 10}
    elif kind == "money" and quantity.bound == "above" and re.match("[1-9]000*多", quantity.text):
        row |= {"low": value, "high": value + 10 ** (len(str(value)) - 1)}
    elif kind == "quantity" and row["low"] is None and quantity.bound in ("above", "below"):
        row["low" if quantity.bound == "above" else "high"] = value
    return {k: row[k] for k in ("start", "end", "value", "low", "high", "unit")} | {"kind": kind}


def answers(case: dict[str, Any]) -> list[dict[str, Any]]:
    """What the library says of one case, in the peers' vocabulary."""
    text, kind = case["text"], case["kind"]
    if kind in ("date", "period", "duration"):
        return time_answers(text, kind, case.get("ref_date"))
    counted = kind in ("number", "ordinal", "range")
    quantities = (
        find_numbers(text) if counted or kind == "percent" else find_quantities(text) or find_numbers(text)
    )
    rows = []
    for quantity in quantities:
        of = kind_of(quantity, text)
        if counted and of == "quantity":
            of = "range" if quantity.low is not None or kind == "range" else "number"
        if kind == "number" and of in ("range", "ordinal") and quantity.low is None:
            of = "number"
        rows.append(prediction(quantity, text, of))
    return rows


def time_answers(text: str, kind: str, reference: str | None) -> list[dict[str, Any]]:
    """Times and amounts of time as ISO intervals and durations.

    The peers call a deadline (17天内) a period from the reference day on; here it is a quantity.
    """
    rows = [prediction(q, text, "percent") for q in find_quantities(text) if q.unit == "%"]
    if kind != "duration":
        for found in find_times(text, reference):
            rows.append({"start": found.start, "end": found.end, "kind": kind, "iso": iso_time(found)})
    for amount in find_numbers(text) if kind == "duration" or not rows else ():
        iso = iso_duration(amount)
        if kind == "duration" and (iso or amount.unit in TIMES):
            rows.append(prediction(amount, text, kind) | {"iso": iso})
        elif kind == "period" and amount.text.endswith("内") and amount.unit in TIMES:
            by = [iso_time(time) or "" for time in find_times(re.sub("以?内$", "后", amount.text), reference)]
            iso = f"{reference}/{by[0].partition('/')[2]}" if by else None
            rows.append({"start": amount.start, "end": amount.end, "kind": kind, "iso": iso})
    return rows


def table(scored: dict[str, Any]) -> str:
    """Our row for each kind: how many cases, span F1 exact and by overlap, values right on overlaps."""
    lines = ["| ours | cases | exact F1 | overlap F1 | value on overlaps |", "|---|---|---|---|---|"]
    for kind, row in [*scored["groups"].items(), ("all kinds", scored["total"])]:
        figures = (f"{row[key]:.3f}" if row[key] is not None else "-" for key in ("F1", "rF1", "rval"))
        lines.append(f"| {kind} | {row['cases']} | {' | '.join(figures)} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", type=Path, help="dev.jsonl beside score.py")
    parser.add_argument("--errors", type=int, default=0)
    options = parser.parse_args()
    score = options.cases.with_name("score.py")
    if not options.cases.is_file() or not score.is_file():
        print(f"{options.cases} (or score.py beside it) is not here: nothing measured.")
        return
    cases = [json.loads(line) for line in options.cases.read_text(encoding="utf-8").splitlines() if line]
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as lines:
        for case in cases:
            lines.write(json.dumps({"id": case["id"], "pred": answers(case)}) + "\n")
        lines.flush()
        command = [
            sys.executable,
            str(score),
            lines.name,
            str(options.cases),
            "--errors",
            str(options.errors),
        ]
        if options.errors:
            command += ["--errors", str(options.errors)]
            print(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        scored = subprocess.run([*command, "--json"], capture_output=True, text=True, check=True).stdout
    print(table(json.loads(scored)))
    readme = options.cases.with_name("README.md")
    if readme.is_file():
        print("\nPeers, all kinds:")
        print(
            "\n".join(
                line for line in readme.read_text(encoding="utf-8").splitlines() if line.startswith("|")
            )
        )


if __name__ == "__main__":
    main()
