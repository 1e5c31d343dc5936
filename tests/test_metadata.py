"""Metadata of a page: dates, source, issuer, number."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from policytext.metadata import find_metadata, parse_date

NUMBERS = ["清政发〔2024〕3号", "清政发[2024]3号", "清政发（2024）3号", "清政发【2024】第3号"]
BODY = "\n一季度，清溪县规模以上工业增加值同比增长6.1%，比去年同期提高1.3个百分点，实现良好开局。\n"
SEED = sorted((Path(__file__).resolve().parents[2] / "shared" / "seeds").glob("*.txt"))


@pytest.mark.parametrize(
    ("line", "published", "given_by"),
    [
        ("发表于 2023-5-6 10:20:30 | 查看全部 |阅读模式", "2023-05-06", "发表于"),
        ("发布时间：2024年3月10日 浏览次数：31", "2024-03-10", "发布时间"),
        ("发布日期:2024/3/10  信息来源:县统计局", "2024-03-10", "发布日期"),
        ("2024-03-10 09:12 来源：清溪日报", "2024-03-10", "line"),
        ("清溪日报 2024-03-10 09:12", "2024-03-10", "line"),
        ("日期：2024年3月10日", "2024-03-10", "日期"),
        ("（2019年3月15日）", "2019-03-15", "line"),
        ("２０２４年３月１０日", "2024-03-10", "line"),
        ("来源：清溪日报 2024-03-10 09:12 责任编辑：何欣", "2024-03-10", "line"),
        ("发 布 时 间：2024-03-10", "2024-03-10", "发布时间"),
    ],
)
def test_published(line: str, published: str, given_by: str) -> None:
    found = find_metadata(f"全县一季度工业增长6.1%\n{line}{BODY}")
    assert (found["title"], found["published"], found["published_from"]) == (
        "全县一季度工业增长6.1%",
        published,
        given_by,
    )


@pytest.mark.parametrize(
    ("page", "source"),
    [
        (f"标题一行字\n来源：清溪日报 作者：何欣{BODY}Copyright © 2020 清溪网 版权所有", "清溪日报"),
        (f"标题一行字\n2024-03-10 09:12  来源：  清溪日报{BODY}", "清溪日报"),
        (f"标题一行字{BODY}（来源：清溪县统计局）", "清溪县统计局"),
        (f"标题一行字{BODY}Copyright © 2015-2024 清溪论坛 版权所有 All Rights Reserved.", "清溪论坛"),
        (f"标题一行字{BODY}版权所有：清溪县人民政府办公室", "清溪县人民政府办公室"),
        (
            f"工业增长超过一成 - 清溪县人民政府门户网站\n首页\n工业增长超过一成{BODY}",
            "清溪县人民政府门户网站",
        ),
    ],
)
def test_source_by_priority(page: str, source: str) -> None:
    assert find_metadata(page)["source"] == source


def test_data_source_is_not_the_source() -> None:
    assert "source" not in find_metadata(f"全县一季度工业增长6.1%{BODY}数据来源：清溪县统计局")


def test_notice_with_a_flattened_header_table() -> None:
    page = (
        "索 引 号：\n000000000/2024-00031\n主题分类：\n农业、林业、水利\n发文机关：\n清溪县人民政府办公室\n"
        "成文日期：\n2024年03月08日\n标　　题：\n清溪县人民政府办公室关于印发粮食生产奖补办法的通知\n"
        "发文字号：\n清政办发〔2024〕7号\n发布日期：\n2024年03月12日\n"
        "清溪县人民政府办公室关于印发\n粮食生产奖补办法的通知\n清政办发〔2024〕7号\n"
        "各乡镇人民政府：\n《清溪县粮食生产奖补办法》已经县政府同意，现印发给你们，请认真贯彻执行。\n"
        "清溪县人民政府办公室\n2024年3月8日\n"
    )
    assert find_metadata(page) == {
        "title": "清溪县人民政府办公室关于印发粮食生产奖补办法的通知",
        "published": "2024-03-12",
        "published_from": "发布日期",
        "issuer": "清溪县人民政府办公室",
        "doc_number": "清政办发〔2024〕7号",
        "written": "2024-03-08",
        "subject_class": "农业、林业、水利",
    }


@pytest.mark.parametrize("number", NUMBERS)
def test_document_number_with_any_brackets(number: str) -> None:
    page = f"清溪县人民政府关于春耕的意见\n{number}\n各乡镇人民政府：\n现就做好春耕工作提出意见如下。"
    found = find_metadata(page)
    assert (found["doc_number"], found["issuer"]) == (number, "清溪县人民政府")


@pytest.mark.parametrize(
    "day", ["2013年4月10日", "二〇一三年四月十日", "二○一三年四月十日", "2013年 4月10日"]
)
def test_written_under_the_signature(day: str) -> None:
    page = "清溪县人民政府关于春耕的意见\n各乡镇人民政府：\n现就做好春耕工作提出意见，请遵照执行。\n"
    page += f"清溪县人民政府\n{day}"
    found = find_metadata(page)
    assert (found["written"], found["issuer"], "published" in found) == (
        "2013-04-10",
        "清溪县人民政府",
        False,
    )


def test_byline() -> None:
    assert find_metadata(f"全县一季度工业增长6.1%\n本报记者 何欣{BODY}")["author"] == "何欣"
    assert find_metadata(f"全县一季度工业增长6.1%\n作者：何欣 来源：清溪日报{BODY}")["author"] == "何欣"


def test_days_in_the_body_are_no_metadata() -> None:
    assert find_metadata(f"全县一季度工业增长6.1%{BODY}2024年3月10日，县委召开会议，部署二季度工作。") == {
        "title": "全县一季度工业增长6.1%"
    }


@pytest.mark.parametrize(
    "byline", ["江海时评　2024-03-10", "2024-03-10　来源：江海网", "江海报讯（2024年3月10日）"]
)
def test_a_date_beside_the_source_is_the_day(byline: str) -> None:
    assert find_metadata(f"全县一季度工业增长6.1%\n{byline}{BODY}")["published"] == "2024-03-10"
    link = "《全县工业解读》 2024-03-10"
    assert "published" not in find_metadata(f"全县一季度工业增长6.1%\n{link}{BODY}")


def test_parse_date() -> None:
    assert parse_date("二〇二一年十二月三十一日") == "2021-12-31"
    assert parse_date("2022-10-27 18:26:49") == "2022-10-27"
    assert parse_date("1021年1月1日") is parse_date("2023年2月30日") is parse_date("") is None


def test_any_string_passes() -> None:
    rng = random.Random(5)
    alphabet = "。，：:|\n\n\n \u3000来源发布时间作者文号Copyright©版权所有〔〕（）2024年13月日-/号局"
    for _ in range(600):
        found = find_metadata("".join(rng.choices(alphabet, k=rng.choice((1, 5, 40, 200)))))
        assert all(isinstance(value, str) and value for value in found.values())


@pytest.mark.skipif(not SEED, reason="the shared seed page is not here")
def test_seed_page() -> None:
    found = find_metadata(SEED[0].read_text("utf-8"))
    assert (found["published"], found["published_from"]) == ("2022-10-27", "发表于")
    assert found["title"].startswith("辽宁省总工会") and found["source"] == "中企互动平台"
