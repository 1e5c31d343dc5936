"""find_programmes: the named policy things of a text, tied to the knowledge base."""

from __future__ import annotations

from .lexicon import Lexicon
from .records import Programme


def find_programmes(
    text: str, *, title: str | None = None, published: str | None = None, lexicon: Lexicon | None = None
) -> list[Programme]:
    """The programme mentions of a text, in order."""
    return []
