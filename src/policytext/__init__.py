"""Chinese policy and news articles to tables: numeric claims, named programmes, themes.

>>> import policytext
>>> article = policytext.extract("2023年，全省粮食产量比上年增长5.2%。", published="2024-01-20")
>>> article.claims[0].direction, article.claims[0].time.text
('up', '2023年')
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

# Public name → the module that holds it; nothing is imported before it is asked for.
_HOMES = {
    "extract": "pipeline",
    "Pipeline": "pipeline",
    "read": "readers",
    "iter_articles": "readers",
    "segment": "segmentation",
    "words": "segmentation",
    "split_sentences": "sentences",
    "find_quantities": "quantities",
    "parse_quantity": "quantities",
    "parse_numeral": "numerals",
    "find_times": "times",
    "parse_time": "times",
    "resolve_time": "times",
    "find_programmes": "programmes",
    "find_passages": "passages",
    "Lexicon": "lexicon",
    **dict.fromkeys(
        (
            "Article",
            "Claim",
            "Passage",
            "Programme",
            "Quantity",
            "RawArticle",
            "Span",
            "TimeExpression",
            "Token",
        ),
        "records",
    ),
    **dict.fromkeys(
        ("PolicytextError", "ReadError", "WriteError", "LexiconError", "MissingExtraError"), "errors"
    ),
}
__all__ = ["__version__", *_HOMES]

if TYPE_CHECKING:
    from .errors import LexiconError, MissingExtraError, PolicytextError, ReadError, WriteError
    from .lexicon import Lexicon
    from .numerals import parse_numeral
    from .passages import find_passages
    from .pipeline import Pipeline, extract
    from .programmes import find_programmes
    from .quantities import find_quantities, parse_quantity
    from .readers import iter_articles, read
    from .records import (
        Article,
        Claim,
        Passage,
        Programme,
        Quantity,
        RawArticle,
        Span,
        TimeExpression,
        Token,
    )
    from .segmentation import segment, words
    from .sentences import split_sentences
    from .times import find_times, parse_time, resolve_time


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
