"""How good a theme model is: figures from scores and right answers, and the page that tells them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

BINS = 10  # of the calibration error
PRECISION = 0.95  # at which coverage is told


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of scores (passages × classes) against the right classes.

    ``accuracy``, ``top2``, ``macro_f1`` and ``ece`` (expected calibration error, 10 bins of the best score)
    go from 0 to 1; ``coverage`` is the largest share of passages, the surest first, of which 95 % are right.
    ``per_class`` holds (class, precision, recall, F1, passages); ``confusions`` (right, given, times).
    """

    passages: int
    accuracy: float
    top2: float
    macro_f1: float
    ece: float
    coverage: float
    per_class: tuple[tuple[str, float, float, float, int], ...]
    confusions: tuple[tuple[str, str, int], ...]

    def to_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


def measure(scores: np.ndarray, right: Sequence[int], classes: Sequence[str]) -> Figures:
    """The figures of scores whose right answers are the columns ``right``.

    >>> scores = np.array([[0.8, 0.2], [0.4, 0.6], [0.7, 0.3]])
    >>> figures = measure(scores, [0, 1, 1], ["财政", "农业"])
    >>> round(figures.accuracy, 3), figures.confusions
    (0.667, (('农业', '财政', 1),))
    """
    truth = np.asarray(right, dtype=int)
    order = np.argsort(-scores, axis=1, kind="stable")
    given, best = order[:, 0], scores.max(axis=1)
    hits = given == truth
    table = np.zeros((len(classes), len(classes)), dtype=int)
    np.add.at(table, (truth, given), 1)
    rows = []
    for place, name in enumerate(classes):
        hit, said, wanted = table[place, place], table[:, place].sum(), table[place].sum()
        parts = (hit / max(said, 1), hit / max(wanted, 1), 2 * hit / max(said + wanted, 1))
        precision, recall, f1 = (round(float(part), 4) for part in parts)
        rows.append((name, precision, recall, f1, int(wanted)))
    confused = [(classes[a], classes[b], int(table[a, b])) for a, b in np.argwhere(table) if a != b]
    return Figures(
        len(truth),
        round(float(hits.mean()), 4),
        round(float((order[:, :2] == truth[:, None]).any(axis=1).mean()), 4),
        round(float(np.mean([row[3] for row in rows if row[4]])), 4),
        round(calibration_error(best, hits), 4),
        round(coverage_at(best, hits), 4),
        tuple(rows),
        tuple(sorted(confused, key=lambda pair: (-pair[2], pair[:2]))),
    )


def calibration_error(best: np.ndarray, hits: np.ndarray) -> float:
    """The mean distance between score and accuracy over ten bins of the best score, by their sizes."""
    bins = np.minimum((best * BINS).astype(int), BINS - 1)
    gaps = [
        (bins == b).mean() * abs(best[bins == b].mean() - hits[bins == b].mean()) for b in np.unique(bins)
    ]
    return float(sum(gaps))


def coverage_at(best: np.ndarray, hits: np.ndarray, precision: float = PRECISION) -> float:
    """The largest share of passages, the surest first, that are right at that precision."""
    surest = np.argsort(-best, kind="stable")
    exact = np.cumsum(hits[surest]) / np.arange(1, len(hits) + 1)
    enough = np.flatnonzero(exact >= precision)
    return float((enough[-1] + 1) / len(hits)) if len(enough) else 0.0


@dataclass(frozen=True, slots=True)
class Report:
    """What a training says of itself.

    ``figures`` are those of held-out passages; ``curve`` holds (passages learned from, accuracy);
    ``doubtful`` the passages to label or check next: (text, theme that stands there or ``None``, first guess,
    its score, second guess).
    """

    figures: Figures
    curve: tuple[tuple[int, float], ...]
    doubtful: tuple[tuple[str, str | None, str, float, str], ...]
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        f = self.figures
        lines = [
            f"{f.passages} passages, held out in turn: accuracy {f.accuracy:.3f}, among the first two "
            f"{f.top2:.3f}, macro-F1 {f.macro_f1:.3f}, ECE {f.ece:.3f}, "
            f"coverage at {PRECISION} precision {f.coverage:.2f}",
            "",
            f"{'theme':24} {'P':>5} {'R':>5} {'F1':>5} {'n':>5}",
            *(f"{name:24} {p:5.2f} {r:5.2f} {f1:5.2f} {n:5}" for name, p, r, f1, n in f.per_class),
            "",
            "most confused: " + ("; ".join(f"{a} as {b} {n}×" for a, b, n in f.confusions[:8]) or "none"),
            "learning curve: "
            + (", ".join(f"{n} passages {right:.3f}" for n, right in self.curve) or "too few passages"),
            *self.notes,
        ]
        return "\n".join(lines)


def most_doubtful(
    texts: Sequence[str],
    given: Sequence[str | None],
    scores: np.ndarray,
    classes: Sequence[str],
    count: int = 50,
) -> tuple[tuple[str, str | None, str, float, str], ...]:
    """The passages whose two best themes are closest, the closest first."""
    if len(classes) < 2 or not len(texts):
        return ()
    order = np.argsort(-scores, axis=1, kind="stable")
    rows = np.arange(len(texts))
    margins = scores[rows, order[:, 0]] - scores[rows, order[:, 1]]
    return tuple(
        (
            texts[i],
            given[i],
            classes[order[i, 0]],
            round(float(scores[i, order[i, 0]]), 4),
            classes[order[i, 1]],
        )
        for i in np.argsort(margins, kind="stable")[:count]
    )


def model_card(facts: dict[str, Any]) -> str:
    """What a model file says of itself, as a Markdown page."""
    scores = facts.get("scores", {})
    data = facts.get("data", {})
    lines = [
        "# Theme model",
        "",
        f"Data of {facts.get('written') or 'unknown date'}: "
        + ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in data.items())
        + ".",
        "",
        "Method: one logistic regression a class over tf-idf of words, their pairs and their parts; "
        "scores calibrated by temperature on held-out passages; an article's passages are read together.",
        "",
        "Held-out passages of the training data (not of real articles): "
        + ", ".join(
            f"{name} {scores[name]:.3f}" for name in ("accuracy", "top2", "macro_f1", "ece") if name in scores
        ),
        "",
        "| theme | precision | recall | F1 | passages | taken for |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    taken: dict[str, list[str]] = {}
    for right, given, times in scores.get("confusions", ()):
        taken.setdefault(right, []).append(f"{given} {times}")
    for name, p, r, f1, n in scores.get("per_class", ()):
        lines.append(
            f"| {name} | {p:.2f} | {r:.2f} | {f1:.2f} | {n} | {', '.join(taken.get(name, [])[:4])} |"
        )
    return "\n".join(lines) + "\n"
