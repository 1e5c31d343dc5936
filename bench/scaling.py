"""Does cost stay linear and memory flat? Figures and a chart.

    python bench/scaling.py article [--most 100]   one article of 1 KB to 100 MB; writes bench/scaling.svg
    python bench/scaling.py memory [--most 1000]   10 MB of JSONL and 1,000 MB: memory of each process
    python bench/scaling.py jobs [--size 20]       one job and two: how many times as fast
    python bench/scaling.py start                  import and ``policytext show``

Every measurement runs in a process of its own. Texts are the project's sample articles again and again with
other numbers, so that no two are alike.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from policytext import RawArticle, iter_articles

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "corpus" / "articles"
CHART = Path(__file__).with_name("scaling.svg")

ARTICLE = """
import resource, sys, time
from pathlib import Path
from policytext import Pipeline
text = Path(sys.argv[1]).read_text("utf-8")
pipeline = Pipeline(); pipeline.warm()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
started = time.process_time()
article = pipeline(text)
print(time.process_time() - started, len(text), len(article.claims), before,
      resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
EXTRACT = """
import os, resource, sys, time
os.environ["ARROW_DEFAULT_MEMORY_POOL"] = "system"  # as the command does
from policytext.extraction import extract_paths
started = time.perf_counter()
summary = extract_paths([sys.argv[1]], sys.argv[2], jobs=int(sys.argv[3]), formats=["parquet"])
print(time.perf_counter() - started, summary.articles, summary.claims)
for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
    print(resource.getrusage(who).ru_maxrss)
"""


def texts() -> Iterator[str]:
    """The sample articles for ever, each time with other digits."""
    samples = [item.text for item in iter_articles([SAMPLES]) if isinstance(item, RawArticle)]
    for turn in itertools.count():
        shifted = str.maketrans("0123456789", "".join(str((digit + turn) % 10) for digit in range(10)))
        yield from (sample.translate(shifted) for sample in samples)


def write_article(path: Path, size: int) -> None:
    """One text of so many bytes of UTF-8, cut at a character."""
    with path.open("wb") as file:
        for text in texts():
            data = text.encode() + b"\n"
            left = size - file.tell()
            file.write(data[:left].decode("utf-8", "ignore").encode())
            if left <= len(data):
                return


def write_jsonl(path: Path, size: int) -> int:
    """Articles as JSON lines up to so many bytes; how many."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for text in texts():
            count += 1
            day = f"20{count % 20 + 5:02}-{count % 12 + 1:02}-{count % 28 + 1:02}"
            row = {"id": f"a{count}", "published": day, "text": text}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            if file.tell() >= size:
                return count


def run(script: str, *arguments: object) -> list[float]:
    """The numbers that a script prints, run in a new process."""
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)], check=True, capture_output=True, text=True
    )
    return [float(word) for word in done.stdout.split()]


def measure_article(most: int) -> None:
    """Seconds, speed and memory of one article from 1 KB on, times ten up to ``most`` megabytes."""
    points = []
    with tempfile.TemporaryDirectory() as folder:
        path, size = Path(folder, "a.txt"), 1000
        while size <= most * 10**6:
            write_article(path, size)
            repeats = 5 if size <= 10**5 else 1
            runs = [run(ARTICLE, path) for _ in range(repeats)]
            seconds, characters, claims, before, after = min(runs)
            speed, more = characters / seconds, (after - before) / 1024
            print(
                f"{size:>12,} bytes {characters:>12,.0f} characters {seconds:9.3f} s {speed:10,.0f}/s "
                f"{claims:9,.0f} claims {more:8,.0f} MiB more",
                flush=True,
            )
            points.append((size, seconds))
            size *= 10
    CHART.write_text(chart(points), "utf-8")


def chart(points: list[tuple[float, float]]) -> str:
    """Seconds over bytes, both logarithmic, with the line of equal speed through the last point."""
    from math import log10

    low, high = log10(points[0][0]), log10(points[-1][0])
    floor = log10(min(seconds for _, seconds in points)) - 0.3
    top = log10(max(seconds for _, seconds in points)) + 0.3

    def at(size: float, seconds: float) -> tuple[float, float]:
        x = 70 + 500 * (log10(size) - low) / (high - low)
        return round(x, 1), round(330 - 290 * (log10(seconds) - floor) / (top - floor), 1)

    parts = []
    for power in range(int(low), int(high) + 1):
        x, _ = at(10**power, points[0][1])
        name = f"{10 ** (power - 3):,} KB" if power < 6 else f"{10 ** (power - 6):,} MB"
        parts.append(f'<text x="{x}" y="352" text-anchor="middle">{name}</text>')
        parts.append(f'<path d="M{x} 330V40" stroke="#ddd"/>')
    for power in range(round(floor + 0.5), int(top) + 1):
        _, y = at(points[0][0], 10.0**power)
        parts.append(f'<text x="62" y="{y + 4}" text-anchor="end">{10.0**power:g} s</text>')
        parts.append(f'<path d="M70 {y}H570" stroke="#ddd"/>')
    size, seconds = points[-1]
    bottom = max(points[0][0], size * 10**floor / seconds)
    (x1, y1), (x2, y2) = at(bottom, seconds * bottom / size), at(size, seconds)
    parts.append(f'<path d="M{x1} {y1}L{x2} {y2}" stroke="#888" stroke-dasharray="5 4" fill="none"/>')
    line = "L".join(f"{x} {y}" for x, y in (at(*point) for point in points))
    parts.append(f'<path d="M{line}" stroke="#1a5fb4" stroke-width="2" fill="none"/>')
    parts += [f'<circle cx="{x}" cy="{y}" r="3.5" fill="#1a5fb4"/>' for x, y in (at(*p) for p in points)]
    title = "One article: processor seconds by its size (dashed: equal speed)"
    head = 'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 370" font-family="sans-serif" font-size="12"'
    return (
        f"<svg {head}>"
        f'<rect width="600" height="370" fill="#fff"/><text x="70" y="24" font-size="14">{title}</text>'
        + "".join(parts)
        + "</svg>\n"
    )


def measure_memory(most: int) -> None:
    """Peak memory of the main process and of the largest worker, for a small input and a large one."""
    for size in (10, most):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "in.jsonl")
            count = write_jsonl(path, size * 10**6)
            seconds, articles, claims, main, worker = run(EXTRACT, path, Path(folder, "out"), 2)
            assert articles == count, (articles, count)
            print(
                f"{size:>6,} MB {count:>9,} articles {claims:>11,.0f} claims {seconds:8.1f} s "
                f"main {main / 1024:5.0f} MiB, worker {worker / 1024:5.0f} MiB",
                flush=True,
            )


def measure_jobs(size: int, rounds: int = 3) -> None:
    """Wall-clock seconds of one job and of two on the same input, in turn."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "in.jsonl")
        write_jsonl(path, size * 10**6)
        ratios = []
        for turn in range(rounds):
            one = run(EXTRACT, path, Path(folder, f"one{turn}"), 1)[0]
            two = run(EXTRACT, path, Path(folder, f"two{turn}"), 2)[0]
            ratios.append(one / two)
            print(f"one job {one:6.1f} s, two jobs {two:6.1f} s: {one / two:.2f} times", flush=True)
        print(f"median {statistics.median(ratios):.2f}; load of the machine {os.getloadavg()[0]:.1f}")


def measure_start(rounds: int = 7) -> None:
    """Milliseconds of ``import policytext`` beyond Python's own start, and of ``policytext show``."""

    def times(*command: object) -> list[float]:
        taken = []
        for _ in range(rounds):
            started = time.perf_counter()
            subprocess.run([sys.executable, *map(str, command)], check=True, stdout=subprocess.DEVNULL)
            taken.append(time.perf_counter() - started)
        return taken

    bare, loaded = times("-c", "pass"), times("-c", "import policytext")
    shown = times("-m", "policytext", "show", SAMPLES / "01-union-forum.txt")
    print(f"import policytext {1000 * (min(loaded) - min(bare)):.0f} ms (best of {rounds})")
    print(f"policytext show FILE {statistics.median(shown):.2f} s (median), best {min(shown):.2f} s")
    print(f"load of the machine {os.getloadavg()[0]:.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("article", "memory", "jobs", "start"))
    parser.add_argument("--most", type=int, help="megabytes of the largest input")
    parser.add_argument("--size", type=int, default=20, help="megabytes of input for jobs")
    options = parser.parse_args()
    if options.what == "article":
        measure_article(options.most or 100)
    elif options.what == "memory":
        measure_memory(options.most or 1000)
    elif options.what == "jobs":
        measure_jobs(options.size)
    else:
        measure_start()


if __name__ == "__main__":
    main()
