"""The noun behind a number that it counts or measures: 185项｜省级一类赛事, 提供3亿元｜军事支持."""

from __future__ import annotations

import re
from bisect import bisect_left

from .cues import forms_of
from .frames import REACH, Frame
from .holder_names import is_class
from .phrases import LOOSE_END, PREDICATE, QUANTIFIED, Found, Place, counters
from .records import Span

NOUN = "noun-behind"
PEOPLE = frozenset(("人", "人次"))
# A noun phrase behind a number: with 的 before it, a clause that 的 ties to a later noun, attributes, lists.
_BEHIND = re.compile(
    r"((?:[cd]?q)*+D?(?:F[^,.q]{1,16}vD(?=[nge]))?)(?:d?mm(?=[ng])|dD(?=[ng])|[dofx])?(?:a[ngI]D(?=[ngeNa])|aD[ad](?=[ng]))?"
    r"(?:[vA](?=[ngeNI]|he)|p(?=[ngI][neI])|l[ngNeI]{1,3}D(?=[nge]))?"
    r"(?:(?:[ngNBarI+UW]|[he](?!D)|[he]$|[md><](?=[ngeaI])|(?<=h)m(?=m[ng])|(?<=[he])md(?=[hn])|cf(?=[ne])|c(?=[ngeNaBI]|h(?!h?[vAd])|v[ngeI]+(?![ngeIq]))|(?<=B)c(?=h)"
    r"|(?<=[cN])v(?=[ngeI])|(?<=[ng])v{1,2}(?=g[ng]{0,2}e)|(?<=[ng])v(?=e)|(?<=[ngI])f{1,2}(?=n?e)"
    r"|v(?=d?I)|(?<=[ng])v(?=(?:d[ng]+)?(?:[,.]|$)|c[ng]|E)|(?<![Ie])(?:[vA]|(?<![ng])[pi])[^,.qtlx]{0,6}D(?=[ngeNa]))+[he]?|[he])"
)


def is_by(place: Place) -> bool:
    """Whether a number is that of a manner: 以每天一米的速度."""
    frame, at = place.frame, place.at
    return frame.words(at - 1, at) in ("以", "用") or frame.words(at - 2, at) == "用了"


def noun_behind(place: Place) -> Found | None:
    frame, behind = place.frame, place.behind
    match = _BEHIND.match(frame.shape, behind, min(place.end, behind + REACH))
    if not match:
        counted = (
            place.gap.rstrip("x")[-1:] in tuple("vAE")
            and place.unit in counters()
            and place.unit not in DOERS
        )
        deed = _DEED.match(frame.shape, behind, place.end) if counted else None
        return Found(behind, deed.end(), NOUN, behind) if deed else None  # 发生3起｜枪击
    joined = match[1].startswith("cq") and "D" not in match[1] and place.gap[-1:] in ("v", "A")
    if joined and frame.quantities[bisect_left(frame.at, behind)].unit != place.unit is not None:
        return None  # 出动｜20人、3辆车
    # 提供3亿元｜军事支持, 举办3场｜民俗展演活动
    acted = not _PREDICATES.isdisjoint(place.gap or frame.shape[place.at - 1 : place.at])
    done = match[0][-1] == "v" and acted
    stop = behind + len(match[0].rstrip(LOOSE_END if done else LOOSE_END + "v"))
    first = match.end(1) + (match[0][len(match[1])] == "c")
    of_list = "c" in match[0] or frame.shape[match.end() - 1 : match.end() + 1] == "vE"  # 文化保护等｜项目
    if of_list and (whole := _WHOLE.match(frame.shape, match.end(), place.end)):
        first, stop = whole.span(1)
    elif frame.shape[match.end() : match.end() + 1] in ("v", "A", "u"):
        stop = max(stop, _activity(place, match.end() - 1, acted))
    if place.unit == "级" and "." in frame.words(place.at, behind):
        stop = first + 1  # 6.2级｜地震灾区
    last = frame.words(stop - 1, stop)
    listed = last in forms_of("content") and place.unit in counters() and frame.shape[behind] != "D"
    framed = (
        frame.text[frame.ends[behind - 1] - 1] != "大"
        and stop - behind < 3
        and last in forms_of("aim")
        and not is_by(place)
    )  # 5%的目标
    if framed and not listed and (served := _SERVED.match(frame.shape, stop, min(place.end, stop + REACH))):
        return Found(*served.span(1), NOUN, served.start(1))  # 按每亩50元的标准给予｜补贴
    of_next = (
        frame.shape[stop - 1 : stop + 1] == "Iq"
        and place.core > place.left
        and not _BODY.match(frame.shape, first, stop)
    )  # 主变1台容量9万千伏安
    if of_next and place.gap[-1:] == "D" and stop - first > 1 and frame.shape[first] in "ng":
        return Found(first, first + 1, NOUN, first)  # 环城的4场｜山火过火面积160平方公里
    title = frame.shape.find("N", first + 1, stop)
    if (
        title > 0 and frame.shape[title - 1] == "e" and frame.text[frame.starts[title]] == "《"
    ):  # 30个部门｜《关于…的意见》
        stop = title
    if stop <= first or of_next or (framed and not listed):
        return None
    stop = _without_indicator(place, first, stop)
    if own := (
        _LISTED.match(frame.shape, first, stop) or (not acted and _MAIN.match(frame.shape, first, stop))
    ):
        stop = own.end()
    doers = place.unit in PEOPLE or (place.unit is None and is_class(last))  # but 三大｜功能区
    towards = frame.shape[place.at - 1] == "p"  # 为上千名｜观众带来演出
    people = doers and stop - first == 1 and frame.shape[first] != "e" and not towards
    if people and _DEEDS.isdisjoint(place.gap) and (doing := _DOING.match(frame.shape, stop, place.end)):
        return Found(first, doing.end(), PREDICATE, first)
    return Found(first, stop, NOUN, first)


def _activity(place: Place, at: int, acted: bool) -> int:
    """Where the name of an activity, a fund, a base ends whose verb stands behind the noun ``at``, else 0:
    举办8场贸易｜促进活动, 建成2家工厂、3家联合｜实验室."""
    frame = place.frame
    shape, maker = frame.shape, _maker(frame.shape, place.at)
    done = shape[maker] == "x"  # 建设了
    maker -= maker > 0 and shape[maker] in "xd"
    set_up = (done or shape[maker] in _MAKING) and place.unit not in DOERS
    if set_up and frame.words(maker, maker + 1) in forms_of("pivot"):
        set_up = False  # 推动50个城市｜建设取得成果
    if not acted and not set_up:
        return 0
    light = frame.words(at + 1, at + 2) in forms_of("light")  # 3辆车｜参与救援
    whole = None if light else (_MADE if set_up else _ACTIVITY).match(shape, at, place.end)
    return whole.end() if whole else 0


_MAKING = frozenset("vAq+")


def _maker(shape: str, at: int) -> int:
    """The word before a number, or before the list that it goes on: 建成｜2家工厂、3家实验室."""
    at -= 1
    while at > 0 and shape[at] == "c" and (listed := shape.rfind("q", max(0, at - REACH), at)) > 0:
        at = listed
        while at > 0 and shape[at] == "q":
            at -= 1
    return at


def _without_indicator(place: Place, first: int, stop: int) -> int:
    """Where the bodies that are counted end, if an indicator of theirs follows: 28个｜行业｜利润增加."""
    frame = place.frame
    counted = place.unit is None or place.unit in counters()
    if not counted or frame.shape[stop : stop + 1] not in _LEVELS:
        return stop
    last = frame.words(stop - 1, stop)
    indicator = frame.shape[stop - 1] == "I" or last[-1] in QUANTIFIED or last in forms_of("flow")
    body = _BODY.match(frame.shape, first, stop) if indicator else None
    return body.end() if body else stop


_SERVED = re.compile("(?:p[^,.q]*?[ne])?[dx]*[vA](D?[ngv]+)(?=[,.]|$)")
_PREDICATES = frozenset("vAuwlq")
_LEVELS = tuple("luwbFdq")
_BODY = re.compile("[ngaB]*[he]+B*(?=[nga+D]*[Ing])")
_DEED = re.compile("v{1,2}(?=[,.]|$)")
_DEEDS = frozenset("vA")  # 带领10名消防员｜在现场搜救
_WHOLE = re.compile("E([ngNaeI]*[ngNeI])")  # 书房、驿站等｜文化空间
_LISTED = re.compile("[nge]{1,3}(?=[hr]n?(?:c[hr]+n?)+$)")  # 三大｜城市东海、西海
_MAIN = re.compile("[ngaNec]{0,4}[ngNeh](?=[vA][^,.qD]+D)")  # 862套｜彩灯透出温暖的气息
_ACTIVITY = re.compile("[ng]v[ngeI](?=[,.]|$)")
_MADE = re.compile("[nghe](?:A|v{1,2}|u[vA]?)[ng]{0,4}[ngeI](?=[,.c]|$)")
DOERS = frozenset((*PEOPLE, None))
_DOING = re.compile("[dx]*[vAil][^,.q]{1,10}(?=[,.]|$)")


def deed_behind(place: Place) -> Found | None:
    """What was done so long, in words that are taken for nouns: 连续六年｜通水."""
    found = noun_behind(place)
    ends = found and place.frame.shape[found.behind : found.behind + 1] in ("", ",", ".")
    return found._replace(how=PREDICATE) if found and ends else None


def find_noun(frame: Frame, behind: int, end: int) -> Span | None:
    """The noun phrase behind a number, whatever its unit."""
    found = noun_behind(Place(frame, None, behind, behind, behind, behind, end))
    return frame.span(found.first, found.behind) if found else None
