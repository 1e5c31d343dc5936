"""How good and how fast the shipped theme model is, on passages and documents that it was not trained on.

    python bench/themes.py ../shared

prints accuracy, primary-or-secondary, macro-F1, calibration error and coverage at 0.95 precision on the
passages of ``gold/dev.jsonl``; accuracy and top-2 on the documents of ``themes/labelled_dev.jsonl`` (without
其他 and 综合政务); and characters a second beside ``jieba.cut``.
"""

from __future__ import annotations

import argparse
import json
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from policytext.lexicon import shipped
from policytext.passages import find_passages
from policytext.segmentation import words
from policytext.theme_report import Figures, measure
from policytext.themes import Themes, load_themes

LEFT_OUT = ("其他", "综合政务")


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def gold_figures(themes: Themes, articles: list[dict[str, Any]]) -> tuple[Figures, float, float]:
    """The figures of gold passages, the share primary or secondary, and the share that is named."""
    scores, right, also, named = [], [], 0, 0
    for article in articles:
        passages = [p for p in article["passages"] if p["end"] - p["start"] >= 40 or "primary" in p]
        if not passages:
            continue
        said = [words(article["text"][p["start"] : p["end"]]) for p in passages]
        found = themes.scores(said, words(article.get("title") or ""))
        for passage, row in zip(passages, found, strict=True):
            best = themes.classes[int(row.argmax())]
            also += best in (passage["primary"], passage["secondary"])
            named += float(row.max()) >= themes.sure
            right.append(themes.classes.index(passage["primary"]))
        scores.append(found)
    return measure(np.vstack(scores), right, themes.classes), also / len(right), named / len(right)


def document_figures(themes: Themes, texts: list[dict[str, Any]]) -> tuple[int, float, float]:
    """Documents, and the share whose portal's label comes first, and among the first two."""
    name = {row["name"]: row["id"] for row in shipped().rows("themes")}
    first = second = count = 0
    for text in texts:
        if text["unit"] != "document" or text["theme"] in LEFT_OUT:
            continue
        body = text["text"]
        said = [words(body[p.start : p.end]) for p in find_passages(body, text["title"])] or [words(body)]
        ranked = [theme for theme, _ in themes.document_theme(said, words(text["title"] or ""))]
        count += 1
        first += ranked[:1] == [name[text["theme"]]]
        second += name[text["theme"]] in ranked[:2]
    return count, first / max(count, 1), second / max(count, 1)


def speed(themes: Themes, texts: list[str]) -> tuple[float, float]:
    """Characters a second of classification on segmented text, and of ``jieba.cut``."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba

    jieba.setLogLevel(60)
    jieba.initialize()
    passages = [[line for line in text.split("\n") if line.strip()] for text in texts]
    characters = sum(len(line) for lines in passages for line in lines)
    said = [[words(line) for line in lines] for lines in passages]
    themes.scores(said[0])

    def ours() -> None:
        for lines in said:
            themes.scores(lines)

    def theirs() -> None:
        for lines in passages:
            for line in lines:
                list(jieba.cut(line))

    return characters / best_time(ours), characters / best_time(theirs)


def best_time(work: Any, times: int = 3) -> float:
    found = []
    for _ in range(times):
        begin = time.perf_counter()
        work()
        found.append(time.perf_counter() - begin)
    return min(found)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("shared", type=Path)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--classes", action="store_true", help="precision, recall and F1 of each theme")
    options = parser.parse_args()
    themes = load_themes(options.model)
    own = Path(__file__).resolve().parents[1] / "corpus/gold/gold.jsonl"
    for path in (options.shared / "gold/dev.jsonl", own):
        if not path.is_file():
            continue
        figures, also, named = gold_figures(themes, rows_of(path))
        f = figures
        print(
            f"{path.name}: {f.passages} passages, accuracy {f.accuracy:.3f}, "
            f"primary or secondary {also:.3f}, macro-F1 {f.macro_f1:.3f}, ECE {f.ece:.3f}, "
            f"coverage at 0.95 precision {f.coverage:.2f}, named {named:.3f}"
        )
        if options.classes:
            for row in figures.per_class:
                print("  {:20} P {:.2f} R {:.2f} F1 {:.2f} n {}".format(*row))
    path = options.shared / "themes" / "labelled_dev.jsonl"
    if path.is_file():
        count, first, second = document_figures(themes, rows_of(path))
        print(f"{path.name}: {count} documents, accuracy {first:.3f}, top-2 {second:.3f}")
    path = options.shared / "articles" / "broadcast.jsonl"
    if path.is_file():
        ours, theirs = speed(themes, [row["text"] for row in rows_of(path)[:150]])
        print(f"speed: {ours:,.0f} characters a second, {ours / theirs:.1f} times jieba.cut ({theirs:,.0f})")


if __name__ == "__main__":
    main()
