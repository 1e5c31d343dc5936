"""The holder that a heading, the title or the first line names, for paragraphs that name nobody."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache

from .cues import forms_of, wording
from .cutting import cut_words
from .frames import Frame
from .records import Span, TimeExpression, Token


class Headings:
    """The holders that headings and the title of a text name, each looked for once and when asked for."""

    __slots__ = ("known", "of_text", "text", "times", "title", "tokens")

    def __init__(
        self, text: str, tokens: Sequence[Token], times: Sequence[TimeExpression], title: str | None
    ) -> None:
        self.text, self.tokens, self.times, self.title = text, tokens, times, title
        self.known: dict[tuple[tuple[int, int] | None, bool, bool], Span | None] = {}
        self.of_text: dict[bool, Span | None] = {}  # by whether the title counts

    def above(self, heading: tuple[int, int] | None, headed: bool, titled: bool) -> Span | None:
        """Who holds what a paragraph names nobody for: the holder in the heading above, where the paragraph
        is ``headed`` and no heading itself, else that of the whole text."""
        key = heading, headed, titled
        if key not in self.known:
            self.known[key] = (heading and self._in(heading, headed)) or self._of_text(titled)
        return self.known[key]

    def _in(self, heading: tuple[int, int], headed: bool) -> Span | None:
        found = heading_holder(self.text, self.tokens, *heading)
        if not found and headed and self.text[heading[1] - 1] not in "：:":
            frame = Frame(self.text, self.tokens, (), self.times, [heading])
            found = _first_name(frame, self.text[slice(*heading)])
        return found

    def _of_text(self, titled: bool) -> Span | None:
        """The holder in the title, if ``titled``, or in the first line."""
        if titled not in self.of_text:
            text, title, found = self.text, self.title, None
            if titled and title and (at := text.find(title)) >= 0:
                frame = Frame(text, self.tokens, (), self.times, [(at, at + len(title))])
                found = _first_name(frame, title)
            found = found or top_holder(text, self.tokens)
            self.of_text[titled] = found or (title_name(text, title) if titled else None)
        return self.of_text[titled]


def title_name(text: str, title: str | None) -> Span | None:
    """The region or organisation that the title begins with, where only the name stands in the text."""
    if not title or title in text:
        return None
    title = _DATED.sub("", title)
    found = _first_name(Frame(title, cut_words(title), (), ()), title)
    at = text.find(found.text) if found else -1
    return Span(at, at + len(found.text), found.text) if found and at >= 0 else None


def _first_name(frame: Frame, title: str) -> Span | None:
    town = title.rpartition("·")[2]
    if town != title and _TOWN.fullmatch(town):  # 江陵县·石桥镇
        return frame.span(bisect_left(frame.starts, frame.ends[-1] - len(town)), len(frame.ends))
    match = None if _DOCUMENT.search(title) else _TITLE.match(frame.shape) or _of_part(frame)
    if match is None:
        return None
    if wording("reporting").match(frame.words(match.end(), match.end() + 8)):
        return None  # 中国人民银行发布金融数据
    first, behind = match.span(1)
    if frame.words(first, behind) == "各地":
        return None
    if event := _EVENT.match(frame.words(behind, behind + 4)):
        behind = bisect_left(frame.ends, frame.ends[behind - 1] + event.end()) + 1  # 北京冬残奥会
    while frame.shape[first] == "n" and frame.words(first, first + 1)[-1] in _CALENDAR:
        first += 1  # 上半年｜我国
    if frame.shape[behind : behind + 1] == "n" and frame.text.startswith(("：", ":"), frame.ends[behind]):
        behind += 1  # 四川资中：
    return frame.span(first, behind)


def _of_part(frame: Frame) -> re.Match[str] | None:
    """The region or organisation that a later part of a title begins with: 科技赋能 湖南培育新动能"""
    shape, at = frame.shape, frame.shape.find(",")
    while at >= 0:
        if frame.words(at, at + 1).strip() == "" or frame.text[frame.starts[at]] in _PARTS:
            match = _TITLE.match(shape, at + 1)
            if match and len(name := frame.words(*match.span(1))) > 1 and name != "各地":
                return match
        at = shape.find(",", at + 1)
    return None


_EVENT = re.compile("[\u4e00-\u9fff]{1,5}?[运奥览交]会")
_PARTS = frozenset("】—")
_CALENDAR = frozenset("年月日度")
_DATED = re.compile("^[^，]{1,7}[年月日度]，")  # 去年，｜我国出口增长


def heading_holder(text: str, tokens: Sequence[Token], start: int, end: int) -> Span | None:
    """The holder that a heading names, and nothing else: 2.中职学校（一、二年级）, （三）龙泰制药有限公司."""
    if _PLACE.fullmatch(text, start, end):
        return Span(start, end, text[start:end])
    frame = Frame(text, tokens, (), (), [(start, end)])
    match = _HEADING.fullmatch(frame.shape)
    return frame.span(*match.span(1)) if match else None


def top_holder(text: str, tokens: Sequence[Token]) -> Span | None:
    """The place or organisation that is all the first line of a text: 凉水河子镇"""
    start = len(text) - len(text.lstrip())
    end = text.find("\n", start, start + 40)
    if end >= 0 and _TOWN.fullmatch(text, start, end):
        return Span(start, end, text[start:end])
    found = heading_holder(text, tokens, start, end) if end >= 0 else None
    return None if found is None or found.text.endswith(_sorts()) else found


_PLACE = re.compile("[\u4e00-\u9fff]{1,4}(?:街道|[县镇村]|(?<!城)乡)(?<!乡村)")
_TOWN = re.compile("[\u4e00-\u9fff]{1,10}(?:街道|[县区乡镇村])")


@cache
def _sorts() -> tuple[str, ...]:
    """General nouns of more than one character: 旅游休闲产业 names nobody."""
    return tuple(sorted(form for form in forms_of("generic") if len(form) > 1))


_HEADING = re.compile("[Bmc,]*([ngNrha]*[he]+)[B,]*")
_TITLE = re.compile("[Bt,]*(?:fm+)?([nN]{0,3}?h+e*)(?!,?[hcE])")
_DOCUMENT = re.compile("报告|法$|条例|办法|规定|决定|通知|意见|细则")
