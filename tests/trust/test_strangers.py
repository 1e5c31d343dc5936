"""Files from strangers: bombs, scripts, entities, ways out of a folder, names that would mislead.

Word bombs, links that lead out, odd file names, formulas in cells, markup in the explorer and in notebooks
and damaged models stand with their modules (test_readers, test_tables, test_report, test_display and
test_themes).
"""

import io
import json
import os
import time
import zipfile
import zlib

import pytest

import policytext
from policytext import tables
from policytext.errors import LexiconError, ReadError
from policytext.extraction import extract_paths
from policytext.lexicon import MAX_BYTES, TABLES, Lexicon, check_table, read_table
from policytext.readers import find_files, iter_articles, read
from policytext.theme_labels import read_labels

LINE = "全市工业增加值同比增长百分之六，居民收入稳步提高，就业形势总体稳定，民生保障有力有效。"
SECRET = "机密内容不得外传"
SECONDS = 30.0  # of processor time, on a slow machine; none of these takes more than two


@pytest.fixture(autouse=True)
def in_time():
    began = time.process_time()
    yield
    assert time.process_time() - began < SECONDS


# --- pages ---


@pytest.mark.parametrize(
    "bomb",
    [
        "<div " + " ".join(f"a{i}=1" for i in range(100_000)) + ">" + LINE,
        "<div " + " ".join(f"a{i}='>'" for i in range(100_000)) + ">" + LINE,
        "<div x='" + "y" * 10_000 + "' " + " ".join(f"a{i}" for i in range(100_000)) + ">" + LINE,
        '<a "' * 300_000 + LINE,
        "<p>" * 300_000 + LINE,
        "<table>" * 20_000 + f"<p>{LINE}",
        f"<p>{LINE}</p>" + "<p style='display:none'>甲" * 50_000,
        f"<p>{LINE}</p>" + "&amp;" * 500_000,
        "<!--" + "-" * 1_000_000 + f"<p>{LINE}",
        f"<p>{LINE}" + "<br>" * 500_000,
        f"<title>{'甲' * 1_000_000}</title><p>{LINE}",
        "<a href=" + "x" * 1_000_000 + f"><p>{LINE}",
        f"<p>{LINE}<script>" + "</scrip" * 200_000,
    ],
    ids=range(13),
)
def test_bombs_of_markup(bomb):
    try:
        assert len(read(f"<html><body>{bomb}".encode()).text) < 3 * len(bomb)
    except ReadError as error:
        assert "no main text" in error.reason


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "哈">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + "{more}]>"
)


def test_entities_of_a_page_are_not_expanded(tmp_path):
    (tmp_path / "secret.txt").write_text(SECRET, encoding="utf-8")
    outside = f'<!ENTITY out SYSTEM "file://{tmp_path}/secret.txt">'
    page = LAUGHS.replace("{more}", outside) + f"<html><body><p>{LINE}</p><p>&j; &out;</p></body></html>"
    (tmp_path / "a.xhtml").write_text(page, encoding="utf-8")
    article = read(tmp_path / "a.xhtml")
    assert LINE in article.text and SECRET not in article.text and "哈" not in article.text


# --- Word, Excel, PDF, Parquet ---


def word(document: str) -> bytes:
    """A Word document with this as its document part."""
    docx = pytest.importorskip("docx")
    file, made = io.BytesIO(), io.BytesIO()
    docx.Document().save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, document if name == "word/document.xml" else old.read(name))
    return file.getvalue()


NAMES = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def test_entities_of_a_word_document_are_not_expanded(tmp_path):
    (tmp_path / "secret.txt").write_text(SECRET, encoding="utf-8")
    outside = f'<!ENTITY out SYSTEM "file://{tmp_path}/secret.txt">'
    body = f"<w:p><w:r><w:t>{LINE}&j;&out;</w:t></w:r></w:p>"
    document = LAUGHS.replace("{more}", outside) + f"<w:document {NAMES}><w:body>{body}</w:body></w:document>"
    try:
        text = read(word(document)).text
        assert SECRET not in text and "哈" not in text
    except ReadError as error:
        assert "not a readable Word document" in error.reason


def test_a_word_document_with_ways_out_writes_nothing(tmp_path, monkeypatch):
    data = word(f"<w:document {NAMES}><w:body><w:p><w:r><w:t>{LINE}</w:t></w:r></w:p></w:body></w:document>")
    file = io.BytesIO(data)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("../../escaped.txt", "x")
        archive.writestr("/tmp/escaped-from-policytext.txt", "x")
    monkeypatch.chdir(tmp_path)
    assert read(file.getvalue()).text == LINE
    assert list(tmp_path.rglob("*")) == [] and not os.path.exists("/tmp/escaped-from-policytext.txt")


def test_an_excel_bomb_is_refused(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["text", "theme"])
    book.save(tmp_path / "good.xlsx")
    with (
        zipfile.ZipFile(tmp_path / "good.xlsx") as old,
        zipfile.ZipFile(tmp_path / "bad.xlsx", "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, old.read(name) + b" " * (300 * 2**20 if "sheet1" in name else 0))
    with pytest.raises(ReadError, match="unpacks to 300 MiB"):
        read_labels(tmp_path / "bad.xlsx")


def pdf(content: bytes, more: bytes = b"", packed: bool = False) -> bytes:
    """A PDF of one page, written by hand."""
    stream = zlib.compress(content, 9) if packed else content
    kind = b"/Filter /FlateDecode" if packed else b""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R " + more + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R"
        b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(stream), kind, stream),
    ]
    made, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(made)
    return made + b"xref\n0 5\n0000000000 65535 f \n" + table + tail


SHOWN = b"BT /F1 12 Tf 50 700 Td (Growth was 5.2 percent in 2023) Tj ET"


def test_scripts_and_commands_of_a_pdf_are_not_text_and_do_nothing(tmp_path, monkeypatch):
    pytest.importorskip("pypdf")
    monkeypatch.chdir(tmp_path)
    script = b"/OpenAction << /S /JavaScript /JS (app.launchURL\\('http://127.0.0.1:9/'\\); evil) >>"
    start = b"/AA << /WC << /S /Launch /F (touch started) >> >> /Names << /JavaScript << /Names [] >> >>"
    article = read(pdf(SHOWN, script + start))
    assert article.text == "Growth was 5.2 percent in 2023"
    assert list(tmp_path.iterdir()) == []


def test_a_pdf_that_bursts_is_refused():
    pytest.importorskip("pypdf")
    data = pdf(b" " * (400 * 2**20) + SHOWN, packed=True)
    assert len(data) < 2**20
    with pytest.raises(ReadError, match=r"not a readable PDF|no text layer"):
        read(data)


def test_a_pdf_that_goes_in_circles_is_refused():
    pytest.importorskip("pypdf")
    with pytest.raises(ReadError):
        read(pdf(SHOWN).replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]"))


# --- folders and names ---


def test_no_name_leads_out_of_a_folder(tmp_path):
    inside, outside = tmp_path / "in", tmp_path / "out"
    for folder in (inside, outside):
        folder.mkdir()
        (folder / "a.txt").write_text(SECRET if folder is outside else LINE, encoding="utf-8")
    (inside / "b.txt").symlink_to("../out/a.txt")
    (inside / "deep").symlink_to("../out", target_is_directory=True)
    for given in (inside, f"{inside}/*.txt", f"{inside}/**/*", f"{inside}/*"):
        assert [file.name for file in find_files([given])] == ["a.txt"], given
    named = find_files([inside / ".." / "out" / "a.txt"])  # what is asked for by name is read
    assert [file.read_text("utf-8") for file in named] == [SECRET]


HOSTILE = [
    "../../up",
    "/etc/passwd",
    "a\nb",
    "\x1b[2J\x07",
    "=cmd|' /C calc'!A1",
    "<script>alert(1)</script>",
    "\u202egnp.exe",
    "con\x00nul",
    "x" * 5000,
]


def test_ids_of_strangers_name_no_file(tmp_path):
    """Ids, titles and sources are data: nothing is written beside the results, whatever they say."""
    rows = [{"id": name, "title": name, "source": name, "text": f"{LINE}增长5%。"} for name in HOSTILE]
    file = tmp_path / "in" / "a.jsonl"
    file.parent.mkdir()
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    extract_paths([file], tmp_path / "out")
    assert {path.name for path in tmp_path.iterdir()} == {"in", "out"}
    made = {path.name for path in (tmp_path / "out").iterdir()}
    known = {f"{table}.{kind}" for table in tables.TABLES for kind in ("csv", "parquet")}
    assert made - known == {"errors.jsonl", "manifest.json", ".parts"}


def test_names_of_files_with_controls_and_markup(tmp_path):
    names = ["a\nb.txt", "\x1b[31m.txt", "<script>.txt", "=1+1.txt", "a'\"b.txt", "空 格.txt"]
    for name in names:
        (tmp_path / name).write_text(LINE, encoding="utf-8")
    (tmp_path / os.fsdecode(b"\xff\xfe.txt")).write_text(LINE, encoding="utf-8")
    found = list(iter_articles([tmp_path]))
    assert len(found) == len(names) + 1
    for article in found:
        json.dumps([article.id, article.path], ensure_ascii=False).encode("utf-8")


def test_a_fifo_and_a_device_are_not_read(tmp_path):
    os.mkfifo(tmp_path / "a.txt")
    (tmp_path / "b.txt").symlink_to("/dev/zero")
    assert find_files([tmp_path]) == []


# --- lexicon files ---


def lexicon(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    return Lexicon(tmp_path)


def test_a_lexicon_file_over_the_limit_is_refused_unread(tmp_path):
    with (tmp_path / "units.tsv").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(LexiconError, match="larger than"):
        Lexicon(tmp_path).rows("units")


@pytest.mark.parametrize(
    ("name", "content", "line", "reason"),
    [
        ("units.tsv", b"\xff\xfe", 0, "not UTF-8"),
        ("units.tsv", b"form\tevil\n", 1, "unknown column"),
        (
            "units.tsv",
            "form\tunit\tfactor\tdimension\n甲\t乙\t1e999999999999999999\tcount\n".encode(),
            2,
            "no",
        ),
        ("units.tsv", "form\tunit\tfactor\tdimension\n甲\t乙\tNaN\tcount\n".encode(), 2, "no finite"),
        ("units.tsv", "form\tunit\tfactor\tdimension\n甲\t乙\t1\tcount\t\t\tx\n".encode(), 2, "cells under"),
        ("bounds.tsv", "form\tside\tbound\n甲\tbefore\t__import__('os')\n".encode(), 2, "is none of"),
        ("wordings.tsv", "pattern\tkind\n(甲\tfact\n".encode(), 2, "no regular expression"),
        ("programmes.tsv", "id\tname\ttype\tstart\nx\t甲\tplan\t昨天\n".encode(), 2, "no date"),
    ],
)
def test_lexicon_files_are_checked_line_by_line(tmp_path, name, content, line, reason):
    with pytest.raises(LexiconError, match=reason) as caught:
        lexicon(tmp_path, name, content).rows(name.removesuffix(".tsv"))
    assert caught.value.line == line and caught.value.path.endswith(name)


def test_a_huge_factor_is_a_number_or_an_error(tmp_path):
    """No cell of a lexicon makes the reader raise anything else, or reckon for ever."""
    for cell in ("9" * 100_000, "1e99999", "1/3", "0x10", "１", "-1", " ", "1_000"):
        file = tmp_path / "units.tsv"
        file.write_text(
            f"form\tunit\tfactor\tdimension\tbase\n甲\t乙\t{cell}\tcount\t{cell}\n", encoding="utf-8"
        )
        good, errors = check_table(file, "units")
        assert good + len(errors) == 1


def test_a_lexicon_reads_only_its_own_tables(tmp_path):
    (tmp_path / "evil.py").write_text("raise SystemExit", encoding="utf-8")
    (tmp_path / "sitecustomize.tsv").write_text("x", encoding="utf-8")
    made = Lexicon(tmp_path)
    assert {table: bool(made.rows(table)) for table in TABLES}
    with pytest.raises(KeyError):
        list(read_table(tmp_path / "evil.py", "evil"))


# --- what we write ---


def test_what_is_written_holds_no_formula_whatever_the_text(tmp_path):
    texts = ["=HYPERLINK(1)。增长5%。", "+1，增长5%。", "-1，增长5%。", "@SUM(A1)增长5%。", "\t=1，增长5%。"]
    rows = [{"id": text, "title": text, "source": text, "text": text} for text in texts]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    extract_paths([tmp_path / "a.jsonl"], tmp_path / "out")
    import csv

    for name in tables.TABLES:
        with (tmp_path / "out" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            for row in csv.reader(file):
                assert not any(cell.startswith(("=", "+", "@", "\t", "\r")) for cell in row), row
                assert not any(cell.startswith("-") and not cell[1:2].isdigit() for cell in row), row


def test_markup_of_articles_is_inert_in_notebooks_and_pages(tmp_path):
    text = f"<script>alert(1)</script><img src=x onerror=alert(1)>{LINE}增长5%，“<b>清朗</b>”行动。"
    article = policytext.extract(text, title="<script>alert(2)</script>")
    article.to_html(str(tmp_path / "a.html"))
    for page in (article._repr_html_(), (tmp_path / "a.html").read_text("utf-8")):
        assert "<script>alert" not in page and "<img" not in page and "<b>清朗" not in page
