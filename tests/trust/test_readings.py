"""No reading changes unseen: ``python bench/readings.py --renew`` writes them anew, to be looked at."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))


def test_readings_are_those_of_the_file():
    import readings

    changed = readings.differing()
    assert len(readings.FILE.read_text("utf-8").splitlines()) > 4000
    assert not changed, "\n".join([f"{len(changed)} readings changed:", *changed[:20]])
