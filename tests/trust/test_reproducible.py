"""The same bytes with one process or two, with either segmentation engine, and again."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))


def test_engines_and_jobs_give_the_same_bytes():
    pytest.importorskip("rjieba")
    from digest import digest

    assert digest("jieba", 1) == digest("rjieba", 1) == digest("rjieba", 2)
