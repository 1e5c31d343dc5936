"""Charsets: every Chinese one is told apart, none is ever read as a Western one."""

import pytest

from policytext.charsets import declared_charset, decode, frequent_share, is_plausible

PLAIN = "今年以来，全市经济运行总体平稳，规模以上工业增加值同比增长百分之六，居民收入稳步提高。"
TRADITIONAL = "今年以來，全市經濟運行總體平穩，規模以上工業增加值年增百分之六，居民收入穩步提高。"


@pytest.mark.parametrize(
    ("text", "codec", "charset"),
    [
        (PLAIN, "utf-8", "utf-8"),
        (PLAIN, "utf-8-sig", "utf-8"),
        (PLAIN, "gb2312", "gb18030"),
        (PLAIN, "gb18030", "gb18030"),
        (TRADITIONAL, "big5", "big5"),
        (TRADITIONAL, "gb18030", "gb18030"),
        (PLAIN + "\U00020000", "gb18030", "gb18030"),
        ("plain ASCII", "ascii", "utf-8"),
        ("Café du Théâtre, “naïve”", "utf-8", "utf-8"),
        ("Экономика страны растёт, доходы населения повышаются", "utf-8", "utf-8"),
    ],
)
@pytest.mark.parametrize("declared", [None, "utf-8", "gb2312", "big5", "iso-8859-1", "no-such-charset"])
def test_round_trip_whatever_is_declared(text, codec, charset, declared):
    assert decode(text.encode(codec), declared) == (text, charset)


@pytest.mark.parametrize("codec", ["utf-16", "utf-32"])
def test_byte_order_mark(codec):
    text, charset = decode(PLAIN.encode(codec))
    assert text == PLAIN
    assert charset.startswith(codec)


@pytest.mark.parametrize("cut", [4, 7, 12, 25])
def test_short_texts(cut):
    assert decode(PLAIN[:cut].encode("gb18030")) == (PLAIN[:cut], "gb18030")
    assert decode(TRADITIONAL[:cut].encode("big5"), "big5") == (TRADITIONAL[:cut], "big5")


def test_page_that_declares_another_charset():
    page = f'<html><head><meta charset="gb2312"></head><body>{PLAIN}</body></html>'
    assert decode(page.encode(), html=True) == (page, "utf-8")
    page = page.replace("gb2312", "utf-8")
    assert decode(page.encode("gb18030"), html=True) == (page, "gb18030")


@pytest.mark.parametrize(
    "head",
    [
        b'<meta charset="GBK">',
        b"<META content='text/html; charset=gbk' http-equiv=Content-Type>",
        b'<?xml version="1.0" encoding="gbk"?>',
    ],
)
def test_declared_charset(head):
    assert declared_charset(head) == "gbk"


def test_few_broken_bytes_are_replaced():
    data = (PLAIN * 40).encode("gb18030")
    text, charset = decode(data[:500] + b"\xff" + data[500:])
    assert charset == "gb18030"
    assert 1 <= text.count("\ufffd") <= 2
    text, charset = decode((PLAIN * 40).encode()[:-1])  # cut inside a character
    assert (text.count("\ufffd"), charset) == (1, "utf-8")


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(128, 256)) * 4,
        "déjà vu, à l'été, où ça naît".encode("latin-1") * 5,
        "Экономика страны растёт, доходы населения повышаются".encode("koi8-r") * 3,
        "これは日本語の文章です。経済は安定しています。".encode("shift_jis") * 3,
        b"\x00\x01\x02\x03" * 50,
    ],
)
def test_what_is_not_chinese_is_refused_not_guessed(data):
    with pytest.raises(ValueError, match=r"broken charset|binary"):
        decode(data)


def test_plausibility():
    assert is_plausible(PLAIN) and is_plausible(TRADITIONAL) and is_plausible("")
    assert not is_plausible(PLAIN.encode().decode("gb18030", "replace"))
    assert frequent_share("ascii") == 0.0
