"""The order of the steps: a text becomes an article with passages, programmes, claims and themes.

Furniture is blanked out, not cut out, so every step works with offsets into the text as it was given.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, cached_property
from heapq import merge
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from .claims import link_claims
from .errors import ReadError
from .folding import fold
from .following import attach_claims
from .lexicon import Lexicon, shipped, using
from .metadata import page_metadata
from .passages import read_layout
from .programmes import find_programmes
from .quantities import find_quantities
from .records import Article, Passage, RawArticle
from .segmentation import cut_words, words
from .themes import Themes, load_themes
from .times import find_times, states_amount

AHEAD = 32  # articles whose themes are read together


class Draft(NamedTuple):
    """An article but for its themes, with the words of its passages and of its title."""

    article: Article
    words_of: list[list[str]]
    heading: list[str]


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
        return self.finish([self.draft(raw)])[0]

    def draft(self, raw: RawArticle, published: str | None = None) -> Draft:
        """The article of a raw one without its themes; ``published`` serves where it has no date."""
        with using(self.lexicon):
            return self._draft(raw, raw.published or published)

    def finish(self, drafts: Sequence[Draft]) -> list[Article]:
        """The articles of some drafts with their themes, which are read together: that costs a third."""
        articles = []
        read = self.themes.read_articles([(d.article.passages, d.words_of, d.heading) for d in drafts])
        for draft, (passages, ranked) in zip(drafts, read, strict=True):
            theme = ranked[0][0] if ranked and ranked[0][1] >= self.themes.sure else None
            articles.append(replace(draft.article, passages=tuple(passages), theme=theme))
        self.lap("themes")
        return articles

    def _draft(self, raw: RawArticle, published: str | None) -> Draft:
        self.lap("rest")
        text = raw.text
        layout = read_layout(text, raw.title)
        found = {**page_metadata(layout, raw.title), **raw.metadata}
        published = published or found.get("published")
        title, passages = raw.title or layout.title, layout.passages
        body = blank_furniture(text, passages)
        self.lap("passages")
        times = find_times(body, published)
        self.lap("times")
        folded = fold(title, text) if title else None
        programmes = find_programmes(body, title=folded, published=published, lexicon=self.lexicon)
        self.lap("programmes")
        taken = list(
            merge(
                ((t.start, t.end) for t in times if not states_amount(t)),
                ((p.start, p.end) for p in programmes),
            )
        )
        quantities = find_quantities(body, taken)
        self.lap("quantities")
        keep = sorted({(s.start, s.end) for s in (*times, *programmes, *quantities)})
        tokens = cut_words(fold(body), keep=keep, lexicon=self.lexicon, engine=self.engine)
        self.lap("segmentation")
        claims = link_claims(
            body,
            quantities,
            times,
            tokens=tokens,
            paragraphs=[(p.start, p.end) for p in passages],
            title=folded,
            published=published,
        )
        programmes = attach_claims(body, programmes, claims)
        self.lap("claims")
        article = Article(
            text,
            raw.id or "",
            title,
            published,
            raw.source or found.get("source"),
            tuple(passages),
            tuple(claims),
            tuple(programmes),
            found,
        )
        words_of = [tokens.folded[slice(*tokens.range(p.start, p.end))] for p in passages]
        heading = self._heading(folded, passages, words_of, keep) if folded else []
        return Draft(article, words_of, heading)

    def _heading(
        self,
        title: str,
        passages: Sequence[Passage],
        words_of: Sequence[list[str]],
        keep: Sequence[tuple[int, int]],
    ) -> list[str]:
        """The words of the title: those of the passage that says it, unless a span in it was kept whole."""
        for passage, said in zip(passages, words_of, strict=True):
            if passage.kind == "title" and passage.end - passage.start == len(title):
                kept = any(start < passage.end and passage.start < end for start, end in keep)
                if not kept and "".join(said) == "".join(title.split()):
                    return said
        return words(title, lexicon=self.lexicon, engine=self.engine)

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
        while some := list(islice(readable, AHEAD)):
            yield from self.finish([self.draft(raw) for raw in some])

    def read(self, raw: RawArticle, published: str | None = None) -> Article:
        """The article of a raw one; ``published`` serves where the raw article has no date."""
        return self.finish([self.draft(raw, published)])[0]


def _raw(one: str | ReadError) -> RawArticle | None:
    if isinstance(one, str):
        return RawArticle(one)
    warnings.warn(f"left out {one}", stacklevel=3)
    return None


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
