"""What stands behind a number and is no noun: what people do, a level that was held, what a part of the whole
does, what money goes to, a deadline, a fine."""

from __future__ import annotations

import re
from bisect import bisect_left

from .cues import forms_of
from .frames import REACH
from .phrases import PREDICATE, Found, Place

DUE, FINE = "due-behind", "fine-behind"

_PREDICATE = re.compile(r"[dx]*+(?:[ipF][^,.q]{1,8}?)?[dpxt]*+[viAguwa+lk](?:[^,.qf]|(?<![vAuwgk])f){0,14}")
_OBJECT = re.compile(r"[dx]*[vA](?P<of>[ngNeIhaBc+v]+)|(?P<as>v)(?=[,.]|$)")
# 十日内，根据调查情况，｜提出意见; 三个月前向公司或者其指定的机构｜提出申请
_DEADLINE = re.compile(
    r"(?:,p[^,.qvA]{1,24}(?=,))?,?(?:p[^,.q]{0,20}?[ehB](?=[vA][^,.qD]*(?:[,.]|$))|p[^,.qvA]*+|[dx][dpx]*+)?([vA][^,.q]{0,8})"
)


def level_behind(place: Place) -> Found | None:
    """The level that was held so long: 连续两年｜保持在95%以上, 连续三个月｜低于4%."""
    match = _LEVEL.match(place.frame.shape, place.behind, place.end)
    return Found(place.behind, match.end(), PREDICATE, place.behind) if match else None


_LEVEL = re.compile("[dx]{0,3}l{0,2}(?:q{1,9}(?![nge])|m>[ng]{1,3}(?=[,.]|$))")


def predicate(place: Place) -> Found | None:
    shape = place.frame.shape
    behind = place.behind + (shape[place.behind : place.behind + 1] == "D")
    match = _PREDICATE.match(shape, behind, min(place.end, behind + REACH))
    if match and place.frame.words(match.end(), match.end() + 1) in _ALONG:  # 喝上“南水”
        match = _PREDICATE.match(shape, behind, match.end()) and _ALONG_WITH.match(shape, behind, place.end)
    if not match or (shape[match.end() : match.end() + 1] == "q" and not match[0].strip(_CHANGES)):
        return None  # 由44%｜提高到45%
    aim = behind > place.behind and place.frame.words(behind, match.end()) in forms_of("aim")
    return None if aim else Found(behind, match.end(), PREDICATE, behind)  # 低于5天的要求


_ALONG = frozenset("上下")
_ALONG_WITH = re.compile("[dpx]*[vA]+f[^,.q]{0,12}")
_CHANGES = "uwdxl$tDF"


def clause_behind(place: Place) -> Found | None:
    """What a part of the whole does: 超过2/3｜免费开放."""
    first = place.behind + (place.frame.shape[place.behind] == "D")
    match = _REST.match(place.frame.shape, first, min(place.end, first + 14))
    return Found(first, match.end(), PREDICATE, first) if match else None


_REST = re.compile("[^,.q]+")


def spent_on(place: Place) -> Found | None:
    """What money that is merely spent goes to, or is: 安排5亿元设立｜科学基金, 提供5亿元｜支持."""
    match = _OBJECT.match(place.frame.shape, place.behind, min(place.end, place.behind + REACH))
    return Found(*match.span(match.lastgroup or 0), "object-behind", place.at) if match else None


def deadline(place: Place) -> Found | None:
    match = _DEADLINE.match(place.frame.shape, place.behind, min(place.end, place.behind + REACH))
    return Found(*match.span(1), DUE, match.start(1)) if match else None


def fine(place: Place) -> Found:
    frame = place.frame
    start = frame.text.index("罚款", frame.ends[place.behind - 1])
    first = bisect_left(frame.starts, start)
    return Found(first, first + 1, FINE, first)
