"""The themes of passages and articles, with the words that decided; a trained model read by numpy alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import accumulate, pairwise
from pathlib import Path

import numpy as np

from .errors import ReadError
from .folding import fold_script, is_traditional
from .lexicon import DATA, Lexicon, shipped
from .records import Passage, Span
from .segmentation import segment, words
from .sentences import split_sentences
from .theme_model import AGAIN, Reading, ThemeModel, softmax

SHIPPED = DATA / "themes.npz"
SHORTEST = 40  # characters of a passage that is read for itself; a shorter one lives by its article
SURE = 0.2  # a theme scored lower than this is not named
SURE_SUBTHEME = 0.6  # a sub-class scored lower than this is left at its class
SUBTHEME_EVIDENCE = 2.0  # what the logits of sub-classes are multiplied by: few passages make them shy
LISTED = 0.05  # themes scored lower are not listed
_BEST = 3  # themes listed
EVIDENCE = 0.38  # the power scores are raised to: real passages are harder than those learned from
TITLE_WEIGHT = 0.5  # how many passages the title counts for in the mixture of an article
SPREAD = 6.0  # how many passages of every theme alike are added to that mixture


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme of a passage: its id, its score from 0 to 1, and its sub-class where that is sure."""

    id: str
    score: float
    subtheme: str | None = None
    subtheme_score: float | None = None
    text: str = field(default="", compare=False, repr=False)
    themes: Themes | None = field(default=None, compare=False, repr=False)

    def explain(self) -> Explanation:
        """The words and sentences of the passage that spoke for this theme, and against it."""
        if self.themes is None:
            raise ReadError("theme", "it stands alone; ask the classifier: themes.explain(text, theme)")
        return self.themes.explain(self.text, self.id)


@dataclass(frozen=True, slots=True)
class Explanation:
    """What decided: spans of the text with their weight, the strongest first.

    A weight is the span's share in the theme's log-odds against the average theme; a negative one spoke
    against it. ``words`` and ``sentences`` can be highlighted as they are: offsets are those of the text.
    """

    theme: str
    words: tuple[tuple[Span, float], ...]
    sentences: tuple[tuple[Span, float], ...]

    def __str__(self) -> str:
        said = " ".join(f"{span.text}{weight:+.2f}" for span, weight in self.words[:12])
        return f"{self.theme}: {said}"


Ranked = tuple[tuple[str, float], ...]  # (theme id, score), the best first


class Themes:
    """A classifier of passages, made by :func:`load_themes`.

    >>> themes = load_themes()
    >>> themes.theme_of("中国人民银行决定下调金融机构存款准备金率0.5个百分点，并下调个人住房贷款利率。").id
    'finance'
    """

    def __init__(self, model: ThemeModel, lexicon: Lexicon | None = None, *, sure: float = SURE) -> None:
        self.model = model
        self.lexicon = lexicon or shipped()
        self.sure = sure

    @cached_property
    def _names(self) -> dict[str, list[str | None]]:
        """Theme → its sub-classes; ``None`` fills up the rows."""
        names = [*self.model.subclasses, None]
        columns = self.model.columns.tolist()
        return {theme: [names[i] for i in row] for theme, row in zip(self.classes, columns, strict=True)}

    @property
    def classes(self) -> tuple[str, ...]:
        return self.model.classes

    def scores(
        self, passages: Iterable[Sequence[str]], title: Sequence[str] = (), *, context: bool = True
    ) -> np.ndarray:
        """The scores (passages × classes) of an article's passages, each a list of words; rows sum to one.

        With ``context`` a passage is read in its article: see :func:`read_together`.
        """
        said = [*_simplified(passages)]
        alone = softmax(self.model.logits(_simplified([*said, title] if title else said)))
        if not context or not said:
            return alone[: len(said)]
        return read_together(alone[: len(said)], alone[len(said)] if title else None)

    def classify(
        self, passages: Sequence[Passage], words_of: Sequence[Sequence[str]], title: Sequence[str] = ()
    ) -> list[Passage]:
        """The passages with ``theme``, ``themes`` and ``subtheme`` set; ``words_of`` holds the words of each.

        ``themes`` ranks (id, score), secondary themes after the primary one; ``theme`` is ``None`` where no
        score reaches the threshold. Short passages say little alone and mostly follow their article.
        """
        return self._one(passages, words_of, title)[0]

    def document_theme(
        self, words_of: Sequence[Sequence[str]], title: Sequence[str] = ()
    ) -> tuple[tuple[str, float], ...]:
        """The themes of a whole article, ranked: (theme id, score) pairs; empty for an empty article.

        The title counts as much as all passages together.
        """
        return self._one((), words_of, title)[1]

    def _one(
        self, passages: Sequence[Passage], words_of: Sequence[Sequence[str]], title: Sequence[str]
    ) -> tuple[list[Passage], Ranked]:
        return self.read_articles([(passages, _simplified(words_of), _simplified([title])[0])])[0]

    def read_articles(
        self, articles: Sequence[tuple[Sequence[Passage], Sequence[Sequence[str]], Sequence[str]]]
    ) -> list[tuple[list[Passage], Ranked]]:
        """What :meth:`classify` and :meth:`document_theme` say of some articles, all looked up at once.

        An article is its passages, the words of each, and the words of its title; the words are in simplified
        script, as those of a folded text are.
        """
        read = [said for _, words_of, title in articles for said in (*words_of, title)]
        reading = self.model.read(read)
        alone = softmax(reading.logits())
        ends = np.cumsum([len(words_of) + 1 for _, words_of, _ in articles], dtype=np.intp)
        titled = np.array([bool(title) for _, _, title in articles], dtype=bool)
        together = _read_together(alone, ends, titled)
        characters = np.array([*map(len, map("".join, read))])
        whole = _mixtures(alone, characters, ends, titled)
        ranked = self._ranked(np.concatenate([together, whole]))
        below = self._subthemes(reading, together)
        found, at = [], 0
        of_articles = zip(articles, ends.tolist(), ranked[len(alone) :], strict=True)
        for (passages, words_of, title), behind, overall in of_articles:
            themed = []
            for passage, of, under in zip(passages, ranked[at:behind], below[at:behind], strict=False):
                sure = (of[0][0], of, under) if of and of[0][1] >= self.sure else (None, of, None)
                themed.append(Passage(passage.start, passage.end, passage.kind, *sure))
            found.append((themed, overall if title or words_of else ()))
            at = behind
        return found

    def _subthemes(self, reading: Reading, scores: np.ndarray) -> list[str | None]:
        """The sub-class of each passage within its best theme, where it is sure."""
        if not self.model.columns.size:
            return [None] * len(scores)
        labels = scores.argmax(axis=1)
        logits = reading.sub_logits(labels).astype(float)
        best = logits.argmax(axis=1)
        powers = np.exp(SUBTHEME_EVIDENCE * (logits - logits.max(axis=1, keepdims=True))).sum(axis=1)
        rows = zip(labels.tolist(), best.tolist(), (1 / powers >= SURE_SUBTHEME).tolist(), strict=True)
        names = [*self._names.values()]
        return [names[label][column] if sure else None for label, column, sure in rows]

    def ranked(self, scores: np.ndarray) -> tuple[tuple[str, float], ...]:
        """One row of scores as (theme id, score) pairs, the best first; negligible ones are left out."""
        return self._ranked(scores[None])[0]

    def _ranked(self, scores: np.ndarray) -> list[Ranked]:
        rest, rows = scores.copy(), np.arange(len(scores))
        listed = np.zeros(len(scores), dtype=int)
        best = []
        for _ in range(min(_BEST, scores.shape[1])):
            label = rest.argmax(axis=1)
            score = rest[rows, label].astype(float)
            rest[rows, label] = -1
            listed += score >= LISTED
            named = map(self.classes.__getitem__, label.tolist())
            best.append(zip(named, score.round(4).tolist(), strict=True))
        return [row[:n] for row, n in zip(zip(*best, strict=True), listed.tolist(), strict=True)]

    def theme_of(self, text: str, title: str | None = None) -> Theme | None:
        """The theme of one passage of text, ``None`` where none is sure enough; it can explain itself."""
        said = words(text, lexicon=self.lexicon)
        row = self.scores([said], words(title, lexicon=self.lexicon) if title else ())[0]
        best = int(row.argmax())
        if row[best] < self.sure or not said:
            return None
        name = self.classes[best]
        subtheme, sure = self.subtheme_of(said, name) or (None, None)
        return Theme(name, round(float(row[best]), 4), subtheme, sure, text, self)

    def subtheme_of(self, said: Sequence[str], theme: str) -> tuple[str, float] | None:
        """The sub-class of a passage of that theme and its score, or ``None`` where it is not sure."""
        scores = self.subtheme_scores(said, theme)
        name = max(scores, key=scores.__getitem__, default=None)
        return (name, round(scores[name], 4)) if name and scores[name] >= SURE_SUBTHEME else None

    def subtheme_scores(self, said: Sequence[str], theme: str) -> dict[str, float]:
        """The scores of a theme's sub-classes, which sum to one; empty for a theme without any."""
        names = [name for name in self._names.get(theme, ()) if name]
        if not names:
            return {}
        label = self.classes.index(theme)
        scores = softmax(SUBTHEME_EVIDENCE * self.model.sub_logits(_simplified([said])[0], label))
        return dict(zip(names, scores.tolist(), strict=True))

    def topics(self, text: str, title: str | None = None) -> list[tuple[str, float]]:
        """The same passage in the Comparative Agendas Project's major topics: (topic, score), the best first.

        Every sub-class falls under one topic (``cap`` in ``data/subthemes.tsv``); its score is that of its
        theme times its own.
        """
        said = words(text, lexicon=self.lexicon)
        row = self.scores([said], words(title, lexicon=self.lexicon) if title else ())[0]
        topic_of = {sub["id"]: sub["cap"] for sub in self.lexicon.rows("subthemes") if sub["cap"]}
        found: dict[str, float] = {}
        for theme, score in zip(self.classes, row.tolist(), strict=True):
            for name, share in self.subtheme_scores(said, theme).items():
                if name in topic_of:
                    found[topic_of[name]] = found.get(topic_of[name], 0.0) + score * share
        return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))

    def explain(self, text: str, theme: str | None = None) -> Explanation:
        """The words and sentences of a text that spoke for a theme (by default the best one)."""
        tokens = segment(text, lexicon=self.lexicon)
        said = list(_simplified([[token.text for token in tokens]])[0])
        if theme is None:
            theme = self.classes[int(self.model.logits([said])[0].argmax())]
        if theme not in self.classes:
            raise ReadError("theme", f"{theme!r} is no class of this model: {', '.join(self.classes)}")
        weights = self.model.contributions(said, self.classes.index(theme))
        spans = [Span(token.start, token.end, token.text) for token in tokens]
        ranked = sorted(zip(spans, weights.tolist(), strict=True), key=lambda pair: -abs(pair[1]))
        sentences = []
        for start, end in split_sentences(text):
            inside = [w for span, w in zip(spans, weights.tolist(), strict=True) if start <= span.start < end]
            sentences.append((Span(start, end, text[start:end]), sum(inside)))
        return Explanation(
            theme,
            tuple((span, weight) for span, weight in ranked if weight),
            tuple(sorted(sentences, key=lambda pair: -pair[1])),
        )


def _simplified(passages: Iterable[Sequence[str]]) -> list[Sequence[str]]:
    """The words in simplified script; those of simplified texts as they are."""
    found = list(passages)
    return [_simple(words) if is_traditional("".join(words)) else words for words in found]


def _simple(words: Sequence[str]) -> list[str]:
    text = fold_script("".join(words))
    return [text[start:end] for start, end in pairwise(accumulate(map(len, words), initial=0))]


def read_together(alone: np.ndarray, title: np.ndarray | None = None, rounds: int = 4) -> np.ndarray:
    """Scores of passages read alone → scores of passages read in their article.

    An article has its own mixture of themes. It is estimated from the passages themselves and the title by
    expectation maximisation (Saerens et al. 2002) and takes the place of the even mixture of the training
    data, so that a doubtful passage goes with its article while a clear one stays what it is.

    >>> alone = np.array([[0.9, 0.1], [0.9, 0.1], [0.9, 0.1], [0.45, 0.55]])
    >>> read_together(alone).argmax(axis=1).tolist()
    [0, 0, 0, 0]
    """
    rows = np.concatenate([alone, np.ones((1, alone.shape[1]), alone.dtype) if title is None else [title]])
    return _read_together(rows, np.array([len(rows)]), np.array([title is not None]), rounds)[:-1]


def _read_together(alone: np.ndarray, ends: np.ndarray, titled: np.ndarray, rounds: int = 4) -> np.ndarray:
    """:func:`read_together` for many articles; the rows of each end with its title, if it has one."""
    evidence = (alone**EVIDENCE).astype(float)
    title, sizes = ends - 1, np.diff(ends, prepend=0)
    given = SPREAD / alone.shape[1] + TITLE_WEIGHT * alone[title] * titled[:, None]
    counts = np.ones(len(alone))
    counts[title] = 0
    mixture = given
    for _ in range(rounds):
        shares = counts / np.einsum("ij,ij->i", evidence, mixture.repeat(sizes, axis=0))
        mixture = given + mixture * np.add.reduceat(evidence * shares[:, None], ends - sizes)
    together = evidence * mixture.repeat(sizes, axis=0)
    return together / together.sum(axis=1, keepdims=True)


def _mixtures(alone: np.ndarray, characters: np.ndarray, ends: np.ndarray, titled: np.ndarray) -> np.ndarray:
    """The scores of whole articles: passages count by their characters, the title as all of them together."""
    weights, title = np.minimum(characters, 400) + 1.0, ends - 1
    starts = np.append(0, ends)[:-1]
    weights[title] = 0
    totals = np.add.reduceat(weights, starts)
    weights[title] = np.where(totals > 0, totals * titled, 1)
    return np.add.reduceat(alone * weights[:, None], starts) / np.add.reduceat(weights, starts)[:, None]


@cache
def _loaded(path: Path) -> ThemeModel:
    return ThemeModel.load(path)


def load_themes(path: str | Path | None = None, lexicon: Lexicon | None = None) -> Themes:
    """The classifier of a model file, by default the shipped one.

    :class:`ReadError` if there is no such file, if it is damaged, of another format, or trained with a
    taxonomy whose themes the lexicon does not know.
    """
    path = Path(path) if path is not None else SHIPPED
    model = _loaded(path)
    known = {row["id"] for row in (lexicon or shipped()).rows("themes")}
    if not model.facts.get("own_taxonomy") and (unknown := [c for c in model.classes if c not in known]):
        raise ReadError(path, f"trained with another taxonomy (unknown here: {', '.join(unknown)}); {AGAIN}")
    return Themes(model, lexicon)
