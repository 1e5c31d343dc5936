"""Which published advisories apply to the locked versions, from a copy of PyPA's database; needs no network.

    git clone https://github.com/pypa/advisory-database
    python bench/advisories.py advisory-database            # the versions of requirements-dev.lock
    python bench/advisories.py advisory-database --lowest   # the lowest that pyproject.toml takes

For where ``pip-audit`` reaches no service. Prints the date of the latest advisory: it knows none after that.
Ends with 1 where one applies.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from lowest import lowest
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
_PIN = re.compile(r"^\s*([\w.-]+)(?:\[[^]]*\])?\s*[=>]=\s*([\w.!+]+)", re.MULTILINE)
_CHANGED = re.compile(r"^modified: \W?([0-9-]{10})", re.MULTILINE)


def locked() -> dict[str, str]:
    """Package → version of the lock for development."""
    return _pins((ROOT / "requirements-dev.lock").read_text("utf-8"))


def _pins(text: str) -> dict[str, str]:
    return {canonicalize_name(name): version for name, version in _PIN.findall(text)}


def advisories(folder: Path, names: set[str]) -> Iterator[tuple[str, dict]]:
    """The advisories about these packages that have not been taken back."""
    import yaml

    for path in sorted(folder.glob("vulns/*/*.yaml")):
        if (name := canonicalize_name(path.parent.name)) in names:
            advisory = yaml.safe_load(path.read_text("utf-8"))
            if "withdrawn" not in advisory:
                yield name, advisory


def applies(advisory: dict, version: str) -> bool:
    """Whether a version is among those affected, listed or between introduced and fixed."""
    for affected in advisory["affected"]:
        if version in affected.get("versions", ()):
            return True
        for span in affected.get("ranges", ()):
            if span["type"] == "ECOSYSTEM" and _inside(span["events"], Version(version)):
                return True
    return False


def _inside(events: list[dict[str, str]], version: Version) -> bool:
    inside = False
    for event in events:
        [(kind, bound)] = event.items()
        if kind == "introduced":
            inside |= version >= Version(bound)
        elif kind == "fixed":
            inside &= version < Version(bound)
        elif kind == "last_affected":
            inside &= version <= Version(bound)
    return inside


def main() -> int:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lowest", action="store_true")
    given = parser.parse_args()
    versions = _pins("\n".join(lowest())) if given.lowest else locked()
    about = list(advisories(given.folder, set(versions)))
    found = [(name, one) for name, one in about if applies(one, versions[name])]
    for name, one in found:
        print(f"{name} {versions[name]}: {one['id']} {one.get('details', '')[:80]!r}")
    files = given.folder.glob("vulns/*/*.yaml")
    last = max(_CHANGED.findall("".join(path.read_text("utf-8") for path in files)), default="never")
    print(f"{len(versions)} packages, {len(about)} advisories about them, {len(found)} apply (as of {last})")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
