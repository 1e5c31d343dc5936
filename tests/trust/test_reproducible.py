"""The same bytes with one process or two, with either segmentation engine, compiled or not."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).resolve().parents[2] / "bench"
SOURCE = Path(__file__).resolve().parents[2] / "src"
sys.path.insert(0, str(BENCH))


def test_engines_and_jobs_give_the_same_bytes():
    pytest.importorskip("rjieba")
    from digest import digest

    assert digest("jieba", 1) == digest("rjieba", 1) == digest("rjieba", 2)


def test_compiled_modules_are_those_of_the_sources_and_give_the_same_bytes(tmp_path):
    libraries = sorted(SOURCE.glob("policytext/*.so"))
    if not libraries:
        pytest.skip("the recognisers are not compiled here")
    stale = [path.name for path in libraries if path.stat().st_mtime < source_of(path).stat().st_mtime]
    assert not stale, "compiled before their sources were changed; make setup compiles them again"
    shutil.copytree(SOURCE, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.so"))
    command = [sys.executable, str(BENCH / "digest.py")]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    pure = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    compiled = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert pure == compiled


def source_of(library):
    return library.with_name(library.name.partition(".")[0] + ".py")
