"""Word and PDF documents → raw articles; python-docx and pypdf are optional extras, loaded when needed."""

from __future__ import annotations

import io
import logging
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from .errors import MissingExtraError, ReadError
from .furniture import NUMBERED
from .records import RawArticle

MAX_UNZIPPED = 200 * 2**20  # bytes of a Word document, unpacked
MAX_RATIO = 200  # unpacked to packed; real documents stay below 50
MAX_PAGES = 3000

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIPPED = {f"{_W}moveFrom", f"{_W}del", f"{_W}txbxContent", f"{_W}instrText"}
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_PAGE_NUMBER = re.compile(r"[-—–－·\s]*(?:第\s*)?\d{1,4}\s*(?:页|/\s*\d{1,4})?[-—–－·\s]*")
_ENDED = re.compile(r"[。！？；：!?;:…”』」）)》]\s*$")
_NEW = re.compile(rf"[ \t]{{2,}}|\u3000|{NUMBERED.pattern}")  # how a new paragraph begins


def read_docx(data: bytes, path: object = "docx") -> RawArticle:
    """Paragraphs and table rows (cells parted by tabs) of a Word document, in reading order."""
    try:
        import docx
    except ImportError:
        raise MissingExtraError("reading Word documents", "docx") from None
    _check_zip(data, path)
    try:
        document = docx.Document(io.BytesIO(data))
        lines = list(_blocks(document.element.body))
        title, created = document.core_properties.title, document.core_properties.created
    except Exception as error:  # zlib, zipfile, lxml and python-docx each raise their own
        raise ReadError(path, f"not a readable Word document ({type(error).__name__}: {error})") from None
    metadata = {"created": created.date().isoformat()} if created else {}
    return RawArticle("\n".join(lines), title=(title or "").strip() or None, metadata=metadata)


def _check_zip(data: bytes, path: object) -> None:
    """Refuse what is no Word archive, and archives made to burst."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        if data.startswith(b"\xd0\xcf\x11\xe0"):
            raise ReadError(path, "encrypted, or an old .doc; save it as .docx without a password") from None
        raise ReadError(path, "not a Word document: no zip archive") from None
    if not any(part.filename.startswith("word/") for part in parts):
        raise ReadError(path, "not a Word document: the archive holds no word/ folder")
    size = sum(part.file_size for part in parts)
    if size > MAX_UNZIPPED or size > MAX_RATIO * max(len(data), 50_000):
        raise ReadError(path, f"unpacks to {size >> 20} MiB, which no article needs")


def _blocks(body: Any) -> Iterator[str]:
    """The lines of a document body: its paragraphs and table rows, content controls opened."""
    for element in body:
        if element.tag == f"{_W}p":
            yield _paragraph(element)
        elif element.tag == f"{_W}tbl":
            for row in element.findall(f"{_W}tr"):
                cells = [" ".join(map(_paragraph, cell.iter(f"{_W}p"))) for cell in row.findall(f"{_W}tc")]
                yield "\t".join(re.sub(r"\s+", " ", cell).strip() for cell in cells)
        elif element.tag == f"{_W}sdt":
            for content in element.findall(f"{_W}sdtContent"):
                yield from _blocks(content)


def _paragraph(paragraph: Any) -> str:
    """The text of a paragraph, inserted runs too; what was deleted or moved away is left out."""
    parts = []
    for node in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}noBreakHyphen"):
        above = node.getparent()
        while above is not paragraph and above.tag not in _SKIPPED:
            above = above.getparent()
        if above is paragraph and node.getparent().tag == f"{_W}r":
            name = node.tag.removeprefix(_W)
            parts.append(_SIGNS.get(name) or node.text or "")
    return "".join(parts)


def read_pdf(data: bytes, path: object = "pdf") -> RawArticle:
    """The text layer of a PDF, lines that the page broke mid-sentence joined again."""
    try:
        import pypdf
    except ImportError:
        raise MissingExtraError("reading PDF", "pdf") from None
    logging.getLogger("pypdf").setLevel(logging.ERROR)  # it warns of every flaw in a file
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ReadError(path, "the PDF is encrypted")
        pages = [page.extract_text() or "" for page in reader.pages[:MAX_PAGES]]
        info = reader.metadata
        title = str(info.title or "").strip() if info else ""
        created = info.creation_date if info else None
    except ReadError:
        raise
    except pypdf.errors.DependencyError:
        raise ReadError(path, "the PDF is encrypted (AES)") from None
    except Exception as error:  # pypdf raises whatever a broken file leads it to
        raise ReadError(path, f"not a readable PDF ({type(error).__name__}: {error})") from None
    if not any(page.strip() for page in pages):
        raise ReadError(path, "the PDF has no text layer (a scan?)")
    metadata = {"pages": str(len(pages))} | ({"created": created.date().isoformat()} if created else {})
    named = re.search("[一-鿿]{2}", title) and not title.startswith("Microsoft")
    return RawArticle("\n".join(join_lines(pages)), title=title if named else None, metadata=metadata)


def join_lines(pages: list[str]) -> list[str]:
    """The paragraphs of pages of broken lines: a full line without an end of sentence goes on below.

    >>> join_lines(["全市工业生产稳步增长，产业结构\\n持续优化。\\n— 1 —", "一、主要成效"])
    ['全市工业生产稳步增长，产业结构持续优化。', '一、主要成效']
    """
    lines = []
    for page in pages:
        own = [line.rstrip() for line in page.splitlines() if line.strip()]
        lines += [
            line for i, line in enumerate(own) if 0 < i < len(own) - 1 or not _PAGE_NUMBER.fullmatch(line)
        ]
    widths = sorted(len(line.strip()) for line in lines)
    full = widths[len(widths) * 9 // 10] if widths else 0
    paragraphs: list[list[str]] = []
    above = ""
    for line in lines:
        runs_on = above and len(above.strip()) >= 0.8 * full and not _ENDED.search(above)
        if runs_on and not _NEW.match(line):
            seam = above[-1] + line.strip()[0]  # two Latin words need the blank that the line end stood for
            paragraphs[-1].append((" " if seam.isascii() and seam.isalpha() else "") + line.strip())
        else:
            paragraphs.append([line.strip()])
        above = line
    return ["".join(parts) for parts in paragraphs]
