"""The lock names a version for every dependency, within the bounds of pyproject.toml."""

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]


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
