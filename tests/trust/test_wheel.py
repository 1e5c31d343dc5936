"""The wheel holds the package and nothing else, and works where the sources are not."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMPILED = any(ROOT.glob("src/policytext/*.so"))
KINDS = {".py", ".tsv", ".npz", ".md", ".html", ".css", ".js", ".sql", ".typed", ".txt", ".ttf", ".json"}
SMOKE = """
import policytext, sys
assert "src" not in policytext.__file__, policytext.__file__
article = policytext.extract("2023年，全省粮食产量比上年增长5.2%。", published="2024-01-20")
assert article.claims[0].direction == "up" and article.theme_at(0) is not None
from policytext.cli import main
sys.argv = ["policytext", "show", "-"]
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    pytest.importorskip("hatchling", reason="hatchling builds the wheel; pip install hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    environment = {**os.environ, **({} if COMPILED else {"POLICYTEXT_PURE": "1"})}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (made,) = folder.glob("*.whl")
    return made


def test_the_wheel_holds_what_it_should(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        metadata = next(archive.read(name).decode() for name in names if name.endswith("METADATA"))
    inside = [name for name in names if ".dist-info/" not in name]
    assert all(name.startswith("policytext/") or "__mypyc." in name for name in inside)
    assert {Path(name).suffix for name in inside} <= KINDS | ({".so"} if COMPILED else set())
    assert not [n for n in inside if "__pycache__" in n or "/." in n or "test" in Path(n).name]
    sources = {
        path.relative_to(ROOT / "src").as_posix() for path in (ROOT / "src" / "policytext").rglob("*.py")
    }
    assert sources <= set(inside)
    assert {"policytext/py.typed", "policytext/data/units.tsv", "policytext/data/themes.npz"} <= set(inside)
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert "Requires-Python: >=3.11" in metadata
    assert wheel.stat().st_size < 20 * 2**20


def test_the_wheel_works_without_the_sources(wheel, tmp_path):
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", SMOKE], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
