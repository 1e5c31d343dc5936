"""Files without end, from a seed: whole ones of every format that is read, then damaged."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable, Iterator

from inputs import articles, strings

_CODECS = ("utf-8", "utf-8-sig", "gb18030", "gbk", "big5", "utf-16", "utf-32", "utf-16-be", "latin-1")


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Some bytes changed, cut, doubled or put in; a third of all stay whole."""
    for _ in range(chance.choice((0, 0, 1, 1, 3, 12))):
        if not data:
            return bytes(chance.randrange(256) for _ in range(chance.randrange(20)))
        at = chance.randrange(len(data))
        behind = min(len(data), at + chance.choice((1, 1, 2, 8, 200)))
        new = chance.choice((b"", data[at:behind] * 2, bytes([chance.randrange(256)]), b"\0", b"\xff\xfe"))
        data = data[:at] + new + data[behind:]
    return data


def _encoded(text: str, chance: random.Random) -> bytes:
    return text.encode(chance.choice(_CODECS), chance.choice(("replace", "ignore", "xmlcharrefreplace")))


def _page(text: str, chance: random.Random) -> str:
    tags = ("p", "div", "td", "table", "tr", "span", "h1", "title", "script", "article", "li", "pre", "form")
    lines = []
    for line in text.split("\n"):
        tag = chance.choice(tags)
        style = chance.choice(("", " style='display:none'", " class='content main'", " hidden", ' id="x"'))
        lines.append(f"<{tag}{style}>{line}" + (f"</{tag}>" if chance.random() < 0.8 else ""))
    meta = f"<meta charset={chance.choice(_CODECS)}><meta name=PubDate content='{text[:12]}'>"
    return f"<html><head>{meta}</head><body>{chance.choice(('', chr(10))).join(lines)}</body></html>"


def _table(text: str, chance: random.Random) -> str:
    lines = []
    for line in text.split("\n"):
        row = {"text": line, "id": line[:3], "published": line[-10:], "metadata": {line[:2]: [line]}}
        lines.append(json.dumps(row, ensure_ascii=chance.random() < 0.5) if chance.random() < 0.8 else line)
    head = chance.choice(("text,id\n", "text\tid\n", "", "form\tunit\tfactor\tdimension\n", "\n"))
    return head + "\n".join(lines)


def _docx(text: str) -> bytes:
    import docx

    document, file = docx.Document(), io.BytesIO()
    document.add_paragraph("".join(c for c in text if c.isprintable()))
    document.save(file)
    return file.getvalue()


def _pdf(text: str) -> bytes:
    import pypdf
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, TextStringObject

    writer, file = pypdf.PdfWriter(), io.BytesIO()
    sheet = writer.add_blank_page(600, 800)
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    name = DictionaryObject({NameObject(k): NameObject(v) for k, v in font.items()})
    fonts = DictionaryObject({NameObject("/F1"): name})
    sheet[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    stream = DecodedStreamObject()
    shown = text[:40].encode("utf-8", "replace").hex()
    stream.set_data(f"BT /F1 12 Tf 50 750 Td <{shown}> Tj ET".encode())
    sheet[NameObject("/Contents")] = writer._add_object(stream)
    script = {
        NameObject("/S"): NameObject("/JavaScript"),
        NameObject("/JS"): TextStringObject("app.alert(1)"),
    }
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)
    writer.write(file)
    return file.getvalue()


def _parquet(text: str) -> bytes:
    import pyarrow
    from pyarrow import parquet

    file = io.BytesIO()
    lines = text.encode("utf-8", "replace").decode().split("\n")
    parquet.write_table(pyarrow.table({"text": lines, "published": lines}), file)
    return file.getvalue()


_WRITTEN: dict[str, Callable[[str, random.Random], str]] = {"page": _page, "table": _table}
_WHOLE: dict[str, Callable[[str], bytes]] = {"docx": _docx, "pdf": _pdf, "parquet": _parquet}


def files(kind: str, seed: int) -> Iterator[bytes]:
    """Bytes of one kind: bytes (of any text), page, table, docx, pdf or parquet."""
    chance = random.Random(seed)
    texts = strings(seed) if kind in ("bytes", *_WHOLE) else articles(seed)
    kept: list[bytes] = []  # whole archives are costly to make: some are damaged again and again
    while True:
        if kind in _WHOLE:
            if len(kept) < 20:
                kept.append(_WHOLE[kind](next(texts)))
            yield damaged(chance.choice(kept), chance)
        else:
            text = next(texts)
            text = _WRITTEN[kind](text, chance) if kind in _WRITTEN else text
            yield damaged(_encoded(text, chance), chance)
