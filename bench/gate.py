"""The quality gate: figures on the project's own annotated articles, with floors that only rise.

    python bench/gate.py            print the figures beside their floors; exit status 1 if one is below
    python bench/gate.py --raise    write the figures that rose as the new floors

``floors.json`` also keeps a digest of what was measured: when the annotations change, floors are set anew.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path

from policytext import Pipeline
from policytext.evaluation import evaluate, read_records, value

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "corpus" / "gold" / "gold.jsonl"
FLOORS = Path(__file__).with_name("floors.json")


def measure() -> dict[str, float]:
    """Name of a figure → its value to four digits, by the pipeline as it stands."""
    gold = read_records(GOLD)
    pipeline = Pipeline()
    ours = [pipeline(r["text"], r["published"], r["title"], id=r["id"]).to_dict() for r in gold]
    return {name: round(value(figures), 4) for name, figures in evaluate(ours, gold).items()}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--raise", action="store_true", dest="lift", help="keep what rose as the new floors")
    options = parser.parse_args()
    digest = hashlib.sha256(GOLD.read_bytes()).hexdigest()[:16]
    kept = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {"measured_on": digest, "floors": {}}
    same = kept["measured_on"] == digest
    floors = kept["floors"] if same else {}
    figures = measure()
    below = [name for name, figure in figures.items() if figure < floors.get(name, 0.0)]
    for name, figure in figures.items():
        floor = floors.get(name)
        mark = "below its floor" if name in below else ""
        print(f"{name:34} {figure:.4f}  floor {'-' if floor is None else f'{floor:.4f}'}  {mark}")
    if not same:
        print("The annotations changed: these figures can be kept as new floors with --raise.")
    if options.lift and not below:
        floors = {name: max(figure, floors.get(name, 0.0)) for name, figure in figures.items()}
        kept = {"measured_on": digest, "floors": floors}
        FLOORS.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", "utf-8")
    sys.exit(bool(below) or (not same and not options.lift))


if __name__ == "__main__":
    main()
