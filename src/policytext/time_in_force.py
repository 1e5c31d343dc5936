"""The time that governs the numbers of a paragraph, as it is read from number to number."""

from __future__ import annotations

import re
from bisect import bisect_left

from .cues import forms_of
from .frames import REACH, Frame
from .governing import (
    announces,
    both,
    closes,
    governs,
    has,
    is_aside,
    is_event,
    is_held,
    is_stock,
    of_one_day,
    outlasts,
    stands,
    stays,
)
from .measures import RATIOS
from .records import TimeExpression

_OF_NOUN = re.compile("t[dxm]?[vA]{1,2}Da?[ngeN]")  # 近期发生的洪水
_AGENTS = re.compile("[nheNgracoEI]{0,8}[d$]?i?t")  # 六部门今天发布…
# 比1952年的100亿元, 由2012年的7亿人、2亿人, 由上年居第五位升到…
_OWN_TIME = re.compile(
    r"(?:b|F|[uw]x?l)t\$?D$|(?:F|[uw]x?l)t\$?D?[uwdxlvkh]{0,3}(?:q[nghI]{1,3}|(?:qc){1,3})?$"
)
_ISSUED = re.compile("发布|公布|通报|宣布|推出")
_ABLE = re.compile("可(?!是|见|喜|以说)|能(?:够|满足)")
_DONE = re.compile("(?:建成|[投达]产|投[运用]|通[车水航]|[完竣]工)后")  # 全部建成后
_FALLS = re.compile("是|逢|迎来")  # 今年是建校70周年
_EACH = re.compile("^每[年天日月]|[年日]均|^年(?![初末底前内后中])|^日(?![前后益])")
_ITEM = re.compile("；[一二三四五六七八九十]是")
_ONCE = re.compile("(?:原来|原先|最初|当初|以前)的?[^，。]{0,4}$")
_HOLDS = 2  # sentences for which the day of an event holds
_OWNED = re.compile("[拥现设]有")
_PREDICATES = frozenset("vAgluw")


class TimeInForce:
    """Which time governs: one of the sentence, of the clause, or one that is carried on from before."""

    def __init__(self, frame: Frame, first: int, behind: int, report: bool) -> None:
        self.frame = frame
        self.first, self.behind = first, behind
        self.report = report
        self.next = bisect_left(frame.times_at, first)  # the next time to be passed
        self.time: TimeExpression | None = None
        self.at = -1
        self.leading: TimeExpression | None = None  # what a sentence begins with outlasts it
        self.leading_at = -1
        self.local = False  # whether that is the time of one holder only: 黔江区今年…
        self.day = -1  # the last time passed that is a day
        self.passed = self.begin = first  # the word of the last time passed, and where its sentence begins

    def of(
        self, index: int, sentence: int, sentence_end: int, clause: int, number: int
    ) -> tuple[TimeExpression | None, str]:
        """The time of a number, before it in its sentence, behind it or carried on, and the rule it is by."""
        frame, at = self.frame, self.frame.at[index]
        while self.next < len(frame.times) and frame.times_at[self.next] < at:
            self.pass_time(sentence)
        if number >= 0 and index and frame.text.endswith("连续", 0, frame.quantities[index - 1].start):
            return None, "as-long-as-before"
        own = self.next and _OWN_TIME.search(frame.shape, max(0, at - 10), at)
        if own and (own[0][0] != "b" or frame.quantities[index].unit != "个百分点"):
            return frame.times[self.next - 1], "time-before"  # 比1952年的100亿元增长5%
        here = self.time if self.at >= sentence else None
        if (
            here
            and self.leading is not here
            and is_aside(frame.text, here.end, frame.quantities[index].start)
        ):
            here = self.leading if self.leading_at >= sentence else None
        anniversary = frame.quantities[index].text.endswith("周年")
        if frame.text.startswith("人口的", frame.quantities[index].end):
            return None, "standing-property"  # 十三亿人口的大国
        pair = frame.shape.rfind("F", max(clause, at - 6), at)
        if pair > number and _ONCE.search(frame.words(pair, at)):
            return None, "none-stated"  # 从原来的3000株
        if self.next and is_held(frame, self.next - 1, at) and not (here and is_stock(here)):
            return None, "standing-property"
        if here and (not anniversary or _FALLS.search(frame.words(self.at, at))):
            return here, "time-before"
        if here or anniversary:
            return None, "none-stated"  # 今天举行建校70周年活动
        if self.next and self.is_issued(index, sentence, clause):
            return frame.times[self.next - 1], "time-before"
        behind = self.behind_agents(index, sentence_end)
        if behind and behind.time_end:
            return behind, "time-behind"
        if self.leading and not self.local and stays(frame, self.leading, index, self.report):
            self.time, self.at = self.leading, self.leading_at
            return self.time, "time-carried"
        if self.day >= 0 and self.is_of_day(index, sentence):
            return frame.times[self.day], "time-carried"
        return (behind, "time-behind") if behind else (None, "none-stated")

    def behind_agents(self, index: int, sentence_end: int) -> TimeExpression | None:
        """The time behind those who act: 六部门今天发布…"""
        frame, shape = self.frame, self.frame.shape
        behind = frame.times_at[self.next] + 1 if self.next < len(frame.times) else sentence_end + 1
        if behind > sentence_end or not _AGENTS.fullmatch(shape, frame.behind[index], behind):
            return None
        time = frame.times[self.next]
        attribute = shape[behind : behind + 1] == "D" or (time.time_end and behind == frame.behind[index] + 1)
        return None if attribute or frame.text[time.start - 1] in "于比较" else time

    def is_issued(self, index: int, sentence: int, clause: int) -> bool:
        """Whether a number counts what was issued on the day told before it: 今天发布20项标准."""
        frame, at, told = self.frame, self.frame.at[index], self.frame.times_at[self.next - 1]
        if told < sentence or at - told > REACH or frame.quantities[index].unit in RATIOS:
            return False
        issued = _ISSUED.search(frame.words(max(told + 1, clause), at))
        return (
            issued is not None and of_one_day(frame.times[self.next - 1]) and "$" not in frame.shape[told:at]
        )

    def is_of_day(self, index: int, sentence: int) -> bool:
        """Whether a number tells what came of an event of the last day: 10日发生火灾。火灾造成4人受伤."""
        frame, shape, at = self.frame, self.frame.shape, self.frame.at[index]
        told = frame.times_at[self.day]
        if told >= sentence or at - told > 2 * REACH or frame.times[self.day].time_start is None:
            return False
        if shape.count(".", told, sentence) > _HOLDS:
            return False
        if frame.words(sentence, sentence + 1) == "其中":
            return True
        effects = forms_of("effect")
        caused = any(frame.words(i, i + 1) in effects for i in range(sentence, at))
        return caused and "$" not in shape[sentence:at]

    def is_past(self, sentence: int, clause: int, at: int, published: str | None, status: str) -> bool:
        """Whether the time in force is a present told in a clause before what is to come (目前…，将达…) or
        the day of an event before what will or can be (昨天通航，可满足…)."""
        time, told, shape = self.time, self.at, self.frame.shape
        if time is None or told >= clause:
            return False
        target = status == "target"
        if target and told < sentence and (time.time_end or "9") < (published or "9"):
            return "预计" not in self.frame.words(clause, at)  # 去年增长5%。将再增长5%
        if target and _DONE.search(self.frame.words(max(told + 1, sentence, at - REACH), at)):
            return True
        ahead = "$" in shape[clause:at]
        if time.text in forms_of("present"):
            return ahead
        past = time.time_start is not None and time.time_start <= (published or time.time_start)
        if told < sentence or not past or not of_one_day(time):
            return False
        end = shape.find(",", told, clause)
        if end == told + 1:
            end = shape.find(",", end + 1, clause)
        if end < 0 or "$" in shape[told:end]:
            return False
        return ahead or _ABLE.search(self.frame.words(clause, at)) is not None

    def is_elsewhere(self, measure: str, sentence: int, clause: int, at: int) -> bool:
        """Whether the time in force is that of an event told in a clause before: 1997年投产，占地面积…;
        1991年获批，拥有企业…"""
        frame, told = self.frame, self.at
        if self.time is None or is_stock(self.time) or "$" in frame.shape[clause:at]:
            return False
        if (
            told > sentence
            and (item := frame.text.rfind("；", self.time.end, frame.starts[at])) >= 0
            and _ITEM.match(frame.text, item)
        ):
            return True  # 一是江海山庄，2007年建成，…；二是水库山庄，投资…
        owning = "有" in frame.words(clause, at) and has(frame, clause, at)
        if stands(measure) or (owning and _OWNED.search(frame.words(clause, at)) and told >= sentence):
            return not _PREDICATES.isdisjoint(frame.shape[told:clause])
        stop = frame.shape.find(",", told, clause)
        if stop >= 0 and _EACH.search(frame.words(clause, at)):  # 2007年建设完成，…，每年接待游客…
            done = frame.shape[told:stop]
            return not _PREDICATES.isdisjoint(done) and "q" not in done
        bare = self.is_built(told, stop) and _PREDICATES.isdisjoint(frame.shape[clause:at])
        bare = bare and "投资" not in measure  # which is made while it is built
        return (owning or bare) and is_event(frame, told, clause)

    def is_built(self, told: int, stop: int) -> bool:
        """Whether a clause only tells in which year a thing was built: 2014年建成，…李子30亩."""
        year = self.time is not None and (self.time.time_end or "").endswith("-12-31")
        return (
            year and self.frame.words(told, told + 1)[:1] != "今" and "q" not in self.frame.shape[told:stop]
        )

    def pass_time(self, sentence: int) -> None:
        """Go past one time; it is carried on if it can govern. 每年 displaces no date in its sentence."""
        frame, shape = self.frame, self.frame.shape
        time, place = frame.times[self.next], frame.times_at[self.next]
        self.begin = max(self.begin, shape.rfind(".", self.passed, place) + 1)
        self.passed = place
        if self.time and self.at == place - 2 and shape[place - 1] in "c,":
            time = both(frame, self.time, time, shape[place - 1])
        dated = time.time_start or time.time_end or self.at < sentence
        inside = self.at >= self.begin and _OF_NOUN.match(shape, place)
        if (dated or not self.time) and not inside and governs(frame, self.next, self.behind):
            self.time, self.at = time, place
            lead = self.leading
            headed = self.leading_at >= self.begin and self.is_head(self.leading_at)
            goes_on = lead and (headed or (self.report and closes(time, lead)))
            if lead is None or not goes_on or outlasts(frame, lead, time, place):
                self.leading, self.leading_at = time, place
                self.local = place > self.first and shape[place - 1] in "heNr"
        if (
            shape[place : place + 1] == "t"
            and shape[place - 1 : place] != "b"  # 较去年同期
            and of_one_day(time)
            and not announces(frame, self.next, self.behind)
        ):
            self.day = self.next
        self.next += 1

    def is_head(self, at: int) -> bool:
        """Whether a clause begins with the word."""
        return at == self.first or self.frame.shape[at - 1] in ".,"
