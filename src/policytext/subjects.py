"""The subject of a claim: who or what holds, does or bears it.

The nearest explicit holder before the number: the one that leads its measure, that acts in its clause, in the
clauses and sentences before it in the paragraph, last the one of the heading or the title. Names of regions,
organisations, persons and things count anywhere before; a general noun (行业, 企业) first of all in its
sentence, and only with an attribute.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import cache
from itertools import islice

from .cues import forms_of, wording
from .frames import REACH, Frame
from .records import Span, Token
from .segmentation import cut_words

Words = tuple[int, int]

# The noun phrase that a clause begins with, before a predicate or its end; 以…为代表的 may stand before it.
_LEADING = re.compile(
    r"[dtcfx$moBEa]*(?:[pi][^,q]{0,20}D)?((?:[nhNreI]|g(?=[ne]))(?:[nghNraeBmcDEfoI]|v(?=[ngeDIE]))*?)(?<!c)"
    r"(?=[vAulwUW+s$dkxbpzFitj><q,.]|$)"
)
_PLACED = re.compile(r"[dtcxo]*i([nghNraeBmcf]*(?:h[nghNreBmcfDo]*|e$))")
_HOLDER = re.compile(r".*(?:[hre]|N$|N(?=D))")
_NAME = re.compile(r".*[hr](?:E[^D]*?e)?e*")
# Who has something: 地方有32个建设项目. A noun phrase that stands alone before a comma: 煤炭工业，
_OWNER = re.compile("[tdc]*((?:[nghNrIeB]|[cD](?=[nghNrIe]))+)[td]*(l)q+[nge]")
_TOPIC = re.compile("[tdcx]*([ngh](?:[ngNIeB]|[cD](?=[ngNIe])){1,11}),")
_LISTED = re.compile("[^t],$")  # …，柞木，辛家村，
_WITH = re.compile(r"c[ngrehI]+(?=$)")
_POINTED = re.compile(
    "[dtc]*(o(?:[nghNraBmcIv]{0,6}[eh]|[ngaB]{1,4}(?=[vAldpq])|[^,.qtlp]{1,10}D[nge]{1,3}(?=d?l)))"
)
_COUNTED = re.compile("[dlxuwtF$]{0,5}q")
_BARE = re.compile("[dtcx]*([ng]{1,2}|e)(?=[dx$]{0,3}[vA](?!v?I)|[dx]{0,3}l)")
_OBLIGED = re.compile("[dtcxmf]*([nghNraeBoA](?:[nghNraeBcoDEvA]|d(?=[vgn]))*[ngehI])d")
_SPEAKS = re.compile("t?j,[tdc]*(?:[$vA]|[pi][^,.]{1,8}[vA])")  # 外交部表示，将继续…
_DOES = re.compile("d{0,3}(?:dn)?A")  # 城镇居民每百户拥有
_AMONG = re.compile("[dtcx]*([ngeNhaBIvfcD]+)f$")
_GOES_ON = re.compile("[gnI]|v[ngI]")
_PIVOT = re.compile(r"[vA]([nghNrBcmo]*[he])[dx]*[vA+u]")
_BIDS = re.compile("[da]*[vA]")  # 扎实推进节能减排
_CREW = re.compile("vn(?=[dx]{0,3}[vAp+])")
_ACTS = re.compile("[dx]{0,3}[vAp]")
_PEOPLE = frozenset("员者户民工师们农")
_CLAUSES_BACK, _CLAUSES_ON = 40, 12
_CLAUSE = re.compile("[^,.]+")
_NEAR = 400  # characters back that a bare noun may take up


class Topics:
    """The holders of one paragraph, clause by clause, found when asked for."""

    __slots__ = ("acted", "behind", "fallback", "frame", "known", "later", "reserved", "start")

    def __init__(
        self, frame: Frame, start: int, behind: int, fallback: Callable[[], Span | None], reserved: bool
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
            return self.frame.span(*found), how
        earlier = self.handed_on(left)
        if found and not (earlier[0] and earlier[1][0] == "h") and self._counts(found, how, near=True):
            return self.frame.span(*found), how
        return earlier

    def handed_on(self, left: int) -> tuple[Span | None, str]:
        """The holder in force where the clause at ``left`` begins."""
        earlier = self.known.get(left)
        if earlier is None:
            earlier = self.known[left] = self._earlier(left)
        return earlier

    def _earlier(self, left: int) -> tuple[Span | None, str]:
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
                named = near or "h" in shape[found[0] : found[1]] or shape[found[1] - 1] in "rN"
                if named and how[0] == "h":
                    return frame.span(*found), how
                if second is None and not is_class(frame.words(found[1] - 1, found[1])):
                    second = found, how
        if second:
            return frame.span(*second[0]), "place" if second[1] == "place" else "general-holder"
        if self.later is None:
            self.later = (None, "none-stated") if self.reserved else self._later(here)
        if self.later[0] is None and (fallback := self.fallback()):
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
            if "其中" not in frame.words(left - 2, left + 1) and frame.words(*found) not in forms_of("scope"):
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
    if frame.text[frame.starts[behind]] in "：:" or is_grant(frame, behind):
        return first, behind
    return None


def is_grant(frame: Frame, behind: int) -> bool:
    """Whether the words up to ``behind`` name what a rule pays (生活补助, 免学费)."""
    last = frame.words(behind - 1, behind)
    return last in forms_of("grant") or last[-1:] in ("费", "金")


_LABEL = re.compile(r"[Bdm]*,?([ngeNhrIavA](?:[ngeNhBrIavApdoF]|c(?=[ngv])){0,7}?)(?=,)")


def acting(frame: Frame, left: int, before: int, own: bool = False) -> tuple[Words | None, str]:
    """Who acts in the words ``[left, before)`` of a clause, and how it was told. A general noun (企业) does
    where the clause is the number's ``own``."""
    shape = frame.shape
    before = min(before, left + REACH)
    for pivot in _PIVOT.finditer(shape, left, before):
        if frame.words(pivot.start(), pivot.start() + 1) in forms_of("pivot"):
            return pivot.span(1), "holder-made-to-act"
    if (match := _POINTED.match(shape, left, before)) and frame.words(match.start(1), match.start(1) + 1) in (
        forms_of("pointer")
    ):
        return match.span(1), "holder-pointed-at"
    last = shape[before - 1 : before]
    if last == "f" and (match := _AMONG.match(shape, left, before)) and _is_set(frame, before - 1):
        return match.span(1), "holder-of-place"
    owner = _OWNER.match(shape, left, before + 2)
    if owner and frame.words(*owner.span(2)) in forms_of("having"):
        return owner.span(1), "holder-has"
    if shape[left - 1 : left] in (".", "") and (match := _TOPIC.match(shape, left)):
        stop = frame.starts[match.end(1)]
        if frame.text[stop] in "，," and (match[1][-1] == "e" or frame.text[stop - 1] == "业"):
            return match.span(1), "holder-of-topic"
    if (match := _BARE.match(shape, left, before + own)) and _is_known(frame, *match.span(1)):
        return match.span(1), "holder-pointed-at"
    if match := _LEADING.match(shape, left, before):
        first, behind = match.span(1)
        if _CREW.match(shape, behind) and _is_people(frame.words(behind + 1, behind + 2)):
            behind += 2  # 救援人员
        number = _COUNTED.match(shape, behind)
        counted = number is not None and (not own or number.end() <= before)
        if shape[behind : behind + 1] == "," and _LISTED.search(shape, max(0, left - 2), left):
            return None, ""
        acts = own and shape[behind : min(behind + 1, before + 1)] in ("v", "A", "p", "d", "+", "$")
        if found := named(frame, first, behind, counted, acts):
            if "j" in shape[found[1] : before] or wording("reporting").search(frame.words(found[1], before)):
                return (found, "holder-speaks") if not own and _SPEAKS.match(shape, found[1]) else (None, "")
            return found, "holder-acts"
    if (match := _OBLIGED.match(shape, left, before + own)) and (
        frame.words(match.end() - 1, match.end()) in forms_of("duty")
    ):
        return match.span(1), "holder-obliged"
    if match := _PLACED.match(shape, left, before):
        framed = shape[match.end() : match.end() + 1] == ","
        return match.span(1), "holder-of-place" if framed else "place"
    return None, ""


def _is_known(frame: Frame, first: int, behind: int) -> bool:
    """Whether a bare noun takes up a longer name of its paragraph (首届长江文化艺术季…。艺术季联合…), or the
    event that the sentence before told (活动吸引了…)."""
    word, at = frame.words(first, behind), frame.starts[first]
    if len(word) < 2 or word in forms_of("people"):
        return False
    if word in forms_of("occasion"):
        return frame.shape[first - 1 : first] in (".", "")
    text, near = frame.text, max(0, at - _NEAR)
    before = text.rfind(word, max(near, text.rfind("\n", near, at) + 1) + 1, at)
    return before > 0 and text[before - 1] not in "，。、；的"


def _is_set(frame: Frame, behind: int) -> bool:
    """Whether words name those of whom the rest of the sentence tells parts: 规模以上工业中，…"""
    last = frame.words(behind - 1, behind)
    return frame.words(behind, behind + 1) == "中" and (last[-1] == "业" or is_class(last))


def is_class(word: str) -> bool:
    """Whether a word names a class of bodies or people, who are nobody in the next sentence: 企业, 专家."""
    return word in forms_of("people") or (word in forms_of("generic") and word not in forms_of("work"))


def leading_group(frame: Frame, first: int, behind: int) -> int:
    """Where a group with an attribute ends that leads an indicator of several words, 0 if none does:
    受惠企业｜平均生产效率."""
    if _OF_GROUP.fullmatch(frame.shape, first, behind):
        for at in range(behind - 3, first, -1):
            word = frame.words(at, at + 1)
            body = frame.shape[at] in "en" and (word == "企业" or word[-1] != "业") and is_class(word)
            if body and frame.words(at + 1, at + 2) not in _OWN_SHARE:
                return at + 1
    return 0


_OF_GROUP = re.compile("[ngNvraIfceAd]+I")
_OWN_SHARE = ("人均", "生产总值")  # 农村居民人均纯收入, 地区生产总值能耗


def _is_people(word: str) -> bool:
    return word in forms_of("people") or (word[-1:] in _PEOPLE and word not in forms_of("generic"))


def named(
    frame: Frame, first: int, behind: int, counted: bool = False, general: bool = False
) -> Words | None:
    """The holder in a noun phrase: up to its last word that can end a name. Where the phrase itself is what
    is counted (山东农业龙头企业达9600家), only a region or organisation in it."""
    said = frame.shape[first:behind]
    first += len(said) - len(said.lstrip("cDEmoadfxBt"))
    said = frame.shape[first:behind].rstrip("cDEmoadf")
    cut = said.rfind("D")
    if cut >= 0 and not _HOLDER.match(said, cut + 1):
        said = said[:cut]
    stop = first + len(said)
    if said[-1:] == "n" and _ACTS.match(frame.shape, stop) and _is_people(frame.words(stop - 1, stop)):
        return first, stop  # 荆州警方打掉…
    match = (_NAME if counted else _HOLDER).match(said)
    if not match:  # 采茶工, 志愿者
        if counted or said[-1:] not in ("n", "I"):
            return None
        word = frame.words(stop - 1, stop)
        return (first, stop) if word[-1] in _PEOPLE and word not in forms_of("generic") else None
    last = match.end()
    if more := _WITH.match(said, last):
        last = more.end()
    if said[:last] == "e" and not general and frame.words(first, first + 1) in forms_of("generic"):
        return None
    if said[last - 1] == "N" and _GOES_ON.match(frame.shape, first + last):  # “五小”创新成果
        return None
    touches = first and frame.ends[first - 1] == frame.starts[first]
    if (
        touches
        and frame.shape[first - 1] == "v"
        and frame.shape[first - 2 : first - 1] in ("", ",", ".", "t")
    ):
        return first - 1, first + last  # 禁捕水域
    return first, first + last


def fined(frame: Frame, start: int, at: int) -> Span | None:
    """Who is fined, where the sentence says it: 对单位主管人员处…罚款, 代表机构违反…的."""
    first = max(start, at - 2 * REACH)
    offset, said = frame.starts[first], frame.words(first, at)
    for found in reversed(list(_FINED.finditer(said))):
        return Span(offset + found.start(1), offset + found.end(1), found[1])
    match = _LEADING.match(frame.shape, start, at)
    if match and frame.words(match.end(), match.end() + 1) == "违反":
        return frame.span(*match.span(1))
    return None


_FINED = re.compile("对([^，。；、对]{2,30}?)(?:可以|可)?(?:并?处以?|给予)")


def title_holder(text: str, tokens: Sequence[Token], title: str | None) -> Span | None:
    """The region or organisation that the title of the article begins with, where the title stands in the
    text."""
    if not title or (at := text.find(title)) < 0:
        return None
    return _first_name(Frame(text, tokens, (), (), [(at, at + len(title))]), title)


def title_name(text: str, title: str | None) -> Span | None:
    """The same where only the name itself stands in the text."""
    if not title or title in text:
        return None
    found = _first_name(Frame(title, cut_words(title), (), ()), title)
    at = text.find(found.text) if found else -1
    return Span(at, at + len(found.text), found.text) if found and at >= 0 else None


def _first_name(frame: Frame, title: str) -> Span | None:
    if _DOCUMENT.search(title) or not (match := _TITLE.match(frame.shape)):
        return None
    if wording("reporting").match(frame.words(match.end(), match.end() + 8)):
        return None  # 中国人民银行发布金融数据
    return frame.span(*match.span())


def heading_holder(text: str, tokens: Sequence[Token], start: int, end: int) -> Span | None:
    """The holder that a heading names, and nothing else: 2.中职学校（一、二年级）, （三）龙泰制药有限公司."""
    frame = Frame(text, tokens, (), (), [(start, end)])
    match = _HEADING.fullmatch(frame.shape)
    return frame.span(*match.span(1)) if match else None


def top_holder(text: str, tokens: Sequence[Token]) -> Span | None:
    """The place or organisation that is all the first line of a text: 凉水河子镇"""
    start = len(text) - len(text.lstrip())
    end = text.find("\n", start, start + 40)
    found = heading_holder(text, tokens, start, end) if end >= 0 else None
    return None if found is None or found.text.endswith(_sorts()) else found


@cache
def _sorts() -> tuple[str, ...]:
    """General nouns of more than one character: 旅游休闲产业 names nobody."""
    return tuple(sorted(form for form in forms_of("generic") if len(form) > 1))


_HEADING = re.compile("[Bmc,]*([ngNrha]*[he]+)[B,]*")


_TITLE = re.compile("[nN]{0,3}?h+e*(?!,?[hcE])")
_DOCUMENT = re.compile("报告|法$|条例|办法|规定|决定|通知|意见|细则")
