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
from itertools import islice

from .cues import forms_of
from .frames import REACH, Frame
from .holders import Words, acting, is_class, is_people
from .nouns import find_noun
from .phrases import DONE, INDICATOR, PREDICATE, Found, counters, traits_of_works, works
from .records import Span
from .verbs import EXTENT

_DOES = re.compile("d{0,3}(?:dn)?A")  # 城镇居民每百户拥有
_ACTS_ITSELF = re.compile("[tdcxl]*q")  # 两名队员喜结良缘: those counted act themselves
_BIDS = re.compile("[da]*[vA]")  # 扎实推进节能减排
_CLAUSES_BACK, _CLAUSES_ON = 40, 12
_CLAUSE = re.compile("[^,.]+")
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

    __slots__ = ("acted", "behind", "fallback", "frame", "known", "later", "reserved", "start")

    def __init__(
        self, frame: Frame, start: int, behind: int, fallback: Callable[[bool], Span | None], reserved: bool
    ) -> None:
        self.frame = frame
        self.start = start
        self.behind = behind
        self.fallback = fallback
        self.reserved = reserved
        self.known: dict[int, tuple[Span | None, str]] = {}  # by clause: who the clauses before it hand on
        self.acted: dict[int, tuple[Words | None, str]] = {}  # by clause: who acts in it
        self.later: tuple[Span | None, str] | None = None  # who acts first behind, where nobody does before

    def find(self, left: int, before: int) -> tuple[Span | None, str]:
        """The holder in force at the word ``before`` in the clause that begins at ``left``."""
        found, how = acting(self.frame, left, before, own=True)
        if found and how[0] == "h" and self._counts(found, how, near=True):
            stands = self.frame.words(*found) in _STANDING_FOR
            return self._earlier(left, (found, how)) if stands else (self.frame.span(*found), how)
        earlier = self.handed_on(left)
        if found and not (earlier[0] and earlier[1][0] == "h") and self._counts(found, how, near=True):
            return self.frame.span(*found), how
        if local := self._local(earlier[0], left, before):
            return local, "holder-pointed-at"
        if earlier[1] == "holder-behind" and _ACTS_ITSELF.fullmatch(self.frame.shape, left, before + 1):
            return None, "none-stated"
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
        begin = max(frame.shape.rfind(".", self.start, left), self.start - 1) + 1
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
        here = left
        second: tuple[Words, str] | None = None
        near, turned = True, False
        for _ in range(_CLAUSES_BACK):
            if left <= start:
                break
            before = left - 1
            near = near and shape[before] != "."
            left = max(shape.rfind(",", start, before), shape.rfind(".", start, before), start - 1) + 1
            found, how = self._acting(left, before)
            if self.reserved and not turned and shape[left - 1 : left] == ".":
                turned = _BIDS.match(shape, left) is not None
            if found and self._counts(found, how, near, turned):
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
        if self.later is None:
            self.later = (None, "none-stated") if self.reserved else self._later(here)
        if fallback := self.fallback(True):
            later = self.later[0].text if self.later[0] else ""
            full = iter(later)
            if fallback.text in later or not all(
                char in full for char in fallback.text
            ):  # 建行广东省分行 in full: 中国建设银行…
                return fallback, "title"
        return self.later

    def _acting(self, left: int, before: int) -> tuple[Words | None, str]:
        """Who acts in the whole clause ``[left, before)``."""
        acts = self.acted.get(left)
        if acts is None:
            acts = self.acted[left] = acting(self.frame, left, before)
        return acts

    def _later(self, left: int) -> tuple[Span | None, str]:
        """The first name that acts behind the clause at ``left``, in the paragraph and not in a remark."""
        frame = self.frame
        if left >= self.behind:
            return None, "none-stated"
        remark = frame.text.find("（", frame.starts[left], frame.ends[self.behind - 1])
        stop = min(self.behind, bisect_left(frame.starts, remark)) if remark >= 0 else self.behind
        clauses = _CLAUSE.finditer(frame.shape, left, stop)
        for clause in islice(clauses, 1, _CLAUSES_ON):
            left = clause.start()
            found, how = self._acting(left, clause.end())
            if not found or how[0] != "h" or "h" not in frame.shape[found[0] : found[1]]:
                continue
            said = frame.words(*found)
            named = said not in forms_of("scope") and said[0] not in "他她它" and said[:2] != "我们"
            if named and "其中" not in frame.words(left - 2, left + 1):
                return frame.span(*found), "holder-behind"
        return None, "none-stated"

    def _counts(self, words: Words, how: str, near: bool, turned: bool = False) -> bool:
        """Whether a holder bears what is said without naming it. The figures of a report are the country's,
        unless it names a region or organisation in the same sentence, sets a topic, or says 全省, or 我国 and
        has not turned to another task since."""
        said = self.frame.words(*words)
        if not near and (said[0] in "他她它" or said[:2] == "我们"):
            return False
        if not self.reserved:
            return True
        if near and (how in _SET or (words[1] - words[0] > 1 and _DOES.match(self.frame.shape, words[1]))):
            return True
        if "h" not in self.frame.shape[slice(*words)]:
            return False
        return near or (said == "我国" and not turned) or (said[0] == "全" and said[:2] != "全国")


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


def struck(frame: Frame, paragraph: int, start: int, at: int, measure: str) -> Span | None:
    """Where those are who met a fate, told by the sentence: 以军袭击｜加沙地带北部，造成10人死亡; not who is
    named as striking (遭以军空袭)."""
    if not any(word in measure for word in forms_of("fate")):
        return None
    found = _scene(frame, start, at)
    before = frame.shape.rfind(".", paragraph, max(start - 1, paragraph)) + 1 or paragraph
    said = frame.words(max(start, at - REACH), at)
    if not found and before < start and "军" in said and not _ELSEWHERE.search(said):  # 以军行动造成…
        found = _scene(frame, before, start)
    return frame.span(*found) if found else None


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


def whose(frame: Frame, clause: int, at: int) -> Span | None:
    """Whose are those counted: the name that stands right before the number (组织｜柳湾村62户群众); not the
    last of a list, nor where a verb says how far something reaches (覆盖江西50个县, 来自全国的100人)."""
    shape = frame.shape
    match = _WHOSE.search(shape, max(clause, at - REACH), at)
    if match is None:
        return None
    first = match.start(1)
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
    unit = frame.quantities[index - 1].unit
    first, behind, at = frame.at[index - 1], frame.behind[index - 1], frame.at[index]
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
        tells = ends or acts or counted.end == frame.starts[first]
    else:
        own = frame.shape[clause : found.first].strip("dtx") if found.first < at else frame.words(clause, at)
        tells = (not ends and own in forms_of("reach")) or (not own and measure in forms_of("of_things"))
        tells = tells and frame.shape[bisect_left(frame.starts, counted.end) - 1] in "nehIN"
    if not tells:
        return None
    whole = clause - 1 if ends else bisect_left(frame.starts, counted.end)
    return frame.span(first, whole) if ends or acts else counted


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


_SIZED = re.compile("([ngNhaIBecr]*n)(?![ngAv])")
_THING = re.compile("([ngNhaIBvecrE]*?(?:[er]|n(?!v)))(?![nghNeIaBcrE]|[><][nghNe])")
_OF_PEOPLE = frozenset(("人", "人次"))
