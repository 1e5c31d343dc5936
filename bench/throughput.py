"""Throughput beside peers, as ratios to ``jieba.cut`` on the same texts in the same process.

    python bench/throughput.py                       the broadcast stories, or the sample articles
    python bench/throughput.py FOLDER-OR-FILE        any articles that policytext reads
    python bench/throughput.py --rounds 9 --json

Every round measures all subjects one after the other; a ratio is taken within its round, so that a busy
machine changes little, and printed as the median with its quartiles. Times are of the processor. Peers that
are not installed are left out; slow ones are measured on fewer texts, jieba on the same.
"""

from __future__ import annotations

import argparse
import json
import logging
import platform
import statistics
import time
from collections import deque
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path

from policytext import Pipeline, iter_articles
from policytext.batches import Settings, extract_batch, input_schema, raw_row, ready_pipeline
from policytext.pipeline import together
from policytext.profiling import Clock
from policytext.records import RawArticle

ROOT = Path(__file__).resolve().parents[1]
BROADCAST = ROOT.parent / "shared" / "articles" / "broadcast.jsonl"
CHARACTERS = 400_000  # of the texts of one round
SLOW = 20_000  # of those that a slow peer gets
Subject = Callable[[str], object]


def articles_of(path: Path, characters: int) -> list[RawArticle]:
    """Articles spread over all that is there, up to a number of characters."""
    every = [item for item in iter_articles([path]) if isinstance(item, RawArticle)]
    whole = sum(len(article.text) for article in every)
    step = max(1, whole // characters)
    return every[::step]


def exhaust(items: Iterable[object]) -> None:
    deque(items, maxlen=0)


def peers() -> dict[str, tuple[Subject, bool]]:
    """Name → what is done with a text, and whether it is slow; those that are installed."""
    found: dict[str, tuple[Subject, bool]] = {}
    if find_spec("rjieba"):
        import rjieba

        found["rjieba.cut"] = (rjieba.cut, False)
    if find_spec("spacy"):
        import jieba
        import spacy
        from spacy.tokens import Doc

        vocabulary = spacy.blank("xx").vocab
        found["jieba.cut + a spaCy Doc"] = (lambda text: Doc(vocabulary, list(jieba.cut(text))), False)
    if find_spec("jionlp"):
        import jionlp

        found["JioNLP: times and money"] = (
            lambda text: (jionlp.ner.extract_time(text), jionlp.ner.extract_money(text)),
            True,
        )
    if find_spec("recognizers_number_with_unit"):
        from recognizers_number_with_unit import recognize_currency, recognize_dimension

        found["Recognizers-Text: currency and dimensions"] = (
            lambda text: (recognize_currency(text, "zh-cn"), recognize_dimension(text, "zh-cn")),
            True,
        )
    return found


def seconds(work: Callable[[], object]) -> float:
    """Processor seconds of a call."""
    started = time.process_time()
    work()
    return time.process_time() - started


def measure(articles: list[RawArticle], rounds: int) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Ratios to jieba by subject, and seconds of our steps in units of jieba's, a figure a round each."""
    import jieba
    import pyarrow as pa

    jieba.setLogLevel(logging.ERROR)
    settings = Settings()
    pipeline: Pipeline = ready_pipeline(settings)
    texts = [article.text for article in articles]
    few: list[str] = []
    while sum(map(len, few)) < min(SLOW, sum(map(len, texts))):
        few.append(texts[len(few)])
    rows = [raw_row(article) for article in articles]
    batches = [
        pa.RecordBatch.from_pylist(some, input_schema())
        for some in together(rows, lambda row: len(row["text"] or ""))
    ]
    others = peers()
    for run in (*(other for other, _ in others.values()), lambda text: exhaust(jieba.cut(text))):
        run(texts[0])  # loads what it needs
    ratios: dict[str, list[float]] = {}
    steps: dict[str, list[float]] = {}
    for _ in range(rounds):
        base = seconds(lambda: [exhaust(jieba.cut(text)) for text in texts])
        base_few = seconds(lambda: [exhaust(jieba.cut(text)) for text in few])
        ours = seconds(lambda: exhaust(pipeline.pipe(articles)))
        ratios.setdefault("policytext: the whole pipeline", []).append(base / ours)
        full = seconds(lambda: [extract_batch(batch, settings) for batch in batches])
        ratios.setdefault("policytext: with rows of tables and signatures", []).append(base / full)
        for name, (run, slow) in others.items():
            took = seconds(lambda run=run, slow=slow: [run(text) for text in (few if slow else texts)])
            ratios.setdefault(name, []).append((base_few if slow else base) / took)
        clock = Clock()
        pipeline.lap = clock.lap
        exhaust(pipeline.pipe(articles))
        pipeline.lap = lambda step: None
        whole = sum(clock.seconds.values())
        for step, took in clock.seconds.items():
            steps.setdefault(step, []).append(took / whole)
    return ratios, steps


def quartiles(figures: list[float]) -> tuple[float, float, float]:
    """Lower quartile, median, upper quartile."""
    if len(figures) < 2:
        return figures[0], figures[0], figures[0]
    low, middle, high = statistics.quantiles(figures, n=4, method="inclusive")
    return low, middle, high


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("path", nargs="?", type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--characters", type=int, default=CHARACTERS)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    path = options.path or (BROADCAST if BROADCAST.exists() else ROOT / "corpus" / "articles")
    articles = articles_of(path, options.characters)
    ratios, steps = measure(articles, options.rounds)
    figures = {name: quartiles(values) for name, values in ratios.items()}
    shares = {name: quartiles(values) for name, values in steps.items()}
    if options.json:
        print(json.dumps({"ratios": figures, "shares": shares}, ensure_ascii=False))
        return
    size = sum(len(article.text) for article in articles)
    print(f"{path.name}: {len(articles)} articles, {size:,} characters, {options.rounds} rounds")
    print(f"Python {platform.python_version()}, {platform.machine()}, {time.strftime('%Y-%m-%d')}\n")
    print(f"{'jieba.cut = 1':48}{'median':>9}{'quartiles':>17}")
    for name, (low, middle, high) in figures.items():
        print(f"{name:48}{middle:9.2f}{low:9.2f}–{high:.2f}")
    print(f"\n{'share of the pipeline':48}{'median':>9}{'quartiles':>17}")
    for name, (low, middle, high) in shares.items():
        print(f"{name:48}{middle:9.1%}{low:9.1%}–{high:.1%}")


if __name__ == "__main__":
    main()
