"""Whose the parts are of what a sentence tells: of a term that it defines (X，是指…), a whole that it divides
(X分为三类), a document (《X》，提出20条措施)."""

from __future__ import annotations

import re
from functools import cache

from .cues import forms_of
from .frames import REACH, Frame
from .records import Span

_FAR = 300  # characters back that a definition or a title reaches


def term(text: str, start: int, at: int) -> Span | None:
    """The term that a sentence defines before the place ``at``: 本办法所称返乡青年，是指｜40周岁以下…"""
    start = max(start, at - _FAR)
    if (
        text.find("是指", start, at) < 0
        and text.find("系指", start, at) < 0
        and text.find("指的是", start, at) < 0
    ):
        return None
    found = list(_TERM.finditer(text, start, at))
    return Span(found[-1].start(1), found[-1].end(1), found[-1][1]) if found else None


_TERM = re.compile("([^，。；：、（）《》\\s称]{2,24}?)，?(?:是指|系指|指的是)")


def divided(frame: Frame, clause: int, at: int) -> Span | None:
    """What a clause divides, or tells by its bound: 报名分为｜两个步骤, 重型车辆为总质量｜大于12吨."""
    if frame.text.find("分", frame.starts[clause], frame.starts[at]) >= 0:
        for verb in range(at - 1, max(clause, at - REACH), -1):
            if frame.words(verb, verb + 1) in _DIVIDES:
                verb -= frame.words(verb - 1, verb) == "主要"
                match = _PARTED.search(frame.shape, max(clause, verb - 12), verb)
                inside = frame.text[frame.ends[verb - 1] - 1] == "内"  # 境内分为…
                return frame.span(*match.span()) if match and not inside else None
    said = frame.text.find("为", frame.starts[clause], frame.starts[at]) >= 0
    match = _BOUNDED.match(frame.shape, clause, at) if said else None
    if match is None or frame.words(match.end(1), match.end(1) + 1) != "为":
        return None
    return frame.span(*match.span(1))


_PARTED = re.compile("(?:(?<![^,.dtcB])[nge]{1,8}|h[nghreaBI]{0,8})$")
_BOUNDED = re.compile("[tdcB]*([nge]{1,12})(?=[pvl]a?[ng]{0,2}I$)")
_DIVIDES = frozenset(("分为", "分成", "划分为"))


def document(text: str, start: int, at: int) -> Span | None:
    """The document whose points or entries are counted at ``at``: 《江海省行动方案》，提出｜20条措施."""
    start = max(start, at - _FAR)
    if text.find("》", start, at) < 0:
        return None
    match = _LAYS_DOWN.search(text, start, at)
    return Span(match.start(1), match.end(1), match[1]) if match else None


_LAYS_DOWN = re.compile(
    "《([^《》\\n]{2,80})》(?:（[^（）]{1,20}）)?(?![^，]{0,14}(?:称|显示|报道|讲话|指出))[^，。；《》\\n]{0,14}，"
    "(?:[^，。；《》\\n]{0,60}，)?(?:共计?|提出|明确|包括|聚焦|围绕|从|涵盖|出台|分|部署|收录|规定|列出)"
    "[^，。；《》\\n]{0,80}$"
)


def received(frame: Frame, start: int, at: int, measure: str) -> Span | None:
    """The work or event whose reception is told: 推出视频《江海之夜》，播放量｜过亿."""
    if not measure.endswith(_receptions()):
        return None
    text, stop = frame.text, frame.starts[at]
    found = list(_WORK.finditer(text, max(frame.starts[start], stop - _FAR), stop))
    if not found:
        return None
    last = found[-1].lastindex or 0
    return Span(found[-1].start(last), found[-1].end(last), found[-1][last])


@cache
def _receptions() -> tuple[str, ...]:
    return tuple(sorted(forms_of("reception")))


_WORK = re.compile(
    "《([^《》\\n]{2,40})》|(“[^“”\\n]{2,20}”[\u4e00-\u9fff]{0,6}?(?:活动|节目|话题|展览|直播|作品))"
)
