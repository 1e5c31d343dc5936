"""Files, folders, globs, standard input and bytes → raw articles; the front door of reading."""

from __future__ import annotations

import glob
import io
import os
import re
import sys
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from .charsets import decode
from .errors import MissingExtraError, ReadError
from .records import RawArticle

KINDS = {
    ".txt": "text", ".text": "text", ".md": "text", ".markdown": "text",
    ".html": "html", ".htm": "html", ".shtml": "html", ".xhtml": "html", ".mhtml": "mhtml", ".mht": "mhtml",
    ".docx": "docx", ".pdf": "pdf",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "tsv", ".parquet": "parquet",
}  # fmt: skip
MAX_BYTES = 256 * 2**20  # of a file that is read whole
_HALF = re.compile("[\ud800-\udfff]")  # lone surrogates cannot be written out again
_MANY = ("jsonl", "csv", "tsv", "parquet")
_HTML = re.compile(rb"<!doctype\s+html|<html\b|<head\b|<body\b", re.IGNORECASE)
_HTML_START = re.compile(rb"\s*<(?:div|p|table|meta|title|section|article|h1)\b", re.IGNORECASE)
_MAGIC = {b"%PDF": "pdf", b"PK\x03\x04": "docx", b"PAR1": "parquet"}
_NOT_TEXT = {
    b"\xd0\xcf\x11\xe0": "an old Office file; save it as .docx",
    b"{\\rtf": "an RTF file; save it as .docx",
    b"\x89PNG": "an image, not text",
    b"\xff\xd8\xff": "an image, not text",
    b"\x1f\x8b": "a compressed file; unpack it first",
}


def read(source: str | Path | bytes) -> RawArticle | list[RawArticle]:
    """One article from a file or bytes; a list from a table, a folder or a glob; ``"-"`` is standard input.

    Raises :class:`ReadError` for what cannot be read. Of a folder or a glob, such files are left out with a
    warning; :func:`iter_articles` reports them one by one.

    >>> read("全市工业增长5%。".encode("gb18030")).metadata
    {'charset': 'gb18030'}
    """
    if isinstance(source, (bytes, bytearray, memoryview)):
        data = bytes(source)
        return _one(read_bytes(data, sniff(data), "bytes", "bytes"))
    if str(source) == "-":
        data = sys.stdin.buffer.read()
        kind = "jsonl" if _looks_jsonl(data) else sniff(data)
        return _one(read_bytes(data, kind, "-", "stdin"), many=kind in _MANY)
    path = Path(source)
    if not os.path.exists(path) and not _is_glob(source):
        raise ReadError(_shown(path), "no such file or folder")
    if os.path.exists(path) and not os.path.isdir(path):
        return _one(_from_file(path, _shown(path.stem)), many=_kind(path) in _MANY)
    found: list[RawArticle] = []
    errors = []
    for item in iter_articles([source]):
        found.append(item) if isinstance(item, RawArticle) else errors.append(item)
    if not found:
        raise errors[0] if errors else ReadError(_shown(path), "nothing to read here")
    for error in errors:
        warnings.warn(f"left out {error}", stacklevel=2)
    return found


def iter_articles(paths: Iterable[str | Path]) -> Iterator[RawArticle | ReadError]:
    """The articles of files, folders, globs and ``"-"``, one at a time and in a stable order.

    What cannot be read is yielded as a :class:`ReadError`, not raised, and the reading goes on.
    """
    for entry in named_files(paths):
        if isinstance(entry, ReadError):
            yield entry
        else:
            yield from read_file(*entry)


def named_files(paths: Iterable[str | Path]) -> Iterator[tuple[Path, str] | ReadError]:
    """Each file that paths, folders and globs stand for, once, with the name that its articles get as id."""
    paths = [paths] if isinstance(paths, (str, Path)) else paths
    files = list(_expand_all(paths))
    names = _names([entry for entry in files if not isinstance(entry, ReadError)])
    for entry in files:
        yield entry if isinstance(entry, ReadError) else (entry[0], names[entry[0]])


def read_file(path: Path, name: str) -> Iterator[RawArticle | ReadError]:
    """The articles of one file (``-``: of standard input); what cannot be read is yielded as an error."""
    try:
        if str(path) == "-":
            data = sys.stdin.buffer.read()
            yield from read_bytes(data, "jsonl" if _looks_jsonl(data) else sniff(data), "-", "stdin")
        else:
            yield from _from_file(path, name)
    except ReadError as error:
        yield error
    except MissingExtraError as error:
        yield ReadError(_shown(path), str(error))


def find_files(paths: Iterable[str | Path]) -> list[Path]:
    """The readable files that paths, folders and globs stand for, each once, hidden ones left out.

    A folder's files come sorted. Links that lead out of a folder are not followed.
    """
    paths = [paths] if isinstance(paths, (str, Path)) else paths
    return [entry[0] for entry in _expand_all(paths) if not isinstance(entry, ReadError)]


def sniff(data: bytes) -> str:
    """What bytes hold, by their beginning: pdf, docx, parquet, html or text.

    >>> sniff(b"<!DOCTYPE html><p>"), sniff("通知".encode())
    ('html', 'text')
    """
    start = data[:2048].removeprefix(b"\xef\xbb\xbf")
    for magic, kind in _MAGIC.items():
        if start.startswith(magic):
            return kind
    return "html" if _HTML.search(start) or _HTML_START.match(start) else "text"


# --- which files ---


def _expand_all(paths: Iterable[str | Path]) -> Iterator[tuple[Path, str] | ReadError]:
    """Each file once, with its name relative to the folder or glob that led to it."""
    seen: set[Path] = set()
    for given in paths:
        path, any_found = Path(given), False
        for file, relative in _expand(given):
            any_found = True
            if file not in seen:
                seen.add(file)
                yield file, relative
        if not any_found and os.path.isdir(path):
            yield ReadError(_shown(path), f"no readable file in this folder ({', '.join(KINDS)})")
        elif not any_found:
            yield ReadError(_shown(path), "no such file or folder")


def _expand(given: str | Path) -> Iterator[tuple[Path, str]]:
    path = Path(given)
    if str(given) == "-" or (os.path.exists(path) and not os.path.isdir(path)):
        yield path, path.name
    elif os.path.isdir(path):
        yield from _walk(path)
    elif _is_glob(given):
        fixed = re.split(r"[*?\[]", str(given), maxsplit=1)[0]
        root = Path(os.path.dirname(fixed) or ".")
        for match in sorted(map(Path, glob.glob(str(given), recursive=True))):
            if match.is_dir() and "**" not in str(given) and _inside(match, root.resolve()):
                yield from _walk(match)
            elif _wanted(match, root.resolve()):
                yield match, str(match)


def _walk(folder: Path) -> Iterator[tuple[Path, str]]:
    files = []
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        files += [Path(parent, name) for name in names]
    root = folder.resolve()
    for file in sorted(files):
        if _wanted(file, root):
            yield file, file.relative_to(folder).as_posix()


def _wanted(file: Path, root: Path) -> bool:
    """A visible regular file of a known type that does not lead out of the root."""
    visible = not file.name.startswith((".", "~$"))
    return visible and file.suffix.lower() in KINDS and file.is_file() and _inside(file, root)


def _inside(file: Path, root: Path) -> bool:
    return file.resolve().is_relative_to(root)


def _is_glob(given: str | Path) -> bool:
    return any(sign in str(given) for sign in "*?[") and "\0" not in str(given)


def _names(files: list[tuple[Path, str]]) -> dict[Path, str]:
    """File → id: its stem; where stems collide its relative name, and where these do the whole path."""
    choices = {path: (_shown(path.stem), _shown(relative), _shown(path)) for path, relative in files}
    counts = Counter(name for names in choices.values() for name in dict.fromkeys(names))
    return {
        path: next((name for name in names if counts[name] == 1), names[-1])
        for path, names in choices.items()
    }


# --- one file ---


def _from_file(path: Path, name: str) -> Iterator[RawArticle | ReadError]:
    from . import rows

    shown, kind = _shown(path), _kind(path)
    try:
        if kind == "jsonl":
            with path.open("rb") as file:
                yield from _located(rows.read_jsonl(rows.whole_lines(file), shown, name), shown)
        elif kind == "parquet":
            yield from _located(rows.read_parquet(path, shown, name), shown)
        elif path.stat().st_size > MAX_BYTES:
            raise ReadError(shown, f"larger than {MAX_BYTES >> 20} MiB")
        else:
            data = path.read_bytes()
            yield from read_bytes(data, kind or sniff(data), shown, name, _shown(path.stem))
    except OSError as error:
        raise ReadError(shown, (error.strerror or str(error)).lower()) from None


def _kind(path: Path) -> str | None:
    """The kind that the suffix tells; ``None`` where there is no suffix and the bytes must tell."""
    suffix = path.suffix.lower()
    if suffix and suffix not in KINDS:
        hint = "; save it as .docx" if suffix in (".doc", ".wps", ".rtf") else ""
        raise ReadError(_shown(path), f"{suffix} files are not read{hint} (known: {', '.join(KINDS)})")
    return KINDS.get(suffix)


def read_bytes(
    data: bytes, kind: str, shown: str, name: str, stem: str = ""
) -> Iterator[RawArticle | ReadError]:
    """The articles in the bytes of one file; ``stem`` may hold a date."""
    from . import rows
    from .page_heads import iso_date

    if not data.strip():
        raise ReadError(shown, "empty")
    if kind == "jsonl":
        yield from _located(rows.read_jsonl(io.BytesIO(data), shown, name), shown)
    elif kind == "parquet":
        yield from _located(rows.read_parquet(io.BytesIO(data), shown, name), shown)
    elif kind in ("csv", "tsv"):
        text, _ = _decoded(data, shown)
        yield from _located(rows.read_csv(text, shown, name, "\t" if kind == "tsv" else ","), shown)
    else:
        article = _parsed(data, kind, shown)
        if not article.text.strip():
            raise ReadError(shown, "no main text found" if kind == "html" else "no text in it")
        published, metadata = article.published, dict(article.metadata)
        if not published and (published := iso_date(stem) if stem else None):
            metadata["published_from"] = "file name"
        yield sound(replace(article, id=name, published=published, path=shown, metadata=metadata))


def _parsed(data: bytes, kind: str, shown: str) -> RawArticle:
    from . import documents, pages

    if kind == "docx":
        return documents.read_docx(data, shown)
    if kind == "pdf":
        return documents.read_pdf(data, shown)
    declared = None
    if kind == "mhtml":
        data, declared = _html_part(data, shown)
    text, charset = _decoded(data, shown, declared, html=kind in ("html", "mhtml"))
    if kind == "text":
        return RawArticle(text, metadata={"charset": charset})
    page = pages.read_page(text)
    return replace(page, metadata={**page.metadata, "charset": charset})


def _html_part(data: bytes, shown: str) -> tuple[bytes, str | None]:
    """The first HTML part of a saved web archive."""
    import email

    for part in email.message_from_bytes(data).walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            return payload if isinstance(payload, bytes) else b"", part.get_content_charset()
    raise ReadError(shown, "no HTML part in this web archive")


def _decoded(data: bytes, shown: str, declared: str | None = None, html: bool = False) -> tuple[str, str]:
    """Text and charset; what is known to be no text is refused by name."""
    for magic, reason in _NOT_TEXT.items():
        if data.startswith(magic):
            raise ReadError(shown, reason)
    try:
        return decode(data, declared, html)
    except ValueError as error:
        raise ReadError(shown, str(error)) from None


def _located(items: Iterator[RawArticle | ReadError], shown: str) -> Iterator[RawArticle | ReadError]:
    """The rows of a file with its path; a file without any row is an error."""
    item = None
    for item in items:
        yield item if isinstance(item, ReadError) else sound(replace(item, path=shown))
    if item is None:
        raise ReadError(shown, "empty: no row in it")


def sound(article: RawArticle) -> RawArticle:
    """The article without half characters (lone surrogates); how many characters are broken is noted."""
    text = _HALF.sub("\ufffd", article.text)
    identity, title, source = (
        value and _HALF.sub("\ufffd", value) for value in (article.id, article.title, article.source)
    )
    metadata = {
        _HALF.sub("\ufffd", key): _HALF.sub("\ufffd", value) for key, value in article.metadata.items()
    }
    if lost := text.count("\ufffd"):
        metadata["replaced_characters"] = str(lost)
    return replace(article, text=text, id=identity, title=title, source=source, metadata=metadata)


def _one(items: Iterator[RawArticle | ReadError], many: bool = False) -> RawArticle | list[RawArticle]:
    """All items, or the only one; the first error is raised."""
    found: list[RawArticle] = []
    for item in items:
        if isinstance(item, ReadError):
            raise item
        found.append(item)
    return found if many else found[0]


def _looks_jsonl(data: bytes) -> bool:
    """Whether the first line is a JSON object."""
    import json

    line = data.removeprefix(b"\xef\xbb\xbf").lstrip().split(b"\n", 1)[0]
    try:
        return line.startswith(b"{") and isinstance(json.loads(decode(line)[0]), dict)
    except (ValueError, RecursionError):
        return False


def _shown(path: str | Path) -> str:
    """A path as text that can be printed, whatever bytes the file system holds."""
    return _HALF.sub("\ufffd", str(path))
