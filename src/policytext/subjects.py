"""The subject of a claim: who or what holds, does or bears it.

The nearest explicit holder before the number: the one that leads its measure, that acts in its clause, in the
clauses and sentences before it in the paragraph, last the one of the heading or the title. Names of regions,
organisations, persons and things count anywhere before; a general noun (行业, 企业) first of all in its
sentence, and only with an attribute.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from functools import cache

from .cues import forms_of
from .frames import REACH, Frame
from .holder_names import Words, is_class, is_people
from .holders import acting
from .measures import INDICATOR, Found
from .records import Span

Reading = tuple[Span | None, Span | None, str, str]  # measure and subject, each with its rule
_DOES = re.compile("d{0,3}(?:dn|i[^,.qvA]{1,12})?A")  # 城镇居民每百户拥有
_GOES_ON = re.compile("[dtx$]{0,4}[vA]")
_CLAUSES_BACK = 40
_BODIES = {
    "公司": ("公司",),
    "企业": ("公司", "集团", "厂", "合作社"),
    "集团": ("集团", "公司"),
    "项目": ("项目", "工程"),
    "园区": ("区", "园"),
    "基地": ("基地",),
    "医院": ("医院",),
    "学校": ("学校", "大学", "学院", "中学", "小学"),
}
_STANDING_FOR = frozenset(("他", "她", "它", "他们", "她们", "它们", "我们", "咱们", *_BODIES))


class Topics:
    """The holders of one paragraph, clause by clause, found when asked for."""

    __slots__ = ("acted", "fallback", "frame", "known", "reserved", "start")

    def __init__(
        self, frame: Frame, start: int, fallback: Callable[[bool], Span | None], reserved: bool
    ) -> None:
        self.frame = frame
        self.start = start
        self.fallback = fallback
        self.reserved = reserved
        self.known: dict[int, tuple[Span | None, str]] = {}  # by clause: who the clauses before it hand on
        self.acted: dict[int, tuple[Words | None, str]] = {}  # by clause: who acts in it

    def find(self, left: int, before: int) -> tuple[Span | None, str]:
        """The holder in force at the word ``before`` in the clause that begins at ``left``."""
        found, how = acting(self.frame, left, before, own=True)
        if found and how[0] == "h" and self._counts(found, how, near=True, own=True):
            stands = self.frame.words(*found) in _STANDING_FOR
            return self._earlier(left, (found, how)) if stands else (self.frame.span(*found), how)
        earlier = self.handed_on(left)
        if found and not (earlier[0] and earlier[1][0] == "h") and self._counts(found, how, near=True):
            return self.frame.span(*found), how
        if local := self._local(earlier[0], left, before):
            return local, "holder-pointed-at"
        return earlier

    def _is_meant(self, words: Words, pronoun: Words, near: bool) -> bool:
        """Whether a pronoun takes up a holder before it: 他 one person, 他们 no bare region, 公司 the
        full name in its sentence."""
        frame, said, last = self.frame, self.frame.words(*pronoun), words[1] - 1
        if said in ("他", "她"):
            return frame.shape[last] == "r" or is_people(frame.words(last, last + 1))
        if ends := _BODIES.get(said):
            name = frame.words(*words)
            return near and name.endswith(ends) and len(name) > 4
        return bool(frame.shape[slice(*words)].strip("h"))

    def _local(self, earlier: Span | None, left: int, before: int) -> Span | None:
        """The word 当地 that leads a clause whose sentence names no other holder; not in 当地政府."""
        frame = self.frame
        near = max(self.start, left - 4 * REACH)  # a sentence may be as long as a text
        begin = max(frame.shape.rfind(".", near, left), near - 1) + 1
        first = frame.starts[begin]
        at = frame.text.find("当地", first, frame.ends[min(before, len(frame.ends) - 1)])
        if at < 0 or (earlier and earlier.start >= first):
            return None
        index = bisect_left(frame.starts, at)
        clause = max(begin, frame.shape.rfind(",", begin, index) + 1)
        if frame.shape[clause:index].strip("tdcx") or frame.words(index, index + 1) != "当地":
            return None
        body = frame.shape[index + 1] == "e" or is_people(frame.words(index + 1, index + 2))
        return None if body and index + 1 < before else Span(at, at + 2, "当地")

    def handed_on(self, left: int) -> tuple[Span | None, str]:
        """The holder in force where the clause at ``left`` begins."""
        earlier = self.known.get(left)
        if earlier is None:
            earlier = self.known[left] = self._earlier(left)
        return earlier

    def _earlier(self, left: int, pronoun: tuple[Words, str] | None = None) -> tuple[Span | None, str]:
        """The holder that the clauses before the one at ``left`` hand on: a name anywhere in the paragraph, a
        general noun (龙头企业) only if there is none, or in the same sentence."""
        frame, shape, start = self.frame, self.frame.shape, self.start
        second: tuple[Words, str] | None = None
        near = True
        goes_on = _GOES_ON.match(shape, left) is not None  # 企业效益提高，｜实现利润5亿元
        for _ in range(_CLAUSES_BACK):
            if left <= start:
                break
            before = left - 1
            near = near and shape[before] != "."
            left = max(shape.rfind(",", start, before), shape.rfind(".", start, before), start - 1) + 1
            found, how = self._acting(left, before)
            if found and self._counts(found, how, near, own=goes_on and near):
                last = found[1] - 1
                definite = how == "holder-pointed-at" and shape[last] == "e"
                definite = definite and not is_class(frame.words(last, last + 1))
                definite = definite or how == "holder-spelt"
                named = "h" in shape[found[0] : found[1]] and not is_people(frame.words(*found))
                named = near or definite or named or shape[last] in "rN"
                if named and how[0] == "h" and not pronoun and frame.words(*found) in _STANDING_FOR:
                    pronoun = found, how
                    continue
                if named and how[0] == "h" and (not pronoun or self._is_meant(found, pronoun[0], near)):
                    return frame.span(*found), how
                if named and pronoun:
                    break
                word = frame.words(last, last + 1)
                if second is None and not (is_class(word) or is_people(word)):
                    second = found, how
        if pronoun:
            return frame.span(*pronoun[0]), pronoun[1]
        if second:
            return frame.span(*second[0]), "place" if second[1] == "place" else "general-holder"
        if fallback := self.fallback(True):
            return fallback, "title"
        return None, "none-stated"

    def _acting(self, left: int, before: int) -> tuple[Words | None, str]:
        """Who acts in the whole clause ``[left, before)``."""
        acts = self.acted.get(left)
        if acts is None:
            acts = self.acted[left] = acting(self.frame, left, before)
        return acts

    def _counts(self, words: Words, how: str, near: bool, own: bool = False) -> bool:
        """Whether a holder bears what is said without naming it. The figures of a report are the country's,
        unless it names a region or organisation in the same sentence, anybody in the clause of the number
        (``own``), sets a topic, or says 全省."""
        said = self.frame.words(*words)
        if not near and (said[0] in "他她它" or said[:2] == "我们"):
            return False
        if not self.reserved:
            return True
        if near and (how in _SET or (words[1] - words[0] > 1 and _DOES.match(self.frame.shape, words[1]))):
            return True
        if own and how == "holder-acts":
            return True
        if "h" not in self.frame.shape[slice(*words)]:
            return False
        return near or (said[0] == "全" and said[:2] != "全国")


_SET = frozenset(("holder-pointed-at", "holder-of-topic", "holder-has"))  # told by the sentence itself


def label(frame: Frame, start: int, end: int) -> Words | None:
    """The label that a list item begins with: （一）煤炭：…, 1.生活补助：…"""
    match = _LABEL.match(frame.shape, start, end)
    if not match:
        return None
    first, behind = match.span(1)
    last = frame.words(behind - 1, behind)
    if last in forms_of("heading") or last[-1] == "为":
        return None  # 完成情况：, 标准为：
    if frame.text[frame.starts[behind]] in "：:" or is_grant(frame, behind):
        return first, behind
    return None


def is_grant(frame: Frame, behind: int) -> bool:
    """Whether the words up to ``behind`` name what a rule pays (生活补助, 免学费)."""
    last = frame.words(behind - 1, behind)
    return last in forms_of("grant") or last[-1:] in ("费", "金")


def labelled(frame: Frame, words: Words, found: Found | None, reading: Reading) -> Reading:
    """Measure and subject where a label leads the sentence: 煤炭：保有1545吨, 生活补助：小学1250元."""
    measure, subject, how, why = reading
    said = frame.span(*words)
    if is_grant(frame, words[1]):
        bare = found is None or frame.shape[found.behind - 1] != "I" or found.behind - found.first == 1
        if bare and not (found and is_grant(frame, found.behind)):
            payee = found and how == INDICATOR and frame.shape[found.behind - 1] != "I"
            holder, rule = (measure, "item-label") if payee else (subject, why)
            return said, holder, "item-label", rule
        return reading
    if why in ("none-stated", "title") or subject is None or (said and said.start > subject.start):
        return measure, said, how, "item-label"
    return reading


_LABEL = re.compile(r"[Bdm]*,?([ngeNhrIavA](?:[ngeNhBrIavApdoF]|c(?=[ngv])){0,7}?)(?=,)")


def is_norm(measure: Span | None) -> bool:
    """Whether a measure is a parameter of a benefit that it does not name: 发放标准."""
    if measure is None or not measure.text.endswith(_forms("norm")):
        return False
    return not any(word in measure.text for word in _forms("scheme"))


def scheme(frame: Frame, start: int, clause: int) -> Span | None:
    """The benefit whose bare parameter a rule tells, named at the head of a clause before it: 育儿
    补贴按年发放，｜现行标准为…"""
    shape = frame.shape
    for _ in range(_CLAUSES_BACK):
        if clause <= start:
            return None
        stop = clause - 1
        clause = max(shape.rfind(",", start, stop), shape.rfind(".", start, stop), start - 1) + 1
        match = _BENEFIT.match(shape, clause, stop)
        first, last = match.span(1) if match else (0, 0)
        for behind in range(last, first, -1):
            if frame.text.endswith(_forms("scheme"), 0, frame.ends[behind - 1]) and shape[behind] != "I":
                return frame.span(first, behind)
    return None


_BENEFIT = re.compile("[dtcxB]*([nghvaB]{1,7})")


@cache
def _forms(kind: str) -> tuple[str, ...]:
    return tuple(sorted(forms_of(kind)))
