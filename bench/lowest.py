"""The lowest versions that pyproject.toml takes, a pin a line, to be installed together for the tests.

python -m venv low && low/bin/pip install $(python bench/lowest.py) && low/bin/pip install --no-deps -e .
low/bin/python -m pytest
"""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LEFT_OUT = frozenset(("spark", "browser", "notebooks"))  # Java, a browser, kernels: tests do without


def lowest() -> list[str]:
    """``name==version`` of every dependency, those of the extras and of development too."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    needs = [*project["dependencies"], *(n for name in extras if name not in LEFT_OUT for n in extras[name])]
    return [need.replace(">=", "==") for need in dict.fromkeys(needs) if not need.startswith("policytext")]


if __name__ == "__main__":
    print("\n".join(lowest()))
