"""No figure on the project's own annotated articles falls below the floor that it has reached."""

import importlib.util
import json
from pathlib import Path

BENCH = Path(__file__).resolve().parents[1] / "bench"


def test_figures_hold_their_floors():
    spec = importlib.util.spec_from_file_location("gate", BENCH / "gate.py")
    gate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(gate)
    floors = json.loads((BENCH / "floors.json").read_text("utf-8"))["floors"]
    figures = gate.measure()
    assert len(floors) == len(figures) == 20
    assert {name: figures[name] for name in floors if figures[name] < floors[name]} == {}
