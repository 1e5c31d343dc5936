"""``make fuzz``: so many inputs to every parser, counted; ends with 1 where one broke its promise.

    python fuzz/run.py --inputs 10000000 --seed 1      # all targets in their shares
    python fuzz/run.py --inputs 100000 --only extract  # one of them

Each kind of failure is printed once, with the shortest input that shows it. The same seed, the same inputs.
"""

from __future__ import annotations

import argparse
import logging
import random
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
logging.disable(logging.CRITICAL)  # parsers of pages and PDF warn of every flaw

import byte_inputs  # noqa: E402
import inputs  # noqa: E402
import targets  # noqa: E402

MOST = 200  # failures of a target until it is given up
SLOW = 2.0  # seconds that no input takes


def stream(kind: str, seed: int) -> Iterator[Any]:
    """The inputs of a kind."""
    if kind == "string":
        return inputs.strings(seed)
    return inputs.articles(seed) if kind == "article" else byte_inputs.files(kind, seed)


def try_target(name: str, count: int, seed: int) -> tuple[int, int, dict[str, Any]]:
    """How many inputs were tried, how many failed, and what was said → the shortest input of that kind."""
    target, kind, _ = targets.TARGETS[name]
    source, failed, said = stream(kind, seed), 0, {}
    for tried in range(1, count + 1):
        given = next(source)
        began = time.process_time()
        try:
            target(given)
            if time.process_time() - began > SLOW:
                raise TimeoutError(f"took longer than {SLOW} s")
        except Exception as error:
            failed += 1
            place = "".join(traceback.format_tb(error.__traceback__)[-2:])
            key = f"{place}{type(error).__name__}" + (f": {error}" if isinstance(error, OSError) else "")
            said[key] = min(said.get(key, given), given, key=len)
            if failed >= MOST:
                return tried, failed, said
    return count, failed, said


def shares(total: int, names: list[str]) -> dict[str, int]:
    """How many of the inputs go to each target."""
    whole = sum(targets.TARGETS[name][2] for name in names)
    return {name: max(1, round(total * targets.TARGETS[name][2] / whole)) for name in names}


def main() -> int:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--inputs", type=int, default=10_000_000, help="inputs of all targets together")
    parser.add_argument("--seed", type=int, default=1, help="0: another one each time")
    parser.add_argument("--only", action="append", choices=targets.TARGETS, help="this target alone")
    given = parser.parse_args()
    seed = given.seed or random.randrange(2**32)
    targets.shows("2023年，全省粮食产量增长5%。")  # loads what is loaded on demand
    all_tried = all_failed = 0
    for name, count in shares(given.inputs, given.only or list(targets.TARGETS)).items():
        began = time.perf_counter()
        tried, failed, said = try_target(name, count, seed)
        all_tried, all_failed = all_tried + tried, all_failed + failed
        print(
            f"{name:20}{tried:>11,} inputs {time.perf_counter() - began:8.1f} s   {failed} failed", flush=True
        )
        for where, shown in said.items():
            print(f"  {ascii(shown)[:1000]}\n{where}", flush=True)
    print(f"{all_tried:,} inputs with seed {seed}, {all_failed} failed")
    return 1 if all_failed else 0


if __name__ == "__main__":
    sys.exit(main())
