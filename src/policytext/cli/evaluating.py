"""``policytext evaluate``: the figures of the annotation guidelines as a table."""

from __future__ import annotations

import json
from pathlib import Path

from rich.console import Console
from rich.table import Table

from ..errors import PolicytextError
from ..evaluation import evaluate, read_records
from .failing import fail


def run(predicted: Path, gold: Path, *, as_json: bool) -> None:
    """Print every figure of one file of records against another."""
    try:
        figures = evaluate(read_records(predicted), read_records(gold))
    except PolicytextError as error:
        fail(error)
    if as_json:
        print(json.dumps(figures, ensure_ascii=False))
        return
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    for name in ("precision", "recall", "F1", "n"):
        table.add_column(name, justify="right")
    for name, row in figures.items():
        cells = [row.get("precision"), row.get("recall"), row.get("f1", row.get("share"))]
        table.add_row(name, *("" if c is None else f"{c:.3f}" for c in cells), f"{row['n']:.0f}")
    Console(highlight=False).print(table)
