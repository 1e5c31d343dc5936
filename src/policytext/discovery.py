"""Names that the knowledge base lacks, gathered from many articles, ready for a user's own lexicon."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from .following import programme_key
from .lexicon import TABLES
from .records import Article, Programme
from .sentences import split_sentences

_EXAMPLES = 3


@dataclass(slots=True)
class Suggestion:
    """A name outside the knowledge base, and what the articles say of it."""

    key: str
    name: str
    type: str
    articles: int = 0
    mentions: int = 0
    first: str | None = None
    last: str | None = None
    parts: tuple[str, ...] = ()
    forms: set[str] = field(default_factory=set)
    examples: list[str] = field(default_factory=list)
    candidates: tuple[tuple[str, float], ...] = ()

    def to_row(self) -> dict[str, str]:
        """The suggestion as a line of ``programmes.tsv``.

        >>> row = Suggestion("unknown:百日攻坚", "“百日攻坚”行动", "campaign", 3, 5).to_row()
        >>> row["id"], row["name"], row["note"]
        ('own:百日攻坚', '“百日攻坚”行动', '3 articles, 5 mentions')
        """
        counted = f"{self.articles} articles, {self.mentions} mentions"
        seen = f"; {self.first} … {self.last}" if self.first else ""
        row = dict.fromkeys((column.lstrip("*") for column in TABLES["programmes"]), "")
        row |= {
            "id": self.key.replace("unknown:", "own:", 1),
            "name": self.name,
            "aliases": "|".join(sorted(self.forms - {self.name})),
            "type": self.type,
            "components": "|".join(self.parts),
            "note": counted + seen,
        }
        return {column: " ".join(cell.split()) for column, cell in row.items()}


def suggest_programmes(articles: Iterable[Article], *, at_least: int = 1) -> list[Suggestion]:
    """The names that are not in the knowledge base, those in the most articles first.

    ``at_least`` is the number of articles a name must stand in. Bare titles of single documents count too;
    ambiguous names carry their ``candidates``.
    """
    found: dict[str, Suggestion] = {}
    for article in articles:
        here: set[str] = set()
        for programme in article.programmes:
            if programme.id is not None:
                continue
            one = _noted(found, programme)
            one.mentions += 1
            if one.key not in here:
                here.add(one.key)
                _met(one, article, programme)
    chosen = [one for one in found.values() if one.articles >= at_least]
    return sorted(chosen, key=lambda one: (-one.articles, -one.mentions, one.key))


def to_lexicon(suggestions: Iterable[Suggestion]) -> Iterator[str]:
    """The lines of a ``programmes.tsv``: a header, then each suggestion under its example sentences.

    >>> one = Suggestion("unknown:甲行动", "甲行动", "campaign", examples=["开展甲行动。"])
    >>> lines = list(to_lexicon([one]))
    >>> lines[1], lines[2].split("\\t")[:2]
    ('# 开展甲行动。', ['own:甲行动', '甲行动'])
    """
    yield "\t".join(column.lstrip("*") for column in TABLES["programmes"])
    for one in suggestions:
        yield from (f"# {example}" for example in one.examples)
        if one.candidates:
            yield "# may be " + ", ".join(f"{name} ({score:.2f})" for name, score in one.candidates)
        yield "\t".join(one.to_row().values())


def _noted(found: dict[str, Suggestion], programme: Programme) -> Suggestion:
    key = programme_key(programme)
    one = found.get(key)
    if one is None:
        name = programme.canonical or programme.text
        one = found[key] = Suggestion(key, name, programme.type, candidates=programme.candidates)
    one.forms.add(programme.text)
    one.parts = one.parts or programme.components
    return one


def _met(one: Suggestion, article: Article, programme: Programme) -> None:
    one.articles += 1
    if day := article.published:
        one.first = min(one.first or day, day)
        one.last = max(one.last or day, day)
    if len(one.examples) < _EXAMPLES:
        start = article.text.rfind("\n", 0, programme.start) + 1
        end = article.text.find("\n", programme.end)
        spans = split_sentences(article.text, start, end if end >= 0 else None)
        sentence = next((s for s in spans if s[0] <= programme.start < s[1]), None)
        if sentence:
            example = " ".join(article.text[sentence[0] : sentence[1]].split())
            if example not in one.examples:
                one.examples.append(example[:200])
