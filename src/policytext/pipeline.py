"""The order of the steps: a text becomes an article with passages, programmes, claims and themes.

Furniture is blanked out, not cut out, so every step works with offsets into the text as it was given.
"""

from __future__ import annotations

import gc
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, cached_property
from pathlib import Path
from typing import TypeVar

from .claims import link_claims
from .cutting import cut_words
from .errors import ReadError
from .folding import fold
from .following import attach_claims
from .layout import read_layout
from .lexicon import Lexicon, shipped, using
from .metadata import page_metadata
from .programmes import find_programmes
from .quantities import find_quantities
from .records import Article, Passage, Programme, Quantity, RawArticle, TimeExpression
from .segmentation import words
from .themes import Themes, load_themes
from .times import find_times, last_day_told, states_amount

ARTICLES, CHARACTERS = 256, 1 << 18  # that go through a step together, whichever is reached first
Item = TypeVar("Item")


class Draft:
    """An article in the making: each step adds what it finds. Themes come last, for many articles at once."""

    __slots__ = (
        *("body", "claims", "engine", "found", "keep", "lexicon", "name", "passages", "programmes"),
        *("published", "quantities", "raw", "times", "title", "today", "tokens"),
    )

    def __init__(self, raw: RawArticle, lexicon: Lexicon, engine: str, published: str | None = None) -> None:
        self.raw, self.lexicon, self.engine = raw, lexicon, engine
        self.published = raw.published or published

    def find_passages(self) -> None:
        """The layout of the page: passages, title and metadata; furniture is blanked from here on."""
        text, raw = self.raw.text, self.raw
        layout = read_layout(text, raw.title)
        self.found = {**page_metadata(layout, raw.title), **raw.metadata}
        self.published = self.published or self.found.get("published")
        self.title, self.passages = raw.title or layout.title, layout.passages
        self.name = fold(self.title, text) if self.title else None  # the title as the other steps compare it
        self.body = blank_furniture(text, self.passages)
        self.today = self.published or last_day_told(raw.metadata.get("published_as_given"), self.name)

    def find_times(self) -> None:
        self.times = find_times(self.body, self.today)

    def find_programmes(self) -> None:
        self.programmes = find_programmes(
            self.body, title=self.name, published=self.published, lexicon=self.lexicon
        )

    def find_quantities(self) -> None:
        """Amounts in what names and calendar times have left."""
        times = ((t.start, t.end) for t in self.times if not states_amount(t))
        names = ((p.start, p.end) for p in self.programmes)
        self.quantities = find_quantities(self.body, sorted([*times, *names]))

    def cut_words(self) -> None:
        spans: tuple[TimeExpression | Programme | Quantity, ...]
        spans = (*self.times, *self.programmes, *self.quantities)
        self.keep = sorted({(s.start, s.end) for s in spans})
        folded = fold(self.body)
        self.tokens = cut_words(folded, keep=self.keep, lexicon=self.lexicon, engine=self.engine)

    def link_claims(self) -> None:
        self.claims = link_claims(
            self.body,
            self.quantities,
            self.times,
            tokens=self.tokens,
            paragraphs=[(p.start, p.end) for p in self.passages],
            title=self.name,
            published=self.today,
        )
        self.programmes = attach_claims(self.body, self.programmes, self.claims)

    def words_of_passages(self) -> list[list[str]]:
        """The words of each passage, folded."""
        tokens = self.tokens
        return [tokens.folded[slice(*tokens.range(p.start, p.end))] for p in self.passages]

    def heading(self, words_of: Sequence[list[str]]) -> list[str]:
        """The words of the title: those of the passage that says it, unless a span in it was kept whole."""
        title = self.name
        if not title:
            return []
        for passage, said in zip(self.passages, words_of, strict=True):
            if passage.kind == "title" and passage.end - passage.start == len(title):
                kept = any(start < passage.end and passage.start < end for start, end in self.keep)
                if not kept and "".join(said) == "".join(title.split()):
                    return said
        return words(title, lexicon=self.lexicon, engine=self.engine)

    def article(self, passages: Sequence[Passage], theme: str | None) -> Article:
        """The finished article, with the passages as the themes left them."""
        raw = self.raw
        return Article(
            raw.text,
            raw.id or "",
            self.title,
            self.published,
            raw.source or self.found.get("source"),
            tuple(passages),
            tuple(self.claims),
            tuple(self.programmes),
            self.found,
            theme,
        )


_STEPS: tuple[tuple[str, Callable[[Draft], None]], ...] = (
    ("passages", Draft.find_passages),
    ("times", Draft.find_times),
    ("programmes", Draft.find_programmes),
    ("quantities", Draft.find_quantities),
    ("segmentation", Draft.cut_words),
    ("claims", Draft.link_claims),
)


class Pipeline:
    """Reads articles through: ``pipeline(text)`` gives an :class:`Article`, ``pipeline.pipe(texts)`` many.

    ``lexicon`` overlays the shipped word lists; ``engine`` is the segmentation engine (auto, rjieba, jieba);
    ``themes`` is the path of a theme model of one's own.
    The attribute ``lap`` is called with the name of each step when it has ended, for those who measure.

    >>> article = Pipeline()("2023年，全省粮食产量比上年增长5.2%。", title="农业")
    >>> [(c.measure.text, c.text, c.direction, c.baseline) for c in article.claims]
    [('粮食产量', '5.2%', 'up', 'yoy')]
    """

    def __init__(
        self, *, lexicon: Lexicon | None = None, engine: str = "auto", themes: str | Path | None = None
    ) -> None:
        self.lexicon = lexicon or shipped()
        self.engine = engine
        self._themes = themes
        self.lap: Callable[[str], None] = _no_lap

    def __call__(
        self,
        text: str,
        published: str | None = None,
        title: str | None = None,
        *,
        id: str = "",
        source: str | None = None,
        metadata: Mapping[str, str] | None = None,
    ) -> Article:
        """The article of one text; what ``published`` and ``title`` leave open is looked for in the text."""
        raw = RawArticle(text, id, title, published, source, metadata=metadata or {})
        return self.read(raw)

    def read(self, raw: RawArticle, published: str | None = None) -> Article:
        """The article of a raw one; ``published`` serves where the raw article has no date."""
        return self.finish(self.drafts([raw], published))[0]

    def drafts(self, raws: Iterable[RawArticle], published: str | None = None) -> list[Draft]:
        """Some raw articles read through but for their themes; each step is done for all before the next."""
        drafts = [Draft(raw, self.lexicon, self.engine, published) for raw in raws]
        self.lap("rest")
        with using(self.lexicon), _nothing_collected():
            for name, step in _STEPS:
                for draft in drafts:
                    step(draft)
                self.lap(name)
        return drafts

    def finish(self, drafts: Sequence[Draft]) -> list[Article]:
        """The articles of some drafts with their themes, which are read together."""
        asked = []
        for draft in drafts:
            words_of = draft.words_of_passages()
            asked.append((draft.passages, words_of, draft.heading(words_of)))
        articles = []
        for draft, (passages, ranked) in zip(drafts, self.themes.read_articles(asked), strict=True):
            sure = ranked and ranked[0][1] >= self.themes.sure
            articles.append(draft.article(passages, ranked[0][0] if sure else None))
        self.lap("themes")
        return articles

    @cached_property
    def themes(self) -> Themes:
        """The classifier, loaded when the first article needs it."""
        return load_themes(self._themes, self.lexicon)

    def warm(self) -> None:
        """Load all that the first article would load."""
        self("全省增长5%。")

    def pipe(self, articles: Iterable[str | RawArticle | ReadError]) -> Iterator[Article]:
        """The articles of many texts or raw articles, in order; it reads some ahead, which is faster.

        What could not be read (``iter_articles`` gives such errors) is left out with a warning.
        """
        raws = (one if isinstance(one, RawArticle) else _raw(one) for one in articles)
        readable = (raw for raw in raws if raw is not None)
        for some in together(readable, lambda raw: len(raw.text)):
            with _nothing_collected():
                done = self.finish(self.drafts(some))
            yield from done


def together(
    items: Iterable[Item], length: Callable[[Item], int], most: int = ARTICLES
) -> Iterator[list[Item]]:
    """Items in lists of at most so many, cut short where their texts are long.

    What a step looks words up in is fetched from far for the first article, and near for those that follow.
    """
    some: list[Item] = []
    size = 0
    for item in items:
        some.append(item)
        size += length(item)
        if len(some) >= most or size >= CHARACTERS:
            yield some
            some, size = [], 0
    if some:
        yield some


def _raw(one: str | ReadError) -> RawArticle | None:
    if isinstance(one, str):
        return RawArticle(one)
    warnings.warn(f"left out {one}", stacklevel=3)
    return None


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Without the collector of cycles: the steps make none, and it would walk over all that they build."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _no_lap(step: str) -> None:
    """Nobody measures."""


def blank_furniture(text: str, passages: Iterable[Passage]) -> str:
    """The text with everything outside the passages turned to new lines; same length.

    >>> blank_furniture("首页\\n增长5%。\\n返回", [Passage(3, 8, "body")])
    '\\n\\n\\n增长5%。\\n\\n\\n'
    """
    parts, at = [], 0
    for passage in passages:
        parts += ["\n" * (passage.start - at), text[passage.start : passage.end]]
        at = passage.end
    return "".join(parts) + "\n" * (len(text) - at)


@cache
def _shipped() -> Pipeline:
    return Pipeline()


def extract(text: str, published: str | None = None, title: str | None = None) -> Article:
    """The article of one text, by the pipeline with the shipped word lists.

    ``published`` is an ISO date that relative times are counted from; it and ``title`` are looked for in the
    text where not given.

    >>> extract("截至目前，全市培训职工13万余人次。", published="2022-10-27").claims[0].time_end
    '2022-10-27'
    """
    return _shipped()(text, published, title)
