"""Records as they are, so that corrected ``.jsonl`` files give labels and lexicon lines too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..errors import ReadError
from ..loading import read_output
from ..records import Article


def read(path: Path) -> Iterator[Article]:
    """The articles of a ``.jsonl`` of records or of a folder that ``extract`` wrote."""
    try:
        articles = read_output(path)
    except UnicodeDecodeError:
        raise ReadError(path, "not UTF-8") from None
    for article in articles:
        if not isinstance(article.text, str):
            raise ReadError(path, "holds a record whose text is no string")
        yield article
