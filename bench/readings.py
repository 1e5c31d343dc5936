"""``tests/cases/readings.tsv``: what is read in the sample articles and in composed phrases, as it stands.

    python bench/readings.py            # what differs from the file
    python bench/readings.py --renew    # write what is read now, for the change to be looked at in the diff

No annotation: a line may be wrong. It holds the small print of the grammar, so that no change goes unseen.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from hashlib import sha256
from itertools import product
from pathlib import Path

from policytext.clocks import iso_duration, iso_time
from policytext.numerals import parse_numeral
from policytext.passages import find_passages
from policytext.pipeline import blank_furniture
from policytext.quantities import find_numbers, find_quantities
from policytext.times import find_times

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "tests" / "cases" / "readings.tsv"
PHRASES = ROOT / "tests" / "cases" / "phrases.txt"
DAY, EARLY = "2022-10-27", "2024-02-05"
_NUMBER = re.compile(r"[\d一二三四五六七八九十百千万亿]")
MOST = 90  # phrases of a line


def phrases() -> Iterator[str]:
    """The lines of ``phrases.txt``, slots filled: ``{约|超过}5{万|}元`` is four; of many, some."""
    for line in PHRASES.read_text("utf-8").splitlines():
        if line and not line.startswith("# "):
            parts = [part.split("|") for part in line.replace("}", "{").split("{")]
            made = list(map("".join, product(*parts)))
            yield from made[:: 1 + len(made) // MOST]


def read_numeral(text: str) -> str | None:
    try:
        return f"{parse_numeral(text):.15g}"
    except ValueError:
        return None


def passages() -> Iterator[str]:
    """Two thirds of the passages of ``corpus/themes`` with a number, whichever rows are added."""
    for path in sorted((ROOT / "corpus" / "themes").glob("*.tsv")):
        for line in path.read_text("utf-8").splitlines():
            text = max(line.split("\t"), key=len)
            if _NUMBER.search(text) and sha256(text.encode()).digest()[0] < 170:
                yield text


def readings(text: str, day: str = DAY) -> Iterator[str]:
    """What is read in a text, a reading a line."""
    times = find_times(text, day)
    taken = {(q.start, q.end) for q in find_quantities(text, [(t.start, t.end) for t in times])}
    for q in find_numbers(text):
        sign = "amount" if (q.start, q.end) in taken else "number"
        values = [None if v is None else f"{v:.15g}" for v in (q.value, q.low, q.high, *q.interval[:2])]
        yield _line(q.start, q.text, sign, *values, *q.interval[2:], q.bound, q.unit, iso_duration(q))
    for t in times:
        yield _line(t.start, t.text, "time", t.time_start, t.time_end, iso_time(t))


def _line(*cells: object) -> str:
    return "\t".join("-" if cell is None else str(cell).replace("\n", "⏎") for cell in cells)


def lines() -> Iterator[str]:
    """All lines of the file."""
    for path in sorted((ROOT / "corpus" / "articles").glob("*.txt")):
        if "gb18030" not in path.stem:
            text = path.read_text("utf-8")
            body = blank_furniture(text, find_passages(text))
            yield from (f"{path.stem}\t{line}" for line in readings(body))
    for text in dict.fromkeys(passages()):
        found = [reading for day in (DAY, EARLY) for reading in readings(text, day)]
        digest = sha256("\n".join(found).encode()).hexdigest()[:12]
        yield f"{text[:8]}…{sha256(text.encode()).hexdigest()[:6]}\t{len(found)} readings\t{digest}"
    for phrase in phrases():
        yield f"{phrase}\t{read_numeral(phrase) or '-'}"
        yield from (f"{phrase}\t{line}" for line in readings(phrase))


def differing() -> list[str]:
    """Lines that are read now and do not stand in the file (+), and those that do and are not (-)."""
    kept, now = FILE.read_text("utf-8").splitlines() if FILE.exists() else [], list(lines())
    old, new = set(kept), set(now)
    gone, come = (line for line in kept if line not in new), (line for line in now if line not in old)
    return [*map("- {}".format, gone), *map("+ {}".format, come)]


if __name__ == "__main__":
    print("\n".join(differing()))
    if "--renew" in sys.argv:
        FILE.write_text("\n".join(lines()) + "\n", "utf-8")
