"""Annotation tools: articles go out to be corrected, and come back.

``docs/exchange.md`` says what each format shows and what it cannot hold. A format that shows less than the
record carries the whole record along: what was not touched in the tool comes back as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from ..errors import PolicytextError, WriteError
from ..records import Article

# Tool → the module that writes it and the one that reads it; nothing is imported before it is asked for.
_WRITERS = {
    "labelstudio": "labelstudio",
    "doccano": "doccano",
    "doccano-themes": "doccano_themes",
    "brat": "brat",
    "docbin": "docbin",
    "conll": "conll",
    "webannotation": "webannotation",
}
_READERS = {name: module for name, module in _WRITERS.items() if name != "webannotation"} | {
    "records": "records_file"
}
WRITES = tuple(_WRITERS)
READS = tuple(_READERS)


def export_annotations(
    articles: Iterable[Article], tool: str, path: str | Path, *, force: bool = False
) -> int:
    """Write articles in the format of a tool (one of ``WRITES``); returns how many.

    ``path`` is a file, for brat a folder. :class:`WriteError` where it stands there already without
    ``force``, :class:`PolicytextError` for a tool that is not known.
    """
    write = _function(tool, _WRITERS, "write")
    path = Path(path)
    if not force and (any(path.iterdir()) if path.is_dir() else path.exists()):
        raise WriteError(path, "exists already; --force replaces it")
    chosen = list(articles)
    write(chosen, path)
    return len(chosen)


def import_annotations(path: str | Path, tool: str) -> Iterator[Article]:
    """The articles of a tool's file or folder, with what was corrected there (``tool``: one of ``READS``).

    :class:`ReadError` where it is not of that format, or where a mark does not stand on the words it quotes.
    """
    return _function(tool, _READERS, "read")(Path(path))


def _function(tool: str, known: dict[str, str], name: str) -> Callable[..., Any]:
    if tool not in known:
        raise PolicytextError(f"{tool!r} is no format here: {', '.join(known)}")
    return getattr(import_module(f".{known[tool]}", __name__), name)
