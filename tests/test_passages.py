"""Passages of plain text: which lines belong to the article, and what they are.

A page is written here as lines ``kind|text``; ``out`` lines must be in no passage.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from policytext.furniture import judge
from policytext.passages import find_passages, find_title
from stopwatch import seconds

CASES = Path(__file__).with_name("cases") / "furniture.txt"

FORUM = """\
out|返回列表 发布新帖
out|查看: 31|回复: 2
out|
title|清溪县总工会：办好“三件实事” 温暖一线职工
out|
out|发表于 2023-5-6 10:20:30 | 查看全部 |阅读模式
out|马上注册!
out|您需要 登录 才可以下载或查看，没有账号？注册
out|×
body|去年以来，清溪县总工会围绕职工所盼办好“三件实事”，新建户外劳动者驿站26个，服务职工1.2万人次。
heading|办实事 从小处着眼
body|走进城东驿站，饮水机、微波炉一应俱全。驿站负责人说，登录小程序就能查到最近的驿站。
list|（1）驿站每天开放十二个小时；
list|（2）驿站免费提供饮水和充电。
caption|工作人员在驿站为快递员测量血压。何欣 摄
body|截至今年3月底，全县累计投入资金300余万元，版权归创作者所有的职工文艺作品达到45件。
out|回复
out|使用道具 举报
out|您需要登录后才可以回帖 登录 | 注册
out|本版积分规则
out|Copyright © 2015-2024 清溪论坛 版权所有 All Rights Reserved.
out|Powered by Discuz! X3.4|清ICP备12345678号-1
out|快速回复 返回顶部 返回列表
"""

PORTAL = """\
out|全县一季度工业增加值增长6.1%-清溪日报网
out|登录 注册
out|首页
out|要闻
out|时政
out|财经
out|图片
out|首页 > 财经 > 正文
title|全县一季度工业增加值增长6.1%
out|2024-04-18 09:12 来源：清溪日报 记者 何欣
out|分享到：微信 微博
out|【字体：大 中 小】
body|本报讯 一季度，清溪县规模以上工业增加值同比增长6.1%，比去年同期提高1.3个百分点，实现良好开局。
heading|链条更强 项目更实
body|据介绍，全县新开工项目18个，总投资42亿元，其中亿元以上项目11个。
heading|新材料：产能扩大
body|县工信局局长说：“企业有信心，我们就有底气。”
caption|图为工人在清溪新材料公司车间作业。（资料图片）
body|下一步，清溪县将推进设备更新，力争全年工业投资增长10%以上。
out|责任编辑：方洲
out|上一篇：全县召开春耕现场会
out|下一篇：清溪河治理工程通过验收
out|相关阅读
out|清溪河治理工程通过验收
out|全县召开春耕现场会，部署粮食生产
out|关于我们 | 联系我们 | 网站地图
out|Copyright © 2015-2024 清溪日报社 版权所有
"""

WECHAT = """\
title|就业补贴怎么领？一文看懂
out|原创 清溪人社 清溪人社 2024-03-10 08:30 清溪
out|点击上方蓝字关注我们
body|春招季到了，不少毕业生咨询就业补贴如何申领。今天，小编为大家梳理了最新政策。
heading|01 谁可以领
body|毕业两年内、在清溪县小微企业就业并缴纳社会保险满6个月的高校毕业生，每人可领取3000元。
heading|02 怎么申请
body|登录“清溪人社”小程序，点击“就业补贴”，填写信息并提交即可。
out|长按识别二维码关注我们
out|编辑：何欣 审核：方洲
out|点个在看
"""

NOTICE = """\
out|首页>政务公开>法定主动公开内容>规范性文件
out|索 引 号：
out|000000000/2024-00031
out|主题分类：
out|农业、林业、水利
out|发文机关：
out|清溪县人民政府办公室
out|成文日期：
out|2024年03月08日
out|发布日期：
out|2024年03月12日
title|清溪县人民政府办公室关于印发
title|清溪县粮食生产奖补办法的通知
out|清政办发〔2024〕7号
body|各乡镇人民政府，县政府各部门：
body|《清溪县粮食生产奖补办法》已经县政府同意，现印发给你们，请认真贯彻执行。
out|清溪县人民政府办公室
out|2024年3月8日
heading|清溪县粮食生产奖补办法
heading|第一章　总　则
body|第一条　为稳定粮食生产，根据有关规定，结合本县实际，制定本办法。
heading|第二章　奖补标准
body|第二条　种粮大户按下列标准奖补：
list|（一）种植面积50亩以上的，每亩奖补100元；
list|（二）种植面积200亩以上的，每亩奖补120元。
body|第三条　本办法自2024年4月1日起施行，有效期3年。
out|公开方式：主动公开
out|清溪县人民政府办公室　　　　2024年3月12日印发
"""

TABLE = """\
title|全县贫困村出列情况
body|去年，全县38个贫困村全部出列，贫困发生率降至零。现将各乡镇情况列表如下。
list|乡镇
list|出列村数
list|人口
list|城关镇
list|12
list|3601
list|河东乡
list|26
list|8204
"""


def read_marked(page: str) -> tuple[str, list[tuple[str, str]]]:
    rows = [line.split("|", 1) for line in page.splitlines()]
    return "\n".join(text for _, text in rows), [(kind, text) for kind, text in rows if kind != "out"]


def found(text: str, title: str | None = None) -> list[tuple[str, str]]:
    return [(p.kind, text[p.start : p.end]) for p in find_passages(text, title)]


@pytest.mark.parametrize("page", [FORUM, PORTAL, WECHAT, NOTICE, TABLE], ids=range(5))
@pytest.mark.parametrize("breaks", ["\n", "\r\n", "\n\n", "\n　　"])
def test_page(page: str, breaks: str) -> None:
    text, expected = read_marked(page)
    assert found(text.replace("\n", breaks)) == expected


@pytest.mark.parametrize("line", [c for c in CASES.read_text("utf-8").splitlines() if c and c[0] != "#"])
def test_line(line: str) -> None:
    text, _, expected = line.rpartition(" => ")
    mark = judge(text)
    assert {None: "text", "edge": "edge"}.get(mark, "out") == expected


@pytest.mark.parametrize(
    "title",
    [
        "全县一季度工业增加值增长 6.1%",
        "[视频]全县一季度工业增加值增长6.1%",
        "全县一季度工业增加值增长６．１％",
    ],
)
def test_given_title_is_matched_loosely(title: str) -> None:
    text, _ = read_marked(PORTAL)
    assert found(text, title)[0] == ("title", "全县一季度工业增加值增长6.1%")


def test_title_over_two_lines() -> None:
    text = "清溪县人民政府关于印发\n清溪县政府工作规则的通知\n各乡镇人民政府：\n现将规则印发给你们。"
    assert [kind for kind, _ in found(text)] == ["title", "title", "body", "body"]
    assert find_title(text) == "清溪县人民政府关于印发清溪县政府工作规则的通知"


def test_unknown_title_makes_none() -> None:
    text = "各乡镇人民政府：\n现将有关事项通知如下，请认真贯彻执行，抓好落实。\n一、总体要求\n坚持稳中求进。"
    assert [kind for kind, _ in found(text, "关于做好春耕工作的通知")] == ["body", "body", "heading", "body"]


def test_hard_wrapped_lines_are_one_passage() -> None:
    text = (
        "　　今年以来，清溪县把扩大有效投资作为稳增长的关键，新开工项目\n"
        "二十六个，完成投资四十二亿元，同比增长百分之六，其中工业投资增\n"
        "长百分之九，占全部投资的比重达到百分之五十二，创历史同期新高。\n"
        "　　与此同时，全县持续优化营商环境，推行一窗受理和限时办结，企\n"
        "业开办时间压缩到一天，新登记市场主体三千一百户，增长百分之八。\n"
    )
    pieces = [piece for _, piece in found(text)]
    assert [piece[:4] for piece in pieces] == ["今年以来", "与此同时"]
    assert pieces[0].endswith("新高。") and pieces[1].endswith("百分之八。")


def test_sentence_cut_at_a_link_is_joined() -> None:
    text = "会议审议通过《\n清溪县粮食生产奖补办法\n》，决定自四月一日起施行。\n会议还研究了其他事项。"
    assert [kind for kind, _ in found(text)] == ["body", "body"]


def test_dates_in_a_table_stay() -> None:
    rows = [f"清溪县第{n}农业公司\n2024年{n}月1日" for n in range(1, 8)]
    text = "现将去年通过验收的企业和验收日期公布如下，请社会各界监督，如有异议请及时反映。\n" + "\n".join(
        rows
    )
    assert len(found(text)) == 15


def test_sentence_cut_at_the_end_of_a_page_is_joined() -> None:
    text = (
        "去年推开改革试点，各地落实较好，全年\n\u200b\n降低税费五亿元，企业负担减轻。\n会议还研究了其他事项。"
    )
    assert [p.start for p in find_passages(text)] == [0, text.index("会议")]


def test_line_cut_inside_brackets_is_joined() -> None:
    text = "全市空气质量继续改善，细颗粒物（PM\n2.5\n）平均浓度下降9%，优良天数增加12天。"
    assert [kind for kind, _ in found(text)] == ["body"]


def test_one_line_is_body() -> None:
    assert found("增长12.5%") == [("body", "增长12.5%")]
    assert found("") == found(" \n　\u200b\n") == []


def test_a_tail_word_inside_the_article_cuts_nothing() -> None:
    text = "标题在这里\n" + "第一段写了很多内容，说明事情的经过。\n" * 3
    text += "相关报道\n" + "第二段同样写了很多内容，交代后来的进展，并给出数字。\n" * 6
    assert found(text)[-1][1].startswith("第二段") and len(found(text)) >= 10


def test_any_string_passes_and_offsets_hold() -> None:
    rng = random.Random(7)
    alphabet = "。，；：！…“”（）《》〔〕【】[]\n\n\r\u3000 \t\u200b一章条年月日012.-—/|>"
    alphabet += "来源：首页登录版权摄图关于通知x"
    for _ in range(600):
        text = "".join(rng.choices(alphabet, k=rng.choice((1, 3, 20, 120))))
        last = 0
        for passage in find_passages(text, rng.choice((None, "", "关于通知"))):
            piece = text[passage.start : passage.end]
            assert piece and piece == piece.strip() and last <= passage.start
            last = passage.end


def test_time_grows_with_length_only() -> None:
    texts = ("标题\n" + "来源：《\n" * size for size in (100, 2_000, 16_000))
    _, shorter, longer = (seconds(find_passages, text, "标题") for text in texts)
    assert longer < 40 * max(shorter, 1e-4)
