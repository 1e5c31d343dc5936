"""Inputs that grow towards code not yet met, by atheris (``pip install atheris``; CPython 3.11 to 3.13).

    python fuzz/coverage_guided.py find_quantities -runs=1000000 -max_len=200

The targets are those of ``run.py``; what breaks one is written to ``crash-…`` in the folder it runs in.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parent))
with atheris.instrument_imports(include=["policytext"]):
    import targets

    targets.shows("2023年，全省粮食产量增长5%。")  # loads what is loaded on demand


def main() -> None:
    logging.disable(logging.CRITICAL)
    target, kind, _ = targets.TARGETS[sys.argv.pop(1)]

    def one(data: bytes) -> None:
        given = data.decode("utf-8", "surrogateescape") if kind in ("string", "article") else data
        target(given)  # bytes that are no UTF-8 are halves of characters

    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
