"""Who bears a number by what its own clause tells: who is fined or struck, whose those are that are counted,
whose share is told, which thing is described."""

from __future__ import annotations

import re
from bisect import bisect_left

from .cues import forms_of
from .frames import REACH, Frame
from .holder_names import Words, is_people, named
from .nouns import NOUN, find_noun
from .phrases import DONE, INDICATOR, PREDICATE, Found, counters, traits_of_works, works
from .records import Span
from .verbs import EXTENT


def fined(frame: Frame, start: int, at: int) -> Span | None:
    """Who is fined, where the sentence says it: 对单位主管人员处…罚款, 代表机构违反…的."""
    first = max(start, at - 2 * REACH)
    offset, said = frame.starts[first], frame.words(first, at)
    for found in reversed(list(_FINED.finditer(said))):
        return Span(offset + found.start(1), offset + found.end(1), found[1])
    if match := _OFFENDER.match(frame.words(start, min(at, start + REACH))):
        return Span(frame.starts[start] + match.start(1), frame.starts[start] + match.end(1), match[1])
    return None


_OFFENDER = re.compile("(?:第[一二三四五六七八九十百零〇0-9]+条\\s*)?((?!第)[^，。；：对]{2,40}?)违反")
_FINED = re.compile("对([^，。；、对]{2,30}?)(?:可以|可)?(?:并?处以?|给予)")


def leading(frame: Frame, found: Found, report: bool) -> Span | None:
    """The holder that the words before a measure name, in a report only a region or organisation; not the
    words behind a preposition (向湖北捐款, 与中东欧国家进出口)."""
    shape, head, first = frame.shape, found.head, found.first
    before = frame.words(head - 1, head)
    placed = before == "与" or (shape[head - 1 : head] in ("i", "p", "F") and before not in ("将", "把"))
    if (
        head >= first
        or shape[head] in "ip"
        or placed
        or frame.words(first, found.behind) in forms_of("apart")
    ):
        return None
    head = max(head, shape.rfind("p", head, first) + 1)  # 争取为｜企业减负
    if frame.words(head, head + 1) in forms_of("pivot"):
        head += 1  # 促进｜农民增收
    if shape[head] == "o" and frame.words(head, head + 1) in forms_of("pointer"):
        return frame.span(head, first)  # 该船｜总长
    words = named(frame, head, first, general=first - head == 1)
    if words and (not report or "h" in shape[slice(*words)]):
        return frame.span(*words)
    return (
        frame.span(found.head, first - 1) if not words and shape[first - 1] == "D" else None
    )  # 部分地区的｜气温


def struck(frame: Frame, paragraph: int, start: int, at: int, found: Found) -> Span | None:
    """Where those are who met a fate, told by the sentence: 以军袭击｜加沙地带北部，造成10人死亡; not who is
    named as striking (遭以军空袭)."""
    measure = frame.words(found.first, found.behind + 1) if found.how in (NOUN, PREDICATE) else ""
    if not any(word in measure for word in forms_of("fate")):
        return None
    scene = _scene(frame, start, at)
    before = frame.shape.rfind(".", paragraph, max(start - 1, paragraph)) + 1 or paragraph
    said = frame.words(max(start, at - REACH), at)
    if not scene and before < start and "军" in said and not _ELSEWHERE.search(said):  # 以军行动造成…
        scene = _scene(frame, before, start)
    return frame.span(*scene) if scene else None


def _scene(frame: Frame, start: int, at: int) -> Words | None:
    """The last place that something is done in or to."""
    found = None
    for match in _SCENE.finditer(frame.shape, max(start, at - REACH), at):
        before = frame.words(match.start(), match.start(1))
        short = frame.ends[match.end() - 1] - frame.starts[match.start(1)] == 1
        if not short and (match.end() == at or (before and before[0] not in _NO_SCENE)):
            found = match.span(1)
    return found


_ELSEWHERE = re.compile("[省市县区州国镇村在遭被]")
_NO_SCENE = frozenset("遭被受据根按经以为来自从由")
_SCENE = re.compile("(?:[ipA]|v)?x?((?<![hne])h(?:[nghfcmBEo]*[hef])?)(?:n{1,2}$)?")


def whose_lost(frame: Frame, clause: int, at: int) -> Span | None:
    """Whose the things are that are struck: 击落｜乌军91架无人机、3枚导弹."""
    for match in _LOST.finditer(frame.shape, max(clause, at - REACH), at + 1):
        if frame.words(match.start(), match.start() + 1) in forms_of("strike"):
            return frame.span(*match.span(1))
    return None


_LOST = re.compile("[vA]x?(he?)(?=q)")


def among(frame: Frame, index: int) -> Span | None:
    """Those counted before of whom a part is told, where nobody holds them: 41个｜行业中，34个…"""
    first, at, left = frame.behind[index - 1], frame.at[index], frame.at[index - 1] - 1
    if left >= 0 and (frame.shape[left] in "he" or frame.words(left, left + 1) == "每"):
        return None
    match = _GROUP.fullmatch(frame.shape, first, at)
    return (
        frame.span(*match.span(1)) if match and frame.words(match.end(1), match.end(1) + 1) == "中" else None
    )


_GROUP = re.compile("([ngeaI>mvA]{1,6})f,?[dxtl]{0,3}")


def whose(frame: Frame, clause: int, at: int) -> Span | None:
    """Whose are those counted: the name that stands right before the number (组织｜柳湾村62户群众); not the
    last of a list, nor where a verb says how far something reaches (覆盖江西50个县, 来自全国的100人)."""
    shape = frame.shape
    match = _WHOSE.search(shape, max(clause, at - REACH), at)
    if match is None:
        return None
    first = match.start(1)
    if shape[clause:first].rstrip("nghNreaB")[-1:] == "c" and shape[first - 1] != "c":
        return None  # 工商银行宁州分行、农业银行｜宁州分行两家银行
    before = first - 1 - (shape[first - 1] == "x") if first > clause else -1
    verb = frame.words(before, first) if before >= 0 else ""
    wide = frame.words(first, match.end(1)) in _WIDE and shape[before] in "vApcil" and verb != "作为"
    if verb and (wide or verb in _TO or verb in forms_of("reach") or shape[before] == "c"):
        return None
    near = shape[before] == "v" and shape[at - 1] == "D" and verb not in forms_of("pivot")  # 靠近边境的
    return None if verb and near else frame.span(first, match.end(1))


_WHOSE = re.compile("([ngNaB]{0,3}h(?:[nghNBe]*[he])?|(?<![^tdc,.>])[ngaN]{0,3}e)D?$")
_TO = frozenset(("至", "到", "来自"))
_WIDE = frozenset(("全国", "全球", "世界", "国内"))


def part_of(frame: Frame, clause: int, found: Found) -> Span | None:
    """Whose share of a whole is told: 制造业｜在工业中占比."""
    at = found.head - 1
    if found.head < found.first - 1 and frame.words(found.first - 1, found.first) in DONE:
        doer = frame.span(found.head, found.first - 1) if frame.shape[found.head] not in "vA" else None
        return doer if doer and len(doer.text) > 2 else None
    if at <= clause or frame.shape[at] != "i" or not frame.words(found.first, found.behind).endswith(_SHARES):
        return None
    part = _PART.search(frame.shape, max(clause, at - REACH), at)
    return frame.span(*part.span(1)) if part else None


_SHARES = ("占比", "比重", "份额", "权重")
_PART = re.compile("([nghNreIBoma](?:[nghNreIBoma]|[cE](?=[nghNrea]))*)d*$")


def counted_before(frame: Frame, index: int, found: Found, clause: int, counted: Span) -> Span | None:
    """Those counted in the clause before, where this one tells of them: 12个项目，总投资5亿元;
    仓库300个，面积…; 试点9个，覆盖20市; 大火27处，其中9处失控."""
    last = index - 1
    if (
        last
        and frame.behind[last - 1] == frame.at[last]
        and frame.quantities[last].text[-2:] in ("以上", "以下")
    ):
        last -= 1  # 90个亿元以上项目
    unit = frame.quantities[last].unit
    first, behind, at = frame.at[last], frame.behind[index - 1], frame.at[index]
    if unit not in counters() or unit in _OF_PEOPLE or frame.shape.find(",", behind, clause - 1) >= 0:
        return None
    ends = counted.end == frame.ends[clause - 2]
    acts = counted.start >= frame.ends[behind - 1] and counted.text.endswith(works())  # 9个项目集中开工，
    if not (ends or acts) and not (behind == clause - 1 and counted.end <= frame.starts[first]):
        return None
    measure = frame.words(found.first, found.behind)
    if found.how == PREDICATE:
        tells = unit == frame.quantities[index].unit and "其中" in frame.words(clause, at)
    elif counted.text.endswith(works()) and measure.endswith(traits_of_works()):
        spent = frame.words(found.first - 1, found.first) in DONE  # 实施项目90个，完成投资3亿元
        there = frame.text[counted.end : frame.starts[first]] in _THERE
        tells = not spent and (ends or acts or there)
    else:
        own = frame.shape[clause : found.first].strip("dtx") if found.first < at else frame.words(clause, at)
        tells = (not ends and own in forms_of("reach")) or (not own and measure in forms_of("of_things"))
        tells = tells and frame.shape[bisect_left(frame.starts, counted.end) - 1] in "nehIN"
    if not tells:
        return None
    whole = clause - 1 if ends else bisect_left(frame.starts, counted.end)
    return frame.span(first, whole) if ends or acts else counted


_THERE = frozenset(("", "有", "共", "达", "共有", "达到"))


def described(frame: Frame, index: int, found: Found, end: int) -> Span | None:
    """The thing behind a number whose indicator only describes it: 总投资5亿元的｜光伏项目, 长38米的｜船."""
    behind = frame.behind[index]
    if found.how == EXTENT:
        return find_noun(frame, max(behind, found.behind), end)
    if found.how != INDICATOR or frame.shape[behind : behind + 1] != "D" or found.behind > frame.at[index]:
        return None
    named = frame.shape[found.behind - 1] not in "he" and _THING.match(frame.shape, behind + 1, end)
    if named and named[1][-1] == "n" and not is_people(frame.words(named.end(1) - 1, named.end(1))):
        named = None
    sized = frame.words(found.behind - 1, found.behind) in forms_of("extent")
    thing = named or (sized and _SIZED.match(frame.shape, behind + 1, end))
    return frame.span(*thing.span(1)) if thing else None


_SIZED = re.compile("([ngNhaIBecr]*n)(?![ngv])")
_THING = re.compile("([ngNhaIBvecrEm]*?(?:[er]|n(?!v)))(?![nghNeIaBcrEm]|[><][nghNe])")
_OF_PEOPLE = frozenset(("人", "人次"))
