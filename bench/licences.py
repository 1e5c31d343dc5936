"""Names, versions and licences of everything that the library brings with it, from what is installed.

python bench/licences.py              # all dependencies of policytext[all]
python bench/licences.py --write      # into docs/licences.md
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "licences.md"
ASKING = ("AGPL", "GPL", "SSPL", "BUSL", "Proprietary", "Commons Clause")  # what would ask more than a notice
HEAD = """# Licences of what comes along

What `pip install 'policytext[all]'` brings, by `python bench/licences.py --write`. The library itself is MIT.

| package | version | licence |
| --- | --- | --- |
"""


def closure(name: str, extras: frozenset[str], found: dict[str, str]) -> None:
    """Collect a distribution and all that it requires here: name → licence and version as a table row."""
    try:
        here = distribution(name)
    except PackageNotFoundError:
        return  # an extra or platform that is not installed
    key = re.sub(r"[-_.]+", "-", here.metadata["Name"]).lower()
    seen = f"{key}{sorted(extras)}"
    if seen in _SEEN:
        return
    _SEEN.add(seen)
    found[key] = f"| {here.metadata['Name']} | {here.version} | {licence(here.metadata)} |"
    for requirement in here.requires or ():
        need, _, condition = requirement.partition(";")
        match = re.match(r"\s*([\w.-]+)\s*(?:\[([^\]]*)\])?", need)
        wanted = re.findall(r"extra\s*==\s*['\"]([^'\"]+)", condition)
        if match and (not wanted or set(wanted) & extras):
            inner = frozenset(part.strip() for part in (match[2] or "").split(",") if part.strip())
            closure(match[1], inner, found)


_SEEN: set[str] = set()


def licence(metadata) -> str:
    """The licence as the package states it: its expression, else its classifiers, else the first line."""
    if stated := metadata.get("License-Expression"):
        return stated
    classes = [
        c.split(" :: ")[-1] for c in metadata.get_all("Classifier") or () if c.startswith("License ::")
    ]
    lines = (metadata.get("License") or "not stated").strip().splitlines()
    return "; ".join(c for c in classes if c != "OSI Approved") or lines[0][:60]


def main() -> int:
    found: dict[str, str] = {}
    closure("policytext", frozenset({"all"}), found)
    found.pop("policytext")
    rows = [found[key] for key in sorted(found)]
    asking = [row for row in rows if any(name in row and f"L{name}" not in row for name in ASKING)]
    if "--write" in sys.argv:
        PAGE.write_text(HEAD + "\n".join(rows) + "\n", "utf-8")
    print("\n".join(rows))
    print(f"{len(rows)} packages; asking more than a notice: {len(asking)}", *asking, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
