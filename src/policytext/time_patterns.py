"""The shapes of Chinese time expressions as bounded patterns; what they denote is read in ``times``.

A pattern is tried only where ``trigger()`` fires, so that running text costs one scan over first characters.
``(?:…|)`` says the same as ``(?:…)?``: the engine keeps a count for the latter, which costs twice the time.
"""

from __future__ import annotations

import re

from .lexicon import in_use, per_lexicon

_DIGIT = "一二三四五六七八九"
_YEAR4 = rf"(?:(?<![0-9.])[12][0-9]{{3}}|(?<![{_DIGIT}十百千万亿])[一二][〇○零{_DIGIT}]{{3}})"
_MONTH = rf"(?:(?<![0-9.])(?:1[0-2]|0?[1-9])|(?<![{_DIGIT}十百])(?:十[一二]?|[{_DIGIT}]))"
_DAY = rf"(?:(?<![0-9.])(?:[12][0-9]|3[01]|0?[1-9])|(?<![百千])(?:三十一?|二?十[{_DIGIT}]?|[{_DIGIT}]))"
_HOUR = rf"(?:2[0-4]|1[0-9]|0?[0-9]|二?十[{_DIGIT}]?|[零{_DIGIT}两])"
_MINUTE = rf"(?:[0-5]?[0-9]|[二三四五]?十[{_DIGIT}]?|零?[{_DIGIT}])"
# 前5月 in a headline; 之前5月 is no such thing.
_HEADLINE = r"(?:(?<=前[1-9])(?<![^\n 　，。“年]前[1-9])|(?<=前1[0-2])(?<![^\n 　，。“年]前1[0-2]))"
_TIME_OF_DAY = "凌晨|清晨|早晨|早上|上午|中午|午间|午后|下午|傍晚|早间|晚上|晚间|夜间|深夜|夜里|午夜"
_CLOCK = (
    rf"{_HOUR}(?:[时点]整?(?![间候期代任刻]|[{_DIGIT}]{{1,3}}[倍万亿个元公％%])(?:{_MINUTE}(?:分|(?=[，。、；\s至到-]|$))|半|)|[:：][0-5][0-9](?:[:：][0-5][0-9]|)时?)"
    rf"(?:[0-9]{{1,2}}秒|[{_DIGIT}十]{{1,3}}秒|)许?"
)
_TO = r" ?(?:[-—–―~～─]{1,2}|至|到) ?"
_COUNT = rf"(?:[0-9]{{1,4}}|[{_DIGIT}十百两]{{1,5}}|[几数]十|[几数多半])"

CONNECT = re.compile(r" ?(?:[-—–―~～─]{1,2}|至|到|[与和](?=[0-9]{4} ?年之?间)) ?(?:了)?")

# What may follow a point: since, until, from, before, within.
SUFFIX = re.compile(
    r"(?P<since>以来|[以之]后|后(?![天者续期勤半备方来面台代又再第])|起(?![草诉飞源步降义点伏重用来家码身程航跑居]|到(?![0-9]))"
    r"|开始|[及或][以之]后)"
    r"(?P<now>至今|到现在|到目前)?|(?P<till>[至到]今(?![年天日])|到现在|迄今)|(?P<by>(?:及|或)?[以之]前"
    r"|前(?![往来后夕期沿景进列段线瞻提身述一两二三四五六七八九十0-9]))"
    r"|(?P<during>期间|[之]间|时期|以内|内(?![容部外地需资陆涵存蒙河江]))"
)
_FAR = "[^，。；！？、：:;\\n“”《》（）0-9]"
_FAR_QUOTED = "(?:[^，。；！？、：:;\\n“”《》（）0-9]|“[^，。；！？、：:;\\n“”《》（）]{1,12}”)"
FAR_SINCE = re.compile(_FAR_QUOTED + r"{1,16}?(?:(?P<now>至今)|以来)")
# 通水以来, 自开航以来, 春运期间: a clause of its own, without date or number.
CLAUSE_END = re.compile("以来(?=，|[共累已先新完我全])|期间(?=，)")
CLAUSE = re.compile(
    "(?:(?<![^，。；！？：、\\n在])(?!预计|按|将|在)|(?=自从?|从))[^，。；！？：、\\s0-9“”（）《》创为达较比是的了几半]{2,12}$"
)
FROM_SINCE = re.compile(r"[^，。；！？\n]{1,25}?(?:(?P<now>至今)|以来)")
DONE_BY = re.compile(r"(?:截至|截止到|截止|截至到|到|至)$")

CENTURY = re.compile(
    rf"(?:(?P<count>(?<![0-9])[0-9]{{1,2}}|(?<![{_DIGIT}])二?十[{_DIGIT}]?)|(?P<word>[本上新]))个?世纪"
    rf"(?:(?:的)?(?P<ten>[0-9]0|[{_DIGIT}]十)年代)?(?P<edge>中叶|初|末|中期|前期|后期|前半叶|后半叶)?"
)
DECADE = re.compile(
    rf"(?P<ten>(?<![0-9])(?:[0-9]{{2}})?[0-9]0|(?<![{_DIGIT}])[{_DIGIT}]十)年代(?P<edge>初"
    rf"|末|中期|前期|后期)?"
)
ISO = re.compile(
    r"(?<![0-9./])(?P<y>[12][0-9]{3})(?P<sep>[-/.])(?P<m>1[0-2]|0?[1-9])(?:(?P=sep)(?P<d>[12][0-9]"
    r"|3[01]|0?[1-9]))?"
    r"(?![0-9%万亿]|[/.][0-9])(?:[ T]?[0-2]?[0-9][:：][0-5][0-9](?:[:：][0-5][0-9](?:\.[0-9]+)?)?Z?)?"
)
PLAN = re.compile(
    rf"(?P<open>[“\x22「‘])?(?P<plan>十?[{_DIGIT}]五|十五)(?(open)[”\x22」’])"
    r"(?P<tail>时期以来|(?:时期|期间)?(?:末期|末|初期|初|中期|后期)|以来|时期"
    r"|期间|这五年|五年|规划期间|规划时期"
    r"|(?:开局|起步|收官|第[一二三四五])(?:之)?年|前[一二两三四]年|头[一二两三]年)?"
    rf"|第(?P<nth>十?[{_DIGIT}]|十)个五年(?:规划|计划)?(?P<tail2>时期|期间|末|以来)"
)
PLAN_NAME = re.compile(r"[^，。；！？\n]{0,14}?(?:规划|纲要|建议)")
_FIRST_TEN = rf"初[{_DIGIT}十](?![个批次种项些步期级])"
# A month or day of the Chinese calendar: said to be so, or told by 正月, 闰 or 初五.
_LUNAR = (
    rf"(?:(?P<lunar>农历|阴历|旧历)|)(?=[闰正腊]|(?<=历)|[{_DIGIT}十]{{1,2}}月(?:{_FIRST_TEN}|廿)|大年[初三])"
    rf"(?:(?:(?P<lleap>闰)|)(?P<lm>[正冬腊]|{_MONTH})月|大年)"
    rf"(?:(?P<ld>{_FIRST_TEN}|廿[{_DIGIT}]?|(?:三十|二?十[{_DIGIT}]?)(?!年|月)|[0-9]{{1,2}}(?=[日号]))|)[日号]?"
)
EVERY = re.compile(
    rf"每(?:一)?(?:年|月|天|日|周[一二三四五六日](?!天)|星期[一二三四五六日]|周"
    rf"|学[年期]|季度?|个月|个季度|半年|晚|两年|三年|隔?[{_DIGIT}两]年)(?:的)?"
    rf"(?:{_MONTH}月份?(?:{_DAY}[日号])?(?:{_TO}(?:次年)?{_MONTH}?月?份?(?:{_DAY}[日号])?)?"
    rf"|[春夏秋冬][季天](?:学期)?|年?[初底末]|[上下]半年|{_DAY}[日号])?"
    rf"(?:{_TIME_OF_DAY})?(?:{_CLOCK}(?:{_TO}{_CLOCK})?)?"
)
AMOUNT_AHEAD = re.compile(rf"[0-9{_DIGIT}十百千万亿两几数约近超达]|不[超低高少]|至少[0-9]|最[多高][0-9]")
OFFSET = re.compile(
    rf"(?:(?P<pre>最近|近|刚刚过去|过去|此前|未来|今后|往后|接下来|连续|短短|这|前)|)[的这]?"
    rf"(?P<n>{_COUNT})(?:(?P<more>多|余)|) ?(?:(?P<u>年|个季度|个多?月|多个月|(?<=[数几两半])月|个?星期|周|天"
    rf"|日|个?小时)(?![级龄度轮货薪产均报代刊鉴期份]|[0-9]+月))"
    r"(?:(?P<half>半|多)|)(?:的?时间|的|)(?:(?P<loc>里|(?<!年)间(?!接)|内(?!容|部)|当中)|)"
    r"(?:(?P<suf>以来|来(?![自华到临访源回函信电])|累计|合计|(?<=年)[中之]?间(?![接隔])|[之以]?前(?![往三一二两来后进])|[之以]?后(?![期续]))|)"
)
# 五年城镇新增就业…: years at a clause's head are its time, if no name begins with them.
BARE_YEARS = re.compile(
    "(?:[二三四五六七八九]?十[一二三四五六七八九]?|[二两三四五六七八九])年(?:时间(?=，)|(?=[\u4e00-\u9fff])(?![的多来以前后间内里中之左半时余级制期度轮一如过"
    r"磨树寒浩动义规计行方纲攻大跟滚倍提专禁立期份历老古]))"
)
AMOUNT_LEFT = re.compile(
    r"(?:历时|长达|达到?|为期|用时|耗时|[有用了需]|经过|历经|过去|已|相隔|时隔|延长|超|[过满逾不])$"
)


_FEAST_AHEAD = (
    "国际|劳动节|建军|、?(?:国庆|中秋|端午)|节|小?长假|假期|假日|期间|黄金周|前后|前夕|当[天日]|时节"
)


def _forms(*kinds: str) -> str:
    forms = [row["form"] for row in in_use().rows("time_words") if row["kind"] in kinds]
    return "|".join(map(re.escape, sorted(forms, key=len, reverse=True))) or "(?!)"


def _heads(*kinds: str) -> str:
    """The characters with which the words of some kinds begin, for a class of characters."""
    return re.escape("".join({row["form"][0] for row in in_use().rows("time_words") if row["kind"] in kinds}))


@per_lexicon
def words() -> dict[str, tuple[str, str | None]]:
    return {row["form"]: (row["kind"], row["value"]) for row in in_use().rows("time_words")}


@per_lexicon
def fixed() -> re.Pattern[str]:
    """Words that are a whole expression: 目前, 近年来, 入汛以来."""
    return re.compile(
        rf"(?:(?P<word>{_forms('now', 'undated')})(?!(?<=[^如]今)[年天日晨晚])(?:，?(?:截至目前))?"
        rf"|(?P<now>现)(?=已|有|存|拥有|共有))"
    )


@per_lexicon
def not_times() -> re.Pattern[str]:
    """Names that only look like times: 光明日报, 今日头条."""
    return re.compile(_forms("not"))


@per_lexicon
def not_time_heads() -> frozenset[str]:
    return frozenset(form[0] for form, (kind, _) in words().items() if kind == "not")


@per_lexicon
def event() -> re.Pattern[str]:
    """党的十八大以来, 改革开放40多年来, 新中国成立后."""
    return re.compile(
        rf"(?P<event>{_forms('event')})(?:胜利)?(?:召开|闭幕|以后)?(?:的)?(?:(?P<n>{_COUNT})(?P<more>多"
        rf"|余)?(?:周?年)(?:多)?)?"
        r"(?P<suf>以来|来(?![自华到临])|[以之]后|后(?!期)|至今|初期)"
    )


@per_lexicon
def point() -> re.Pattern[str]:
    """A point or stretch of the calendar: year, part of the year, month, day, hour: each may be missing."""
    feast = (
        rf"(?=[{_heads('feast', 'feast?')}])(?P<feast>(?:{_forms('feast')})"
        rf"|(?:{_forms('feast?')})(?={_FEAST_AHEAD})|(?<![^\n])(?:{_forms('feast?')})(?=[，。\n]|$))(?:国际|)(?:劳动|妇女|儿童|建军|青年|)节?"
        rf"(?:[、和]?(?P<feast2>春节|国庆|中秋|端午)节?|)(?:(?P<off>小?长假|假期|假日|黄金周|期间)|)(?:期间|)"
    )
    year = (
        rf"(?:(?:(?P<y1>{_YEAR4})(?: ?年|){_TO}(?P<y2>{_YEAR4}|[0-9]{{2}})|(?P<y>{_YEAR4})) ?(?:学年"
        rf"|年(?:度(?!假)|))"
        rf"|(?:[’'](?P<ya>[0-9]{{2}})|(?<![0-9.第])(?P<yb>0[0-9]|[0-9]{{2}}(?=年(?:1[0-2]"
        rf"|0?[1-9])月)|[零〇][{_DIGIT}]|[五六七八九][零〇{_DIGIT}](?=年(?:{_MONTH}月"
        rf"|[{_DIGIT}]季度))))年"
        rf"|(?P<pair>[去今明][今明后]两年)|(?P<yw>{_forms('year', 'year_of')})度?|(?P<whole>全年))"
    )
    # The looks at the first character spare the rest of the way where no kind of a line can begin.
    part = (
        rf"(?=[0-9{_DIGIT}十第农阴旧闰正冬腊大])(?:{_LUNAR}"
        rf"|第?(?:(?P<q1>[一二三四1-4])(?:季度|)(?:{_TO}|、)第?|)(?P<q>[一二三四1-4])季度"
        rf"|(?:(?P<m1>{_MONTH})(?:月份?|)(?:{_TO}|、)|)(?P<m>{_MONTH})月(?:份|(?![球票饼季龄])))"
        rf"|(?=[上下前后首头今去明春夏秋冬{_heads('month', 'month_of', 'quarter')}])"
        rf"(?:(?P<half>[上下前后]半年)|(?P<fq>前[一二两三23]个?季度|前三季|首季度?)"
        rf"|[前头](?P<fm>两|{_MONTH})(?:个月(?!内)|{_HEADLINE}月)|首(?P<fm1>个?月)"
        rf"|(?P<mw>{_forms('month', 'month_of')})|(?P<qw>{_forms('quarter')})"
        rf"|(?P<season>[今去明][春夏秋冬](?![晚令 　\n])[季天]?"
        rf"|[春夏秋冬][季天](?:学期|)))|{feast}"
    )
    week = rf"(?:(?<=[年月份度的])的?第(?P<nth>[{_DIGIT}十]{{1,3}}|[0-9]{{1,2}})(?P<of>周|个星期|个月))"
    week2 = week.replace("<nth>", "<nth2>").replace("<of>", "<of2>").replace("|个月)", ")")
    edge = (
        r"年?(?P<edge>初|底|末|终(?!端))|年(?P<mid>中)(?=[，。、；]|$)|(?P<within>年内)"
        r"|月(?P<medge>[初底末])|(?P<third>[上中下]旬)|(?P<whole2>全年)|(?P<same>同期)"
        r"|(?P<own>当月|全月)"
    )
    day = (
        rf"(?=[0-9{_DIGIT}十星周{_heads('day', 'day_of', 'week')}])"
        rf"(?:(?:(?P<d1>{_DAY})[日号]?(?:{_TO}|、)|)(?P<d>{_DAY})(?P<du>[日号])(?!内"
        rf"|以内|之内|以上|以下|元|[线楼院文]|[一-龥]?命令)"
        rf"|(?P<dw>{_forms('day', 'day_of')})|(?P<w>{_forms('week')})(?:(?P<weekend>末)|)"
        rf"(?:(?P<wd2>[一二三四五六日天](?!年|期|边|次))|)"
        rf"|(?:星期|周)(?P<wd>[一二三四五六日天](?!年|期|边|次|致|全|到|报|身|围)))"
    )
    tod = rf"(?P<tod>{_TIME_OF_DAY}|[早晚](?={_HOUR}[时点]|[，。、至到])|(?<=[日号])晚(?![上间会宴稻点]))"
    clock = rf"(?:{_HOUR}{_TO}(?={_HOUR}[时点])|){_CLOCK}(?:{_TO}(?:{_TIME_OF_DAY}|){_CLOCK}|)"
    paren = rf"(?:(?P<paren>（(?:{_MONTH}月|){_DAY}日）)|)"
    early = "".join({word[0] for word in _TIME_OF_DAY.split("|")})
    hours = rf"(?:(?=[ （0-9零{_DIGIT}十两{early}]){paren}(?: ?{tod}|)(?: ?(?P<clock>{clock})|)|)"
    within = rf"(?:{part}|{week}|)(?:{week2}|)(?:{edge}|)"
    return re.compile(rf"(?:{year}|) ?(?:的(?=[上下前后首第一二三四])|){within} ?(?:{day}|){hours}")


def _openings() -> dict[str, list[str]]:
    """What must follow the first character of an expression that the word list does not open."""

    def hour(rest: str) -> str:
        return rf"{rest}{_HOUR}[时点:：]"

    plan = rf"十?[{_DIGIT}]?五[”\x22」’]"
    return {
        **{c: ["[季天]"] for c in "春夏秋冬"},
        **{c: [plan] for c in "“\x22「‘"},
        **{c: ["[0-9]{2}年"] for c in "'’"},
        **{word[0]: [word[1]] for word in ("全年", "最近", "过去", "未来", "短短", "同期")},
        "今": ["后", "明两", "[春夏秋冬]"],
        "去": ["今两", "[春夏秋冬]"],
        "明": ["后两", "[春夏秋冬]"],
        "上": ["半年", "个?世纪", hour("午")],
        "下": ["半年", hour("午")],
        "前": [rf"[半{_DIGIT}两0-9]"],
        "后": ["半年"],
        "首": ["季", "个?月"],
        "头": [rf"[{_DIGIT}两]"],
        "年": ["[初底末终内]", "年[初底末]", "中(?=[，。])"],
        "月": ["[初底末]"],
        "每": ["[一年月天日周季个半晚两三隔]", "学[年期]"],
        "近": [rf"[{_DIGIT}十百两几数半0-9]"],
        "刚": ["刚过去"],
        "此": [f"前[的0-9{_DIGIT}]"],
        "往": [f"后[0-9{_DIGIT}]"],
        "接": ["下来"],
        "连": [f"续[{_DIGIT}十两数多0-9]"],
        "这": [f"[{_DIGIT}十两几0-9]"],
        "现": ["[已有存拥共]"],
        "假": ["期", "日期间"],
        **{c: ["历"] for c in "农阴旧"},
        "大": ["年[初三]"],
        **{c: ["月"] for c in "正腊"},
        "闰": [f"[{_DIGIT}十]{{1,2}}月"],
        "节": ["日期间", "日里"],
        "第": [f"(?:十?[{_DIGIT}]个五年|[一二三四1-4](?:季度|[至到、-]))"],
        **{c: ["世纪"] for c in "本新"},
        "周": ["[一二三四五六日]"],
        "星": ["期[一二三四五六日天]"],
        **{word[0]: [hour(word[1])] for word in ("凌晨", "清晨", "傍晚", "中午", "午后", "深夜", "夜间")},
        "晚": [hour("[上间]"), "[0-9]{1,2}[时点]"],
        "早": [hour("上")],
    }


def _branches(opened: dict[str, list[str]], heads: list[str]) -> str:
    """One of some first characters with what must follow it."""
    each = "|".join(f"{re.escape(head)}(?={'|'.join(opened[head])})" for head in heads)
    return f"[{re.escape(''.join(heads))}](?<={each})"


@per_lexicon
def trigger() -> re.Pattern[str]:
    """Where an expression may begin: at characters that the engine skips to quickly."""
    unit = r"(?:[年月日号天周时]|点|个[多半]?[月年季小星]|季度|世纪|年代|[多余]个?[年月天周]|半年|小时|星期)"
    digit = (
        rf"(?<![0-9.][0-9])(?=[0-9]{{0,3}}(?: ?{unit}|[:：][0-5][0-9](?![0-9])"
        rf"|{_TO}第?[0-9]{{1,4}} ?{unit}|、[0-9]{{1,2}}[月日]"
        rf"|[-/.][01]?[0-9](?:[-/.]|(?![0-9.%])) ?))"
    )
    numeral = (
        rf"(?=[〇○零{_DIGIT}十百两]{{0,4}}(?:{unit}|{_TO}[〇零{_DIGIT}十]{{1,4}}{unit}|五[时期末以”初]))"
    )
    numerals = f"零〇{_DIGIT}十两几数多半"
    opened = {first: list(rests) for first, rests in _openings().items()}
    seconds = set("0123456789").union(digit, numeral, *(rest for rests in opened.values() for rest in rests))
    events: dict[str, list[str]] = {}
    for form, (kind, _) in words().items():
        (events if kind == "event" else opened).setdefault(form[0], []).append(re.escape(form[1:]))
        seconds.add(form[1:2])
    for first, rests in events.items():
        opened.setdefault(first, []).append(rf"(?:{'|'.join(rests)})(?=[^，。；\n]{{0,10}}[来后今期])")
    heads = list(opened)  # in groups, for the engine asks one branch after the other
    some = "|".join(_branches(opened, heads[at : at + 22]) for at in range(0, len(heads), 22))
    # A look at the second character spares most words of the text the way through all the branches.
    guard = "" if "" in seconds else f"(?=[{re.escape(''.join(seconds))}])"
    first = f"[0-9{numerals}{re.escape(''.join(opened))}]{guard}"
    return re.compile(f"{first}(?<=[0-9]{digit}|{some}|[{numerals}]{numeral})")
