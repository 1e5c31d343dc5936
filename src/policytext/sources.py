"""What a run reads, cut into sources: whole files, or stretches of the large files of many articles.

A source is small enough to hand to another process, which opens the file itself; its key is a digest of what
it holds, so that a later run can tell what is new.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from . import rows
from .errors import ReadError
from .readers import named_files, read_file
from .records import RawArticle

LINES, BYTES = 256, 4 << 20  # of one stretch of a JSONL file, whichever is reached first
FILES = 64  # small files of one task
_JSONL = (".jsonl", ".ndjson")


@dataclass(frozen=True, slots=True)
class Source:
    """A file, or the bytes ``start`` to ``end`` of a JSONL file, whose first line is the ``line``-th.

    ``key`` is a digest of what is read and of the name that ids are made of; ``size`` counts bytes, ``rows``
    articles (where only the reading of a file would tell, 1).
    """

    path: str
    name: str
    start: int = 0
    end: int | None = None
    line: int = 1
    key: str = ""
    size: int = 0
    rows: int = 1

    def read(self) -> Iterator[RawArticle | ReadError]:
        """The articles of the source; what cannot be read is yielded as an error."""
        if self.end is None:
            yield from read_file(Path(self.path), self.name)
            return
        try:
            with open(self.path, "rb") as file:
                file.seek(self.start)
                lines = itertools.takewhile(
                    bool, iter(lambda: file.readline(min(rows.MAX_LINE, self.end - file.tell())), b"")
                )
                for item in rows.read_jsonl(lines, self.path, self.name, self.line):
                    yield item if isinstance(item, ReadError) else replace(item, path=self.path)
        except OSError as error:
            yield ReadError(self.path, (error.strerror or str(error)).lower())


def plan_sources(paths: Iterable[str | Path]) -> Iterator[Source | ReadError]:
    """The sources of files, folders and globs, in a stable order, each with its key."""
    for entry in named_files(paths):
        if isinstance(entry, ReadError):
            yield entry
            continue
        path, name = entry
        try:
            if path.suffix.lower() in _JSONL:
                yield from _stretches(path, name)
            else:
                with path.open("rb") as file:
                    key = hashlib.file_digest(file, "sha256")
                key.update(b"\0" + name.encode("utf-8", "replace"))
                yield Source(str(path), name, key=key.hexdigest(), size=path.stat().st_size)
        except OSError as error:
            yield ReadError(path, (error.strerror or str(error)).lower())


def _stretches(path: Path, name: str) -> Iterator[Source | ReadError]:
    """A JSONL file cut at line ends; the cuts depend on the bytes before them alone."""
    with path.open("rb") as file:
        start, line, count, key = 0, 1, 0, hashlib.sha256()
        at = 0
        while piece := file.readline(rows.MAX_LINE):
            key.update(piece)
            at += len(piece)
            count += 1
            if count >= LINES or at - start >= BYTES:
                yield _stretch(path, name, start, at, line, count, key)
                start, line, count, key = at, line + count, 0, hashlib.sha256()
        if at > start:
            yield _stretch(path, name, start, at, line, count, key)
    if at == 0:
        yield ReadError(path, "empty")


def _stretch(
    path: Path, name: str, start: int, end: int, line: int, count: int, key: hashlib._Hash
) -> Source:
    key.update(f"\0{name}\0{line}".encode("utf-8", "replace"))
    return Source(str(path), name, start, end, line, key.hexdigest(), end - start, count)


def group(sources: Iterable[Source]) -> Iterator[tuple[Source, ...]]:
    """Sources in tasks worth sending: stretches alone, small files together."""
    waiting: list[Source] = []
    size = 0
    for source in sources:
        waiting.append(source)
        size += source.size
        if len(waiting) >= FILES or size >= BYTES or source.end is not None:
            yield tuple(waiting)
            waiting, size = [], 0
    if waiting:
        yield tuple(waiting)
