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

from policytext.quantities import find_numbers, find_quantities
from policytext.records import Quantity

MONEY = ("元", "镑", "铢", "卢比", "卢布", "法郎", "吉特", "奈拉", "盾", "比索")
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
    return {k: row[k] for k in ("start", "end", "value", "low", "high", "unit")} | {"kind": kind}


def answers(case: dict[str, Any], find_times: Any) -> list[dict[str, Any]]:
    """What the library says of one case, in the peers' vocabulary."""
    text, kind = case["text"], case["kind"]
    if kind in ("date", "period", "duration"):
        found = find_times(text, case.get("ref_date")) if find_times else []
        return [time_answer(time, kind) for time in found]
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


def time_answer(time: Any, kind: str) -> dict[str, Any]:
    """A calendar time as an ISO interval whose end is exclusive."""
    from datetime import date, timedelta

    end = (date.fromisoformat(time.time_end) + timedelta(days=1)).isoformat() if time.time_end else ".."
    return {"start": time.start, "end": time.end, "kind": kind, "iso": f"{time.time_start or '..'}/{end}"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", type=Path, help="dev.jsonl beside score.py")
    parser.add_argument("--kind", action="append", help="only these kinds")
    parser.add_argument("--errors", type=int, default=0)
    options = parser.parse_args()
    score = options.cases.with_name("score.py")
    if not options.cases.is_file() or not score.is_file():
        print(f"{options.cases} (or score.py beside it) is not here: nothing measured.")
        return
    try:
        from policytext.times import find_times
    except ImportError:
        find_times = None
    cases = [json.loads(line) for line in options.cases.read_text(encoding="utf-8").splitlines() if line]
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as lines:
        for case in cases:
            lines.write(json.dumps({"id": case["id"], "pred": answers(case, find_times)}) + "\n")
        lines.flush()
        kinds = [flag for kind in options.kind or () for flag in ("--kind", kind)]
        command = [
            sys.executable,
            str(score),
            lines.name,
            str(options.cases),
            *kinds,
            "--errors",
            str(options.errors),
        ]
        print(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    readme = options.cases.with_name("README.md")
    if readme.is_file():
        print("Peers, all kinds (overlap F1 and value on overlaps are what to compare: rF1 above):")
        print(
            "\n".join(
                line for line in readme.read_text(encoding="utf-8").splitlines() if line.startswith("|")
            )
        )


if __name__ == "__main__":
    main()
