"""find_programmes: the named policy things of a text, unfolded and tied to the knowledge base."""

from __future__ import annotations

from .lexicon import Lexicon
from .naming import name_programmes
from .records import Programme


def find_programmes(
    text: str,
    *,
    title: str | None = None,
    published: str | None = None,
    lexicon: Lexicon | None = None,
    knowledge: bool = True,
) -> list[Programme]:
    """The programme mentions of a text, in order, without overlaps.

    ``title`` and ``published`` (ISO date) belong to the article and help to link; ``lexicon`` overlays the
    shipped lists; ``knowledge=False`` leaves the knowledge base out and recognises by form and context alone.
    ``id`` is ``None`` for names outside the knowledge base and for ambiguous ones; ``candidates`` says what
    was weighed. Offsets count characters of ``text``; no string is refused.

    >>> text = "省总工会开展“送技能进企业”活动，印发《劳模工作室管理办法》。"
    >>> [(p.text, p.type) for p in find_programmes(text)]
    [('送技能进企业', 'campaign'), ('劳模工作室管理办法', 'document')]
    """
    return name_programmes(text, title, published, lexicon, knowledge)
