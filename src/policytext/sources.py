"""What a run reads, cut into sources: whole files, or stretches of the large files of many articles.

A source is small enough to hand to another process, which opens the file itself; its key is a digest of what
it holds, so that a later run can tell what is new.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from . import readers, rows
from .errors import MissingExtraError, ReadError
from .places import file_system, is_remote, local_place, open_place
from .records import RawArticle

LINES, BYTES = 256, 4 << 20  # of one stretch of a JSONL file, whichever is reached first
FILES = 64  # small files of one task
_ROWS = 2048  # of one stretch of a Parquet file
_JSONL, _PARQUET = (".jsonl", ".ndjson"), ".parquet"
_PLAIN = (".txt", ".text", ".md", ".markdown", ".html", ".htm", ".shtml", ".xhtml")
_MARKUP = 16 << 20  # bytes that a page may have besides its text


@dataclass(frozen=True, slots=True)
class Source:
    """A file, or a stretch of one: the bytes ``start`` to ``end`` of JSONL, those rows of Parquet.

    ``line`` counts the first line of a JSONL stretch. ``key`` is a digest of what is read and of the name
    that ids are made of; ``size`` counts bytes, ``rows`` articles (where only reading would tell, 1).
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
        try:
            for item in self._items():
                if isinstance(item, ReadError) or item.path:
                    yield item
                else:
                    yield readers.sound(replace(item, path=self.path))
        except ReadError as error:
            yield error
        except MissingExtraError as error:
            yield ReadError(self.path, str(error))
        except OSError as error:
            yield ReadError(self.path, _reason(error))

    def _items(self) -> Iterator[RawArticle | ReadError]:
        suffix = PurePosixPath(self.path).suffix.lower()
        if self.end is None and not is_remote(self.path):
            yield from readers.read_file(Path(self.path), self.name)
            return
        with open_place(self.path) as file:
            if self.end is None:
                kind = readers.KINDS.get(suffix, "text")
                yield from readers.read_bytes(file.read(), kind, self.path, self.name)
            elif suffix == _PARQUET:
                yield from rows.read_parquet(file, self.path, self.name, self.start, self.end)
            else:
                file.seek(self.start)
                lines = rows.whole_lines(file, self.end)
                yield from rows.read_jsonl(lines, self.path, self.name, self.line)

    def too_large(self, max_chars: int) -> bool:
        """Whether a file of one article holds more characters than allowed, however they are written."""
        plain = self.end is None and self.path.lower().endswith(_PLAIN)
        return plain and self.size > 4 * max_chars + _MARKUP


def plan_sources(paths: Iterable[str | Path]) -> Iterator[Source | ReadError]:
    """The sources of files, folders, globs and URLs, in a stable order, each with its key."""
    for entry in _named(paths):
        if isinstance(entry, ReadError):
            yield entry
            continue
        place, name = entry
        suffix = PurePosixPath(place).suffix.lower()
        try:
            with open_place(place) as file:
                if suffix in _JSONL:
                    yield from _stretches(file, place, name)
                elif suffix == _PARQUET:
                    yield from _row_stretches(file, place, name)
                else:
                    key = hashlib.sha256()
                    while piece := file.read(1 << 20):
                        key.update(piece)
                    size = file.tell()
                    key.update(b"\0" + name.encode("utf-8", "replace"))
                    yield Source(place, name, key=key.hexdigest(), size=size)
        except OSError as error:
            yield ReadError(place, _reason(error))


def snapshot(paths: Iterable[str | Path]) -> list[tuple[str, object, object]]:
    """Each file of some paths with its size and time of change: when that changes, there is something new."""
    found: list[tuple[str, object, object]] = []
    for entry in _named(paths):
        if isinstance(entry, ReadError):
            continue
        try:
            if is_remote(entry[0]):
                system, path = file_system(entry[0])
                about = system.info(path)
                found.append((entry[0], about.get("size"), system.ukey(path)))
            else:
                stat = os.stat(entry[0])
                found.append((entry[0], stat.st_size, stat.st_mtime_ns))
        except OSError:  # gone since it was listed
            continue
    return found


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _named(paths: Iterable[str | Path]) -> Iterator[tuple[str, str] | ReadError]:
    """Each file with the name of its articles; local paths keep their order among themselves."""
    given = [local_place(path) for path in paths]
    for entry in readers.named_files([path for path in given if not is_remote(path)]):
        yield entry if isinstance(entry, ReadError) else (str(entry[0]), entry[1])
    for url in filter(is_remote, given):
        try:
            yield from _named_remote(url)
        except OSError as error:
            yield ReadError(url, _reason(error))
        except ReadError as error:
            yield error


def _named_remote(url: str) -> Iterator[tuple[str, str] | ReadError]:
    """The files of a URL: the file itself, those under a folder, or those that a pattern matches."""
    system, path = file_system(url)
    if any(sign in path for sign in "*?["):
        found = sorted(system.glob(path))
    else:
        found = [path] if system.isfile(path) else sorted(system.find(path))
    known = [name for name in found if _readable(PurePosixPath(name))]
    if not known:
        yield ReadError(url, "no such file or folder" if not found else "no readable file here")
    stems = Counter(PurePosixPath(name).stem for name in known)
    for name in known:
        stem = PurePosixPath(name).stem
        yield system.unstrip_protocol(name), stem if stems[stem] == 1 else name.removeprefix(path).strip("/")


def _readable(path: PurePosixPath) -> bool:
    return path.suffix.lower() in readers.KINDS and not path.name.startswith(".")


def _stretches(file: Any, place: str, name: str) -> Iterator[Source | ReadError]:
    """A JSONL file cut at line ends; the cuts depend on the bytes before them alone."""
    start, line, count, key = 0, 1, 0, hashlib.sha256()
    at = 0
    while piece := file.readline(1 << 20):
        key.update(piece)
        at += len(piece)
        if not piece.endswith(b"\n"):
            continue  # of a line longer than that, or the last
        count += 1
        if count >= LINES or at - start >= BYTES:
            yield _stretch(place, name, start, at, line, count, key)
            start, line, count, key = at, line + count, 0, hashlib.sha256()
    if at > start:
        yield _stretch(place, name, start, at, line, count + 1, key)
    if at == 0:
        yield ReadError(place, "empty")


def _stretch(
    place: str, name: str, start: int, end: int, line: int, count: int, key: hashlib._Hash
) -> Source:
    key.update(f"\0{name}\0{line}".encode("utf-8", "replace"))
    return Source(place, name, start, end, line, key.hexdigest(), end - start, count)


def _row_stretches(file: Any, place: str, name: str) -> Iterator[Source | ReadError]:
    """A Parquet file cut into stretches of rows; the keys tell the bytes of the row groups apart."""
    import pyarrow
    import pyarrow.parquet as pq

    file.seek(0)
    try:
        metadata = pq.read_metadata(file)
    except (pyarrow.ArrowException, OSError):
        yield Source(place, name, key=hashlib.sha256(f"{place}\0{name}".encode()).hexdigest())
        return  # its reading says what is wrong
    if metadata.num_rows == 0:
        yield ReadError(place, "empty: no row in it")
    first = 0
    for index in range(metadata.num_row_groups):
        group = metadata.row_group(index)
        digest = _group_digest(file, group)
        for at in range(first, first + group.num_rows, _ROWS):
            end = min(at + _ROWS, first + group.num_rows)
            key = hashlib.sha256(digest + f"\0{name}\0{at}\0{end}".encode("utf-8", "replace"))
            size = group.total_byte_size * (end - at) // max(1, group.num_rows)
            yield Source(place, name, at, end, 1, key.hexdigest(), size, end - at)
        first += group.num_rows


def _group_digest(file: Any, group: Any) -> bytes:
    """A digest of the columns of one row group, as they stand in the file."""
    digest = hashlib.sha256()
    for index in range(group.num_columns):
        column = group.column(index)
        digest.update(f"{column.path_in_schema}\0".encode())
        file.seek(column.dictionary_page_offset or column.data_page_offset)
        left = column.total_compressed_size
        while left > 0 and (piece := file.read(min(left, 1 << 20))):
            digest.update(piece)
            left -= len(piece)
    return digest.digest()


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
