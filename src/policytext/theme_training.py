"""Training of theme models; with the estimator's own modules the only room that imports scikit-learn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.linear_model import LogisticRegression
from sklearn.utils.validation import check_is_fitted

from .errors import PolicytextError
from .lexicon import Lexicon, shipped
from .segmentation import words
from .theme_labels import Labels
from .theme_model import ThemeModel, features, softmax
from .theme_report import Report, measure, most_doubtful

SURE_ENOUGH = 0.9  # the score from which self-training believes itself
CURVE = 40  # passages that a learning curve needs
TITLE_WEIGHT = 0.5  # of a title beside the 1 of its passage


class LabelError(PolicytextError, ValueError):
    """Texts or labels that nothing can be learned from; the sentence says what to do.

    >>> str(LabelError("all labels are 'finance'", "label at least two themes"))
    "all labels are 'finance': label at least two themes"
    """

    def __init__(self, reason: str, advice: str) -> None:
        self.reason, self.advice = reason, advice
        super().__init__(f"{reason}: {advice}")


class ThemeClassifier(ClassifierMixin, BaseEstimator):
    """A scikit-learn classifier of Chinese passages: strings, or lists of words, in; themes out.

    One logistic regression a class over tf-idf of words, pairs of words and character pairs of long words;
    ``terms`` are (theme, term, weight) rows, each a small training text of its theme. Scores are calibrated
    by one temperature and a shift a class, found on ``folds`` held-out parts (0: not calibrated).

    >>> texts = ["银行贷款利率下降", "发行国债和专项债券", "医院门诊看病", "乡镇卫生院的医生"]
    >>> model = ThemeClassifier(folds=2).fit(texts, ["finance", "finance", "health", "health"])
    >>> model.predict(["下调贷款利率", "门诊医生不足"]).tolist()
    ['finance', 'health']

    ``fit`` raises :class:`LabelError` for empty input, texts that are none, missing labels or a single class.
    """

    def __init__(
        self,
        C: float = 10.0,
        term_weight: float = 1.0,
        min_count: int = 1,
        folds: int = 5,
        terms: Sequence[tuple[str, str, float]] | None = None,
    ) -> None:
        self.C = C
        self.term_weight = term_weight
        self.min_count = min_count
        self.folds = folds
        self.terms = terms

    def fit(
        self,
        X: Iterable[str | Sequence[str]],
        y: Iterable[Any],
        sample_weight: Sequence[float] | None = None,
        titles: Sequence[str | None] | None = None,
        subthemes: Sequence[str | None] | None = None,
    ) -> ThemeClassifier:
        """Learn from passages and their themes.

        Of passages with ``titles`` the title is learned as a short text of the same theme; ``subthemes``
        teaches to tell the sub-classes apart.
        """
        texts, labels = _checked(X, y)
        count = len(texts)
        weights = np.ones(count) if sample_weight is None else np.asarray(sample_weight, dtype=float)
        if weights.shape != (count,) or not np.isfinite(weights).all() or (weights < 0).any():
            raise LabelError("the sample weights do not fit", "give one number of at least 0 a passage")
        self.classes_ = np.unique(labels)
        places = {name: place for place, name in enumerate(self.classes_.tolist())}
        right = np.array([places[name] for name in labels.tolist()])
        titled = [(i, title) for i, title in enumerate(titles or ()) if title]
        terms = [(places[name], term, weight) for name, term, weight in self.terms or () if name in places]
        texts += [features(words(text)) for text in (*(t for _, t in titled), *(t for _, t, _ in terms))]
        owners = np.array([*range(count), *(i for i, _ in titled), *[-1] * len(terms)])
        title_weights = [TITLE_WEIGHT * weights[i] for i, _ in titled]
        term_weights = [self.term_weight * float(weight) / 3 for *_, weight in terms]
        weights = np.concatenate([weights, title_weights, term_weights])
        right = np.concatenate([right[owners[owners >= 0]], np.array([t for t, *_ in terms], dtype=int)])
        vocabulary, idf = _vocabulary(texts, self.min_count)
        matrix = _matrix(texts, vocabulary, idf)
        logits = _out_of_fold(matrix, right, weights, owners, self.C, self.folds)
        scale, shift = _calibration(logits, right[:count])
        self.out_of_fold_ = softmax(logits * scale + shift)
        coefficients, bias = _fit_linear(matrix, right, weights, self.C)
        sub_rows, sub_weights, sub_bias, subclasses = _fit_subclasses(
            matrix[:count], right[:count], weights[:count], list(subthemes or ()), self.C
        )
        single = {name: row for name, row in vocabulary.items() if " " not in name}
        pairs = [[single[word] for word in name.split(" ")] for name in vocabulary if " " in name]
        self.model_ = ThemeModel(
            single,
            np.array(pairs, dtype="i4").reshape(-1, 2),
            (coefficients * idf[:, None] * scale).astype("f2"),
            (idf**2).astype("f4"),
            (bias * scale + shift).astype("f4"),
            tuple(map(str, self.classes_)),
            sub_rows.astype("i4"),
            (sub_weights * idf[sub_rows, None]).astype("f2"),
            sub_bias.astype("f4"),
            subclasses,
        )
        return self

    def predict_proba(self, X: Iterable[str | Sequence[str]]) -> np.ndarray:
        """Scores of the classes (passages × ``classes_``); each row sums to one."""
        check_is_fitted(self, "model_")
        return softmax(self.model_.logits(map(_words, X)))

    def predict(self, X: Iterable[str | Sequence[str]]) -> np.ndarray:
        """The most likely class of each passage."""
        best = self.predict_proba(X).argmax(axis=1)
        return self.classes_[best]

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        return tags


def _words(text: str | Sequence[str]) -> Sequence[str]:
    return words(text) if isinstance(text, str) else text


def _checked(X: Iterable[Any], y: Iterable[Any]) -> tuple[list[list[str]], np.ndarray]:
    """The features of the passages and their labels, or an error that says which passage is at fault."""
    passages, labels = list(X), list(y)
    if len(passages) != len(labels):
        raise LabelError(f"{len(passages)} passages and {len(labels)} labels", "give one label a passage")
    if not passages:
        raise LabelError("there are no passages", "label some of at least two themes")
    for number, (text, label) in enumerate(zip(passages, labels, strict=True), 1):
        if not isinstance(text, (str, list, tuple)):
            reason = f"passage {number} is no text but {type(text).__name__} {text!r:.40}"
            raise LabelError(reason, "leave out rows without text")
        if label is None or label != label or label == "":
            raise LabelError(f"passage {number} has no label ({label!r})", "label it or leave it out")
    found = np.array(labels)
    if len(set(found.tolist())) < 2:
        raise LabelError(f"all labels are {labels[0]!r}", "label passages of at least two themes")
    return [features(_words(text)) for text in passages], found


def _vocabulary(texts: list[list[str]], min_count: int) -> tuple[dict[str, int], np.ndarray]:
    """The features in order of the alphabet, pairs of words last, and their inverse document frequencies."""
    counts = Counter(chain.from_iterable(map(set, texts)))
    names = sorted((" " in name, name) for name, count in counts.items() if count >= min_count)
    times = np.array([counts[name] for _, name in names], dtype=float)
    return {name: row for row, (_, name) in enumerate(names)}, np.log((1 + len(texts)) / (1 + times)) + 1


def _matrix(texts: list[list[str]], vocabulary: dict[str, int], idf: np.ndarray) -> sparse.csr_matrix:
    """Rows of idf times count, over the root of the sum of idf² of all features of the text."""
    counts = [Counter(vocabulary[name] for name in text if name in vocabulary) for text in texts]
    columns = np.fromiter(chain.from_iterable(counts), dtype=np.int64)
    times = np.fromiter(chain.from_iterable(count.values() for count in counts), dtype=float)
    ends = np.cumsum([0, *map(len, counts)])
    whole = sparse.csr_matrix((times * idf[columns], columns, ends), shape=(len(texts), len(vocabulary)))
    lengths = np.sqrt(whole @ idf)
    return sparse.csr_matrix(sparse.diags(1 / np.where(lengths > 0, lengths, 1)) @ whole)


def _fit_linear(
    matrix: sparse.csr_matrix, right: np.ndarray, weights: np.ndarray, C: float
) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients (features × classes) and intercepts: each class against the rest.

    A class weighs by the root of its size only, so that small ones are heard. The dual solver gives the same
    figures on every run.
    """
    sizes = np.bincount(right, weights=weights)
    weights = weights * np.sqrt(weights.sum() / len(sizes) / np.maximum(sizes, 1e-9))[right]
    columns, bias = [], []
    for place in range(len(sizes)):
        if sizes[place] > 0:
            fitted = LogisticRegression(C=C, solver="liblinear", dual=True, random_state=0, max_iter=1000)
            fitted.fit(matrix, right == place, sample_weight=weights)
            columns.append(fitted.coef_[0])
            bias.append(fitted.intercept_[0])
        else:  # a class that this part of the data lacks
            columns.append(np.zeros(matrix.shape[1]))
            bias.append(-20.0)
    return np.array(columns).T, np.array(bias)


def _out_of_fold(
    matrix: sparse.csr_matrix,
    right: np.ndarray,
    weights: np.ndarray,
    owners: np.ndarray,
    C: float,
    folds: int,
) -> np.ndarray:
    """The logits of the passages, each by a fit that has seen neither it nor its title.

    ``owners`` holds for every row the passage it belongs to; -1 (a term) belongs to none and is always seen.
    """
    count = int((owners == np.arange(len(owners))).sum())
    logits = np.zeros((count, int(right.max()) + 1))
    smallest = int(np.bincount(right[:count]).min())
    folds = min(folds, max(2, smallest), count)
    if folds < 2:
        return logits
    turn, fold_of = Counter[int](), np.full(count + 1, -1)  # the last place is that of owner -1
    for row, place in enumerate(right[:count].tolist()):
        fold_of[row] = turn[place] % folds
        turn[place] += 1
    for fold in range(folds):
        held, seen = fold_of[:-1] == fold, fold_of[owners] != fold
        if held.any() and len(set(right[seen].tolist())) > 1:
            coefficients, bias = _fit_linear(matrix[seen], right[seen], weights[seen], C)
            logits[held, : len(bias)] = matrix[:count][held] @ coefficients + bias
    return logits


def _calibration(logits: np.ndarray, right: np.ndarray) -> tuple[float, np.ndarray]:
    """A factor on the logits and a shift a class that make the held-out themes most likely.

    Temperature scaling (Guo et al. 2017), then the shift by iterative scaling: it ends where each theme is
    expected as often as it is there.
    """
    shift = np.zeros(logits.shape[1])
    if not logits.any():
        return 1.0, shift
    rows = np.arange(len(right))
    scales = np.geomspace(0.25, 8, 61)
    losses = [-np.log(softmax(logits * scale)[rows, right] + 1e-12).mean() for scale in scales]
    scale = float(scales[int(np.argmin(losses))])
    times = np.bincount(right, minlength=len(shift))
    for _ in range(100):
        shift = shift + np.log(times / softmax(logits * scale + shift).sum(axis=0))
    return scale, shift


def _fit_subclasses(
    matrix: sparse.csr_matrix, right: np.ndarray, weights: np.ndarray, subthemes: list[str | None], C: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray, tuple[str, ...]]:
    """Weights that tell the sub-classes of each class apart, over the features met at least twice."""
    named = np.array([name or "" for name in subthemes] or [""] * len(right))
    groups = [sorted(set(named[right == place].tolist()) - {""}) for place in range(right.max() + 1)]
    subclasses = tuple(chain.from_iterable(groups))
    often = np.flatnonzero(np.bincount(matrix.indices, minlength=matrix.shape[1]) >= 2)
    if not subclasses:
        return often[:0], np.zeros((0, 0)), np.zeros(0), ()
    narrow, columns, bias = matrix[:, often], [], []
    for place, names in enumerate(groups):
        inside = np.flatnonzero((right == place) & (named != ""))
        for name in names:
            its = named[inside] == name
            if its.all():
                columns.append(np.zeros(len(often)))
                bias.append(0.0)
                continue
            fitted = LogisticRegression(C=C, solver="liblinear", dual=True, random_state=0, max_iter=1000)
            fitted.fit(narrow[inside], its, sample_weight=weights[inside])
            columns.append(fitted.coef_[0])
            bias.append(fitted.intercept_[0])
    return often, np.array(columns).T, np.array(bias), subclasses


def train_themes(
    labels: Labels,
    *,
    lexicon: Lexicon | None = None,
    own_taxonomy: bool = False,
    unlabelled: Iterable[str] = (),
) -> tuple[ThemeModel, Report]:
    """A model of labelled passages, and a report on it from passages held out in turn.

    Themes of the shipped taxonomy learn from the terms of the lexicon too. ``unlabelled`` texts adapt the
    model: the passages it is sure of are learned with half a weight (self-training), the least sure ones are
    named in the report as those to label next.

    >>> from .theme_labels import Label
    >>> rows = [Label("下调贷款利率", "finance"), Label("发行国债", "finance")]
    >>> rows += [Label("门诊医生不足", "health-sports"), Label("接种疫苗", "health-sports")]
    >>> model, report = train_themes(Labels(tuple(rows)))
    >>> model.classes, report.figures.passages
    (('finance', 'health-sports'), 4)

    :class:`LabelError` if there is nothing to learn.
    """
    lexicon = lexicon or shipped()
    terms = (
        () if own_taxonomy else [(r["theme"], r["term"], float(r["weight"])) for r in lexicon.rows("terms")]
    )
    rows = labels.rows
    texts = [words(row.text, lexicon=lexicon) for row in rows]
    right = [row.theme for row in rows]
    given: dict[str, Any] = {
        "titles": [row.title for row in rows],
        "subthemes": [row.subtheme for row in rows],
    }
    classifier = ThemeClassifier(terms=terms).fit(texts, right, **given)
    places = np.searchsorted(classifier.classes_, right)
    figures = measure(classifier.out_of_fold_, places.tolist(), classifier.model_.classes)
    others = list(dict.fromkeys(text for text in unlabelled if text.strip()))
    others_words = [words(text, lexicon=lexicon) for text in others]
    notes: list[str] = []
    if others:
        classifier, learned = _adapt(classifier, texts, right, given, others_words)
        notes.append(f"self-training: learned from {learned} of {len(others)} unlabelled passages")
    pool = (others, [None] * len(others), others_words) if others else ([r.text for r in rows], right, texts)
    scores = classifier.predict_proba(pool[2]) if others else classifier.out_of_fold_
    model = classifier.model_
    report = Report(
        figures,
        _curve(texts, right, terms),
        most_doubtful(pool[0], pool[1], scores, model.classes),
        tuple(notes),
    )
    facts = {
        "written": labels.written,
        "own_taxonomy": own_taxonomy,
        "data": {"labelled_passages": len(rows), "terms": len(terms), "unlabelled_passages": len(others)},
        "scores": figures.to_dict(),
    }
    return replace(model, facts=facts), report


def _adapt(
    classifier: ThemeClassifier,
    texts: list[list[str]],
    right: list[str],
    given: dict[str, Any],
    others: list[list[str]],
) -> tuple[ThemeClassifier, int]:
    """The classifier fitted again with the unlabelled passages that it is sure of, at half a weight."""
    scores = classifier.predict_proba(others)
    sure = [i for i, row in enumerate(scores) if row.max() >= SURE_ENOUGH]
    guesses = classifier.classes_[scores.argmax(axis=1)].tolist()
    weights = [1.0] * len(texts) + [0.5] * len(sure)
    more = {name: [*values, *[None] * len(sure)] for name, values in given.items()}
    passages = texts + [others[i] for i in sure]
    again = clone(classifier).fit(passages, [*right, *(guesses[i] for i in sure)], weights, **more)
    return again, len(sure)


def _curve(texts: list[list[str]], right: list[str], terms: Any) -> tuple[tuple[int, float], ...]:
    """Accuracy on every fifth passage after learning from a quarter, a half … of the others; of few, none."""
    if len(texts) < CURVE:
        return ()
    tests = [i for i in range(len(texts)) if i % 5 == 4]
    rest = [i for i in range(len(texts)) if i % 5 != 4]
    shuffled = np.random.default_rng(0).permutation(rest).tolist()
    found = []
    for share in (0.25, 0.5, 0.75, 1.0):
        some = sorted(shuffled[: max(2, int(len(shuffled) * share))])
        if tests and len({right[i] for i in some}) > 1:
            part = ThemeClassifier(folds=0, terms=terms).fit(
                [texts[i] for i in some], [right[i] for i in some]
            )
            hits = part.predict([texts[i] for i in tests]) == np.array([right[i] for i in tests])
            found.append((len(some), round(float(hits.mean()), 4)))
    return tuple(found)
