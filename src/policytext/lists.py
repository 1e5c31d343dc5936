"""Lists of numbers that take up a list of words, each in its turn: 钢铁、化工行业利润分别下降37.6%、25.6%."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable

from .cues import forms_of
from .frames import REACH, Frame
from .holder_names import Words, is_people
from .phrases import ACTION, INDICATOR, PHRASE, QUANTIFIED, REGION, Found
from .records import Span

Told = tuple[Span | None, Span | None]  # measure and holder

_HOLDER = re.compile(".*[neNhBrIgm]D?")  # what the indicator of the last item may belong to
_PLACE = re.compile("[he]+(?:[mq][ne]e*)*(?=[ngI])")  # 中亚五国｜进出口
_HEAD = re.compile("(?:a[ng+]*|[vg+]+)I$")  # 二氧化硫｜排放总量
_NOUNS_BEFORE = re.compile("[nghNeIBrmac]*$")
_GROUP = re.compile("E|[qm][ngaI]*[he]")


def numbers_listed(frame: Frame, index: int) -> int:
    """How many numbers stand in the list that begins with the number ``index``: 5%、6%和7% are three."""
    behind = index + 1
    while behind < len(frame.at) and frame.shape[frame.behind[behind - 1] : frame.at[behind]] == "c":
        behind += 1
    return behind - index


def topic(frame: Frame, start: int, clause: int) -> Span | None:
    """The indicator that the clause before ``clause`` sets for those behind it: 报销比例，县级医院为80%."""
    stop = clause - 1
    if stop <= start or frame.shape[stop - 1] != "I":
        return None
    left = max(start, stop - REACH)
    left = max(frame.shape.rfind(",", left, stop) + 1, left)
    match = PHRASE.search(frame.shape[left:stop])
    return frame.span(left + match.start(), stop) if match and "q" not in frame.shape[left:stop] else None


def heads(frame: Frame, clause: int, found: Found, at: int) -> Span | None:
    """Those whom a clause is about up to its number, where they are bodies: 县级医院｜为80%."""
    if frame.shape[found.behind - 1] != "e" or not _LEVEL.fullmatch(frame.shape, found.behind, at):
        return None
    match = _BODIES.fullmatch(frame.shape, clause, found.behind)
    return frame.span(match.start(1), match.end(1)) if match else None


def parallel(frame: Frame, clause: int, found: Found, at: int, indicator: Span | None) -> Span | None:
    """Those of whom the clause tells, where it leaves out the indicator of the number before: 5A级景区完成率
    达到100%，4A级景区｜达到92%."""
    match = _BODIES.fullmatch(frame.shape, clause, found.behind)
    if match is None or indicator is None or not _MOVED.fullmatch(frame.shape, found.behind, at):
        return None
    last = bisect_left(frame.starts, indicator.end) - 1
    word = frame.words(found.behind - 1, found.behind)
    alike = word in indicator.text or is_people(word)
    if not alike or frame.shape[last] != "I" or frame.shape[found.behind - 1] in "Ih" or "v" in match[1]:
        return None
    return frame.span(match.start(1), match.end(1))


_MOVED = re.compile("[dtx]*(?:F[dtx]*)?[luw]{1,2}[dtx]*")
_LEVEL = re.compile("[dtx]*l?[dtx]*")
_BODIES = re.compile("[dtcxB]*([^,.qlp]+)")


def place_of_part(frame: Frame, index: int, clause: int) -> Span | None:
    """The place whose part of the number before a number tells: 新建90套，其中柳湾镇｜30套、丰港乡｜60套."""
    text, stop, unit = frame.text, frame.starts[frame.at[index]], frame.quantities[index].unit
    if text[stop - 1] not in _PLACES or not index or unit != frame.quantities[index - 1].unit:
        return None
    if frame.shape[frame.behind[index] : frame.behind[index] + 1] not in tuple(",.cB"):
        return None  # 全市33个行业
    start = max(frame.ends[frame.behind[index - 1] - 1], frame.starts[clause])
    match = _PART.fullmatch(text, start, stop)
    if match is None:
        return None
    first, at = bisect_left(frame.starts, match.start(1)), frame.at[index]
    if unit == "个" and "h" not in frame.shape[first:at]:
        return None  # 辖街道3个、行政村120个
    if any(frame.shape[i] in "vAp" and len(frame.words(i, i + 1)) > 1 for i in range(first, at)):
        return None  # 运抵灾区300套
    return Span(match.start(1), stop, match[1])


_PLACES = frozenset("省市县区州盟旗镇乡村道")
_PART = re.compile(
    "[、，：:（( ]*+(?:和|及|其中)?+[：:]?+((?![距离])[\u4e00-\u9fff]{1,8}(?:[省市县区州盟旗镇乡村]|街道))"
)


def in_turn(
    frame: Frame,
    found: Found,
    measure: Span | None,
    subject: Span | None,
    count: int,
    handed_on: Callable[[], tuple[Span | None, str]],
) -> list[Told]:
    """Measure and holder of each of ``count`` numbers, where as many words are listed before them; else none.

    Those listed are the holders of one indicator (钢铁、化工行业利润), or indicators (出口额、进口额), whose
    holder leads the list or is handed on to the clause.
    """
    if found.how not in (INDICATOR, ACTION) or "s" in frame.shape[found.head : found.behind]:
        return []
    if subject and subject.end <= frame.starts[found.behind - 1]:
        led = bisect_left(frame.starts, subject.start), bisect_left(frame.starts, subject.end)
        near = found.first - led[1] < 2 * REACH  # not a list that an earlier sentence names
        here = near and frame.shape.find(".", led[1], found.first) < 0
        if here and (holders := _items(frame, *led, count)):
            return [(measure, frame.span(*_alone(frame, *holder))) for holder in holders]
    items = _items(frame, found.head, found.behind, count)
    items = items or _items(frame, _list_begin(frame, found.head, found.behind), found.behind, count)
    if not items:
        return []
    first, behind = items[-1]
    tail = _shared(frame, items)
    if tail < behind:
        items[-1] = _alone(frame, first, tail)
        return [(frame.span(tail, behind), frame.span(*item)) for item in items]
    if any(frame.shape[stop - 1] in "hr" for _, stop in items[:-1]) or "p" in frame.shape[slice(*items[0])]:
        return []  # 对东盟、欧盟进出口
    leads = REGION.match(frame.shape, *items[0])
    towards = found.head > 0 and frame.shape[found.head - 1] in "ipF"  # 我国对｜非洲出口船舶、机械
    if leads and leads.end() < items[0][1] and not towards:
        holder = frame.span(*leads.span())
        items[0] = leads.end(), items[0][1]
    elif subject and subject.end <= frame.starts[found.head]:
        holder = subject
    else:
        holder = handed_on()[0]
    return [(frame.span(*item), holder) for item in items]


def _items(frame: Frame, first: int, behind: int, count: int) -> list[Words]:
    """The items of a list of ``count`` among some words; marks part them, and 和 before the last."""
    shape = frame.shape
    while first < behind and shape[first] in "dtpicfD":
        first += 1
    joints = [at for at in range(first + 1, behind - 1) if shape[at] == "c"]
    cuts = [at for at in joints if frame.words(at, at + 1) == "、"]
    if len(cuts) + 2 == count:
        cuts += [at for at in joints if at > (cuts or [first])[-1]][-1:]
    if len(cuts) + 1 != count:
        return []
    items = list(zip([first, *(at + 1 for at in cuts)], [*cuts, behind], strict=True))
    whole = all(shape[start:stop].strip("mcad") for start, stop in items)
    return items if whole else []  # 第一、第二产业, but 西部、中部地区


def _list_begin(frame: Frame, first: int, behind: int) -> int:
    """Where the nouns begin that stand before the word ``first``: 一产、｜二产和三产用电量; where 分别
    tells that there is a list, the words of the clause: 飞机制造、｜航空航天器修理分别…"""
    near = max(0, first - REACH)
    if frame.shape[behind] == "d" and frame.words(behind, behind + 1) == "分别":
        clause = max(frame.shape.rfind(mark, near, first) for mark in ",.q") + 1
        opening = _OPENING.match(frame.shape, max(near, clause), first)
        return opening.end() if opening else first
    nouns = _NOUNS_BEFORE.search(frame.shape, near, first)
    return nouns.start() if nouns else first


_OPENING = re.compile("[dtcxi]*(?:[vA](?=[ngNa]))?")


def _alone(frame: Frame, first: int, behind: int) -> Words:
    """An item without the words for the group that end the list: 济宁｜两市, 纺织｜等行业, 太阳能电池｜的."""
    group = _GROUP.search(frame.shape, first + 1, behind)
    behind = group.start() if group else behind
    return first, behind - (frame.shape[behind - 1] == "D")


def _shared(frame: Frame, items: list[Words]) -> int:
    """Where the indicator begins that stands once, behind the last item: 行业｜利润, 居民｜人均收入, behind
    places anything (非洲｜进出口). The end of that item where each has its own."""
    shape = frame.shape
    (_, stop), (first, behind) = items[0], items[-1]
    if shape[stop - 1] in "he" and (place := _PLACE.match(shape, first, behind)):
        return place.end()
    ends = [frame.words(stop - 1, stop) for _, stop in items]
    if _names_indicator(frame, stop) or ends[-1] in ends[:-1]:
        return behind
    if ends[-1] in forms_of("flow"):  # 汽车、船舶｜出口
        at = behind - 1
    elif not _names_indicator(frame, behind):
        return behind
    else:
        head = _HEAD.search(shape, first, behind)
        at = head.start() if head else behind - 1
        if at == behind - 1 and len(ends[-1]) == 1:  # 数字化｜率
            at -= 1
        if shape[first:at] == "g":  # 利用｜外资额
            return behind
    return at if _HOLDER.fullmatch(shape, first, at) else behind


def _names_indicator(frame: Frame, behind: int) -> bool:
    """Whether the word that ends there names an indicator."""
    return frame.shape[behind - 1] in "IU" or frame.text[frame.ends[behind - 1] - 1] in QUANTIFIED
