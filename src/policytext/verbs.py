"""The verb at a number that is its measure itself: of extent (长38米, 为期两天), of change (加息两次)."""

from __future__ import annotations

import re

from .cues import forms_of
from .phrases import ACTION, DURATIONS, RATIOS, Found, Place, counters

EXTENT, SIZE = "extent-before", "size-before"


def trait(place: Place, said: str, following: str) -> Found | None:
    """A verb of extent that measures the noun behind: 长达4000公里的西气东输管道."""
    first, frame = place.at - 1, place.frame
    others = (RATIOS, DURATIONS, counters())
    measured = place.unit is not None and not any(place.unit in units for units in others)
    sized = measured and _SIZED.match(frame.shape, place.behind, place.end)
    if sized and frame.words(*sized.span()) in forms_of("size"):  # 3米｜高的围墙
        return Found(*sized.span(), EXTENT, place.behind)
    if following != "D":  # 船体｜长38米，宽9.9米
        if said not in forms_of("size") or "b" in place.gap:
            return None
        if len(said) > 1:  # 赛事｜为期两天
            measured = place.unit in DURATIONS and following in ",."
        first -= first > place.left and frame.shape[first - 1] == "a"  # 总重
        return Found(first, place.at, SIZE, place.left) if measured else None
    if frame.shape[first] not in "lA>vap":
        return None
    if said not in forms_of("trait"):
        first -= 1
        if first < place.left or frame.words(first, first + 1) not in forms_of("trait"):
            return None
    if place.unit in DURATIONS and (doing := _LASTING.search(frame.shape, place.left, first)):
        first = doing.start()  # 开展｜为期5个月的整治
    return Found(first, first + 1, EXTENT, first)


_SIZED = re.compile("[a><](?=[D,.]|$)")
_LASTING = re.compile("[vA](?=[dpxv]{0,2}$)")


def inner(place: Place) -> Found | None:
    """A verb of change that has its object inside: 茶农｜人均增收3600元, 央行再次｜加息两次."""
    shape, last = place.frame.shape, place.at - 1
    while last > place.left and shape[last] in "xld":
        last -= 1
    if last < place.left or place.frame.words(last, last + 1) not in forms_of("inner"):
        return None
    if place.gap.lstrip("dtcx")[:1] == "b":  # 收入9亿元，比上年增收1亿元
        return None
    first = last - (last > place.left and shape[last - 1] in "a+")
    return Found(first, last + 1, ACTION, place.left)
