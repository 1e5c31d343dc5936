"""What happened so many years ago, with those to whom it did: 两国建交75周年, 香港回归祖国25周年."""

from __future__ import annotations

from .cues import forms_of
from .frames import Frame
from .phrases import ACTION, Found, Place

EVENT = "event-before"


def remembered(place: Place) -> Found | None:
    """The event before an anniversary with who did it; ``None`` where a noun is remembered."""
    frame, shape, left, last = place.frame, place.frame.shape, place.left, place.at - 1
    while last > left and shape[last] in "nadg" and not _happens(frame, last):
        last -= 1
    if last < left or not (shape[last] in "vA" or _happens(frame, last)):
        return None
    stop = last
    while stop > left and shape[stop - 1] in "dx" and not _is_short(frame, stop - 1):
        stop -= 1
    first = stop
    while first > left and _may_name(frame, first - 1):
        first -= 1
    first += shape[first] == "c"
    if first == stop:
        marks = first > left and frame.words(first - 1, first) in forms_of("marking")
        return Found(last, place.at, ACTION, last) if marks else None
    who = frame.words(first, stop)
    told = stop < last or shape[stop - 1] == "N" or not _NAMES.isdisjoint(shape[first:stop])
    body = shape[stop - 1] == "e" and stop - first > 1  # 江海日报
    known = told or body or who[-1] in "国方" or who[0] == "中"
    return Found(first, place.at, EVENT, first) if known else None


def _happens(frame: Frame, at: int) -> bool:
    return frame.words(at, at + 1) in forms_of("event")


def _may_name(frame: Frame, at: int) -> bool:
    short = frame.shape[at] in "vd" and _is_short(frame, at)  # 中拉论坛, 中越
    if frame.text[frame.starts[at]] in _OPENS:
        return False
    return (frame.shape[at] in _NOMINAL or short) and frame.words(at, at + 1) not in forms_of("marking")


def _is_short(frame: Frame, at: int) -> bool:
    return frame.ends[at] - frame.starts[at] == 1


_OPENS = frozenset("《“ 　")
_NAMES = frozenset("hr")
_NOMINAL = frozenset("nghNreBcfEmoIa")
