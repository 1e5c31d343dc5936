"""Reading: every format, every way to fail, and the saved pages where they are at hand."""

import io
import json
import re
import sys
import types
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from policytext.documents import join_lines
from policytext.errors import MissingExtraError, ReadError
from policytext.pages import parse_html, read_lines, read_page
from policytext.readers import find_files, iter_articles, read

PLAIN = "今年以来，全市经济运行总体平稳，规模以上工业增加值同比增长百分之六，居民收入稳步提高。"
PAGES = Path(__file__).resolve().parents[2] / "shared" / "html_pages"


def page(body, head=""):
    return f"<html><head>{head}</head><body>{body}</body></html>"


# --- plain text ---


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_is_only_decoded(tmp_path, codec):
    file = tmp_path / "公报.txt"
    file.write_bytes(f"\u3000\u3000{PLAIN}\r\n\r\n第二段。 ".encode(codec))
    article = read(file)
    assert article.text == f"\u3000\u3000{PLAIN}\r\n\r\n第二段。 "
    assert (article.id, article.path, article.published) == ("公报", str(file), None)
    assert article.metadata["charset"]


@pytest.mark.parametrize("name", ["t20221027_55.txt", "2022-10-27 通稿.md", "2022年10月27日.txt"])
def test_date_in_the_file_name(tmp_path, name):
    (tmp_path / name).write_text(PLAIN, encoding="utf-8")
    article = read(tmp_path / name)
    assert (article.published, article.metadata["published_from"]) == ("2022-10-27", "file name")


def test_replaced_characters_are_noted(tmp_path):
    data = (PLAIN * 30).encode()
    (tmp_path / "a.txt").write_bytes(data[:-1])
    assert read(tmp_path / "a.txt").metadata["replaced_characters"] == "1"


# --- pages ---


def test_page_says_what_it_is():
    head = """<title>工业稳步增长_本地新闻网</title><meta name="ArticleTitle" content="工业稳步增长">
    <meta name="PubDate" content="2024-03-05 10:00"><meta name="ContentSource" content="本地日报">"""
    menu = "<ul>" + "<li><a href=/>首页，新闻，政务。</a></li>" * 9 + "</ul>"
    text = f"<p>{PLAIN}</p><p>产业\n  结构<b>持续</b>优化。<br>后续向好。</p>"
    body = f"{menu}<h1>工业稳步增长</h1><div id=x>{text}</div>"
    article = read(page(body, head).encode("gb18030"))
    assert article.text.split("\n") == [PLAIN, "产业结构持续优化。", "后续向好。"]
    assert (article.title, article.published, article.source) == ("工业稳步增长", "2024-03-05", "本地日报")
    assert article.metadata == {"published_from": "meta", "charset": "gb18030"}


def test_header_table_of_a_government_page():
    table = """<table><tr><td>索 引 号：</td><td>0001/2024-7</td><td>主题分类：</td><td>财政、金融</td></tr>
    <tr><td>发文机关：</td><td>某市人民政府</td><td>成文日期：</td><td>2024年01月22日</td></tr>
    <tr><td>标　　题：</td><td colspan=3>某市人民政府关于稳定增长的若干意见</td></tr>
    <tr><td>发文字号：</td><td>某政发〔2024〕6号</td><td>发布日期：</td><td>2024年02月14日</td></tr></table>"""
    article = read(page(f"{table}<div><p>{PLAIN}</p><p>{PLAIN}</p></div>").encode())
    assert article.text == f"{PLAIN}\n{PLAIN}"
    assert (article.title, article.published) == ("某市人民政府关于稳定增长的若干意见", "2024-02-14")
    assert article.metadata == {
        "subject_class": "财政、金融",
        "issuer": "某市人民政府",
        "written": "2024-01-22",
        "doc_number": "某政发〔2024〕6号",
        "published_from": "header table",
        "charset": "utf-8",
    }


def test_date_line_above_the_text():
    line = "<div>发布时间：2024-05-06 来源：本地日报</div>"
    article = read(page(f"<h1>全市工业稳步增长</h1>{line}<div><p>{PLAIN}</p><p>{PLAIN}</p></div>").encode())
    assert (article.published, article.source) == ("2024-05-06", "本地日报")
    assert article.metadata["published_from"] == "text"


def test_scripts_menus_and_hidden_parts_are_not_text():
    noise = f"<script>var a='{PLAIN}'</script><nav>{PLAIN}</nav><div style='display: none'>{PLAIN}</div>"
    assert read_page(page(f"<div>{noise}<p>{PLAIN}</p>尾巴。</div>")).text == f"{PLAIN}\n尾巴。"


TWO = f"<p>{PLAIN}</p><p>{PLAIN}</p>"
LINKS = "<li><a href=/1>又一条新闻，点击阅读。</a></li>" * 4
FILES = "<li><a href=/1.docx>申报书。</a></li>" * 3
REPLIES = "<div class=c><p>这一条评论写得很长很长，说得好，支持一下。</p></div>" * 12


@pytest.mark.parametrize(
    ("body", "more"),
    [
        (f"<div>预览，关注该公众号。</div><div id=js_content style='visibility: hidden'>{TWO}</div>", []),
        (f"<div class=main><div class=art>{TWO}</div></div><div class=comments>{REPLIES}</div>", []),
        (f"<div>{TWO}<ul>{LINKS}</ul></div>", []),
        (f"<div>{TWO}<ul>{FILES}</ul></div>", ["申报书。"] * 3),
        (f"<table><tr><td><ul>{LINKS}</ul></td><td>{TWO}</td></tr></table>", []),
        (f"<form><div class='sidebar-right wrap'>{TWO}</div></form>", []),
        (
            f"<article><section><h2>一</h2>{TWO}</section><section><h2>二</h2>完。</section></article>",
            ["二", "完。"],
        ),
        (f"<pre>{PLAIN}\n{PLAIN}\n\n完。</pre>", ["完。"]),
    ],
)
def test_the_container_is_found(body, more):
    lines = read_page(page(body)).text.split("\n")
    assert [line for line in lines if line != "一"] == [PLAIN, PLAIN, *more]


def test_layout_table_gives_lines_and_data_table_gives_tabs():
    root = parse_html(
        f"<table><tr><td>左</td><td><p>{PLAIN * 8}</p><p>二</p></td></tr></table>"
        "<table><tr><td><p>产值</p></td><td></td><td>12亿元</td></tr></table>"
    )
    assert read_lines(root) == ["左", PLAIN * 8, "二", "产值\t\t12亿元"]


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<",
        "<html></html>",
        "\0" * 50,
        "<div>" * 5000 + PLAIN + "</div>" * 5000,
        "<p>" + "<b>" * 3000 + PLAIN,
        "<table><tr><td>" * 600 + PLAIN,
        '<?xml version="1.0" encoding="gbk"?><html><p>a',
        "<a href=x>" * 2000 + "</span>" * 2000,
        "<!--" * 5000,
        "&#55555;&#0;&amp;" * 100,
    ],
)
def test_no_page_makes_it_fail(html):
    assert isinstance(read_page(html).text, str)


def test_web_archive(tmp_path):
    html = page(f"<div><p>{PLAIN}</p><p>{PLAIN}</p></div>")
    head = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\n"
    part = b"Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n" + html.encode()
    (tmp_path / "a.mhtml").write_bytes(head + part + b"\n--b--\n")
    assert read(tmp_path / "a.mhtml").text == f"{PLAIN}\n{PLAIN}"


# --- Word and PDF ---


def word(*paragraphs, rows=()):
    docx = pytest.importorskip("docx")
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if rows:
        table = document.add_table(len(rows), len(rows[0]))
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    document.core_properties.title = "全市工业公报"
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def test_word():
    article = read(word("第一段。", "第二段。", rows=[["产值", "12亿元"], ["增速", "5%"]]))
    assert article.text == "第一段。\n第二段。\n产值\t12亿元\n增速\t5%"
    assert article.title == "全市工业公报"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", article.metadata["created"])


def test_word_bomb_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (64 * 2**20))
    with pytest.raises(ReadError, match="unpacks to 64 MiB"):
        read(tmp_path / "a.docx")


@pytest.mark.parametrize("data", [b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 old", b"text"])
def test_what_is_no_word_document(tmp_path, data):
    (tmp_path / "a.docx").write_bytes(data)
    with pytest.raises(ReadError, match=r"a\.docx: "):
        read(tmp_path / "a.docx")


def pdf(*lines, password=None):
    """A PDF of one page of Chinese lines."""
    pypdf = pytest.importorskip("pypdf")
    from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject

    def record(**names):
        values = {k: NameObject(v) if isinstance(v, str) else v for k, v in names.items()}
        return DictionaryObject({NameObject(f"/{key}"): value for key, value in values.items()})

    writer = pypdf.PdfWriter()
    sheet = writer.add_blank_page(600, 800)
    if lines:
        inner = record(Type="/Font", Subtype="/CIDFontType0", BaseFont="/STSong-Light")
        font = record(Type="/Font", Subtype="/Type0", BaseFont="/STSong-Light", Encoding="/GBK-EUC-H")
        font[NameObject("/DescendantFonts")] = ArrayObject([writer._add_object(inner)])
        sheet[NameObject("/Resources")] = record(Font=record(F1=writer._add_object(font)))
        shown = "".join(f"<{line.encode('gbk').hex()}> Tj T* " for line in lines)
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 12 Tf 50 750 Td 16 TL {shown} ET".encode())
        sheet[NameObject("/Contents")] = writer._add_object(stream)
    if password is not None:
        writer.encrypt(user_password=password, owner_password="owner", algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def test_pdf():
    lines = ("某市增长公报", "\u3000\u3000" + PLAIN[:26], PLAIN[26:], "- 1 -")
    assert read(pdf(*lines)).text == f"某市增长公报\n{PLAIN}"
    assert (
        read(pdf(*lines, password="")).text == f"某市增长公报\n{PLAIN}"
    )  # only the owner's rights are locked


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (lambda: pdf(PLAIN, password="secret"), "encrypted"),
        (lambda: pdf(), "no text layer"),
        (lambda: b"%PDF-1.4 broken", "not a readable PDF"),
    ],
)
def test_pdf_that_cannot_be_read(tmp_path, data, reason):
    (tmp_path / "a.pdf").write_bytes(data())
    with pytest.raises(ReadError, match=reason):
        read(tmp_path / "a.pdf")


def test_broken_lines_of_a_pdf_are_joined():
    first = "全市规模以上工业增加值同比增长百分之六，其中\n装备制造业增长较快，高技术产业投资继续扩大，"
    first += "\n支撑有力。\n- 1 -"
    second = "一、工作成效\n\u3000\u3000重点项目建设顺利推进，全年完成投资超过预期目\n标任务。"
    assert join_lines([first, second]) == [
        "全市规模以上工业增加值同比增长百分之六，其中装备制造业增长较快，高技术产业投资继续扩大，支撑有力。",
        "一、工作成效",
        "重点项目建设顺利推进，全年完成投资超过预期目标任务。",
    ]


@pytest.mark.parametrize(
    ("package", "extra", "name"), [("docx", "docx", "a.docx"), ("pypdf", "pdf", "a.pdf")]
)
def test_missing_extra_is_named(tmp_path, monkeypatch, package, extra, name):
    monkeypatch.setitem(sys.modules, package, None)
    (tmp_path / name).write_bytes(b"%PDF")
    with pytest.raises(MissingExtraError, match=rf"policytext\[{extra}\]"):
        read(tmp_path / name)
    assert [type(item) for item in iter_articles([tmp_path])] == [ReadError]


# --- tables ---


def test_jsonl(tmp_path):
    rows = [
        {"id": 7, "text": PLAIN, "published": "2024年3月5日", "地区": "辽宁", "claims": []},
        {"text": PLAIN},
    ]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    (tmp_path / "a.jsonl").write_text("\n\n".join(lines), encoding="utf-8-sig")
    one, two = read(tmp_path / "a.jsonl")
    assert (one.id, one.published, dict(one.metadata)) == ("7", "2024-03-05", {"地区": "辽宁"})
    assert (two.id, two.published, two.path) == ("a-3", None, str(tmp_path / "a.jsonl"))


def test_broken_rows_are_reported_and_the_rest_is_read(tmp_path):
    lines = [
        "{",
        '{"body": "x"}',
        '{"text": 5}',
        "[1]",
        '{"text": " "}',
        '{"text": "好\\ud800。"}',
        "[" * 100_000,
    ]
    (tmp_path / "a.ndjson").write_text("\n".join(lines), encoding="utf-8")
    items = list(iter_articles([tmp_path / "a.ndjson"]))
    assert [type(item) for item in items] == [ReadError] * 5 + [type(read(b"x"))] + [ReadError]
    assert [item.path.rpartition(":")[2] for item in items if isinstance(item, ReadError)] == list("123457")
    assert "body" in str(items[1])
    assert items[5].text == "好\ufffd。"
    with pytest.raises(ReadError, match=r"a\.ndjson:1: not valid JSON"):
        read(tmp_path / "a.ndjson")


@pytest.mark.parametrize("codec", ["utf-8-sig", "gb18030"])
def test_csv(tmp_path, codec):
    table = f'ID,Title, Text ,地区\r\n1,"标,题","{PLAIN}\r\n二",辽宁\r\n,,{PLAIN * 4000},\r\n'
    (tmp_path / "a.csv").write_bytes(table.encode(codec))
    one, two = read(tmp_path / "a.csv")
    assert (one.id, one.title, one.text, one.metadata["地区"]) == ("1", "标,题", f"{PLAIN}\r\n二", "辽宁")
    assert (two.id, len(two.text)) == ("a-2", 4000 * len(PLAIN))


def test_tables_without_text(tmp_path):
    (tmp_path / "a.csv").write_text("id,body\n1,x\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("id,text\n", encoding="utf-8")
    (tmp_path / "c.parquet").write_bytes(b"PAR1")
    for name, reason in (
        ("a.csv", "columns are: id, body"),
        ("b.csv", "no row"),
        ("c.parquet", "not readable"),
    ):
        with pytest.raises(ReadError, match=reason):
            read(tmp_path / name)


def test_parquet(tmp_path):
    import datetime

    import pyarrow
    from pyarrow import parquet

    day = datetime.date(2024, 3, 5)
    table = pyarrow.table({"text": [PLAIN, None], "published": [day, None], "n": [3, 4], "list": [[1], []]})
    parquet.write_table(table, tmp_path / "a.parquet")
    article, error = iter_articles([tmp_path])
    assert (article.id, article.published, dict(article.metadata)) == ("a-1", "2024-03-05", {"n": "3"})
    assert str(error) == f'{tmp_path / "a.parquet"}:2: no "text"; the row has: text, published, n, list'


# --- files, folders, standard input ---


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n\t", "empty"),
        ("a.txt", b"\x00\x01" * 99, "binary"),
        ("a.txt", b"\x89PNG\r\n\x1a\n1234", "image"),
        ("a.txt", bytes(range(128, 256)) * 3, "broken charset"),
        ("a.html", b"<html><body></body></html>", "no main text"),
        ("a.xyz", b"text", r"\.xyz files are not read"),
        ("a.doc", b"text", r"save it as \.docx"),
    ],
)
def test_clear_reasons(tmp_path, name, data, reason):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ReadError, match=reason) as caught:
        read(tmp_path / name)
    assert caught.value.path == str(tmp_path / name)


@pytest.mark.parametrize("path", ["没有.txt", "没有*.txt", "a\0b", "长" * 5000])
def test_no_such_file(path):
    with pytest.raises(ReadError, match="no such file"):
        read(path)
    assert [type(item) for item in iter_articles([path])] == [ReadError]


def folder(root):
    for name in ("b/1.txt", "a/1.txt", "a/2.md", "a/.hidden.txt", ".git/3.txt", "a/x.png", "坏\n\x07名.txt"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(PLAIN, encoding="utf-8")
    return root


def test_folder(tmp_path):
    root = folder(tmp_path)
    assert [article.id for article in read(root)] == ["a/1.txt", "2", "b/1.txt", "坏\n\x07名"]
    assert find_files([root / "b", root]) == [
        root / "b/1.txt", root / "a/1.txt", root / "a/2.md", root / "坏\n\x07名.txt"
    ]  # fmt: skip
    assert [file.name for file in find_files([f"{root}/a/*.txt"])] == ["1.txt"]
    assert len(find_files([f"{root}/**/*.txt"])) == 3


def test_links_that_lead_out_are_not_followed(tmp_path):
    root, outside = folder(tmp_path / "in"), tmp_path / "out"
    outside.mkdir()
    (outside / "secret.txt").write_text(PLAIN, encoding="utf-8")
    (root / "link.txt").symlink_to(outside / "secret.txt")
    (root / "links").symlink_to(outside)
    (root / "loop.txt").symlink_to(root / "loop.txt")
    (root / "own.txt").symlink_to(root / "a/1.txt")
    names = {file.name for file in (*find_files([root]), *find_files([f"{root}/**/*"]))}
    assert names == {"1.txt", "2.md", "own.txt", "坏\n\x07名.txt"}


def test_bad_files_of_a_folder_are_left_out_with_a_warning(tmp_path):
    root = folder(tmp_path)
    (root / "a/bad.txt").write_bytes(b"\x00" * 9)
    with pytest.warns(UserWarning, match=r"bad\.txt: binary"):
        assert len(read(root)) == 4
    kinds = [type(item).__name__ for item in iter_articles([root, root / "gone.txt"])]
    assert kinds == ["RawArticle", "RawArticle", "ReadError", "RawArticle", "RawArticle", "ReadError"]
    (tmp_path / "empty").mkdir()
    with pytest.raises(ReadError, match="no readable file"):
        read(tmp_path / "empty")


def test_file_without_suffix_is_sniffed(tmp_path):
    (tmp_path / "page").write_text(page(f"<p>{PLAIN}</p>"), encoding="utf-8")
    assert read(tmp_path / "page").text == PLAIN


@pytest.mark.parametrize(
    ("data", "texts"),
    [
        (PLAIN.encode("gb18030"), [PLAIN]),
        (page(f"<p>{PLAIN}</p>").encode(), [PLAIN]),
        (b'{"text": "A"}\n{"text": "B"}', ["A", "B"]),
        (b'{"text": "A"}', ["A"]),
        (b"{not json}", ["{not json}"]),
    ],
)
def test_standard_input(monkeypatch, data, texts):
    for reading in (read, lambda path: iter_articles([path])):
        monkeypatch.setattr(sys, "stdin", types.SimpleNamespace(buffer=io.BytesIO(data)))
        found = reading("-")
        assert [article.text for article in ([found] if hasattr(found, "text") else found)] == texts


def test_iteration_is_lazy(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"text": "A"}\n' * 3, encoding="utf-8")
    articles = iter_articles([tmp_path / "a.jsonl"])
    assert next(articles).id == "a-1"


# --- the saved pages of the shared folder ---


def character_f1(one, two):
    one, two = (Counter(re.sub(r"\s", "", text)) for text in (one, two))
    return 2 * (one & two).total() / (one.total() + two.total())


@pytest.mark.skipif(not PAGES.is_dir(), reason="the shared folder with saved pages is not here")
def test_saved_pages():
    scores, titles = {}, []
    for line in (PAGES / "INDEX.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        article = read(PAGES / row["path"])
        assert article.metadata["charset"] == {"gb2312": "gb18030"}.get(row["charset"], row["charset"])
        titles.append(re.sub(r"\s", "", article.title or "-") in re.sub(r"\s", "", row["title"]))
        if row["main_text"]:
            main = (PAGES / row["main_text"]).read_text(encoding="utf-8")
            scores[row["path"]] = character_f1(article.text, main)
    assert sum(scores.values()) / len(scores) >= 0.97, scores
    assert sum(titles) >= len(titles) - 1  # one page's <title> names a column, not the article
    assert min(scores.values()) >= 0.7, scores  # the reference of one page holds its list of further news
