"""The lock names a version for every dependency, within the bounds of pyproject.toml."""

import re
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bench"))


def test_the_lock_fits_the_project():
    lines = (ROOT / "requirements-dev.lock").read_text("utf-8").splitlines()
    locked = dict(line.split("==") for line in lines if re.match(r"[\w.-]+==", line))
    locked = {canonicalize_name(name): version for name, version in locked.items()}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [
        *project["dependencies"],
        *(need for name in extras if name != "browser" for need in extras[name]),
    ]
    for need in map(Requirement, wanted):
        if need.name != "policytext":
            assert need.specifier, f"{need.name} has no lower bound"
            assert need.specifier.contains(locked[canonicalize_name(need.name)]), need


@pytest.mark.parametrize(
    ("version", "bad"),
    [
        ("0.9", False),
        ("1.0", True),
        ("1.9.9", True),
        ("2.0", False),
        ("2.5", True),
        ("3.1", True),
        ("4", False),
    ],
)
def test_an_advisory_applies_to_what_lies_between_or_is_listed(version, bad):
    from advisories import applies

    events = [{"introduced": "1.0"}, {"fixed": "2.0"}, {"introduced": "3.0"}, {"last_affected": "3.1"}]
    advisory = {"affected": [{"ranges": [{"type": "ECOSYSTEM", "events": events}], "versions": ["2.5"]}]}
    assert applies(advisory, version) is bad
