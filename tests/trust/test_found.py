"""What broke once under ``make fuzz`` and the like: one line a finding."""

import io
import zipfile

import pytest
import targets

import policytext
from policytext import tables


def archive(version: int) -> bytes:
    """A zip archive of a version that nobody can read."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("word/document.xml", "x")
    data = bytearray(file.getvalue())
    data[data.index(b"PK\x01\x02") + 6] = version
    return bytes(data)


def parquet(text: bytes) -> bytes:
    """A Parquet file whose column of strings holds other bytes."""
    import pyarrow
    from pyarrow import parquet

    file = io.BytesIO()
    strings = pyarrow.Array.from_buffers(pyarrow.string(), 1, pyarrow.array([text]).buffers())
    parquet.write_table(pyarrow.table({"text": strings}), file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("target", "given"),
    [
        ("fold", "\udc00後月"),  # fold_script by itself met a lone surrogate
        ("extract", "\ud800後月份產業經濟發展"),
        ("parse_numeral", "九亿亿亿亿亿亿亿万亿"),  # more digits than Decimal divides exactly
        ("parse_numeral", "来"),
        ("find_quantities", "十五六多人次"),  # a range is no other bound
        ("find_quantities", "零下数十万度"),  # its interval runs from the lower end to the higher
        ("find_times", "上个季度初"),  # ends in that quarter, not in March
        ("find_times", "今年十月初"),  # no month of the Chinese calendar, and no end in March
        ("find_quantities", "居全国第3:2"),
        ("find_quantities", "居全国第HK$百分之八点五"),
        ("extract", "８0条十年来入\r株洲翻番"),  # a holder does not begin in the line above
        ("extract", "阿里地区\n月\x0c4%鲜"),  # the words behind the last word
        ("find_times", "31日至今"),
        ("find_times", "23至22日8时"),
        ("find_quantities", "占5670/" + "0165943771271502015" * 30),  # no float holds so small a share
        ("find_passages", "#"),
        ("read csv", b'"a\nb",c\n1,2\n'),  # the reason names the columns, on one line
        ("read docx", archive(152)),
        ("read parquet", parquet(b"\xff\xfe\xfd")),
        ("display and tables", "增长5%，\udc00人均3万元。"),  # Arrow takes no lone surrogates
    ],
    ids=lambda value: value if isinstance(value, str) and value in targets.TARGETS else "",
)
def test_found(target, given):
    targets.TARGETS[target][0](given)


def test_a_month_to_come_until_today_is_that_of_the_year_before():
    said = [policytext.find_times(text, "2022-03-27")[0] for text in ("8月至今", "2月至今", "2030年至今")]
    assert [one.time_start for one in said] == ["2021-08-01", "2022-02-01", "2030-01-01"]
    assert [one.time_end for one in said] == ["2022-03-27", "2022-03-27", None]


def test_a_lone_surrogate_is_replaced_in_tables():
    row = tables.to_arrow([policytext.extract("增长5%，\udc00人均3万元。")])["passages"].to_pylist()[0]
    assert row["text"] == "增长5%，\ufffd人均3万元。"
