"""Who is paid by a rule that rewards, subsidises or compensates: 对新建的社区食堂给予5万元补助.

One item of a rule (up to ； or the end of its sentence) names those paid once, for its conditions and its
amounts: behind 对, or at the end of a clause that describes them; the clause of an amount may name them
itself (省级奖励5万元, 给予经营者奖励2万元). An item that names nobody goes on with those of the item before.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from operator import attrgetter
from typing import NamedTuple

from .cues import forms_of, wording
from .frames import REACH, Frame
from .holder_names import Words, named
from .holders import acting
from .measures import RATIOS, Found
from .nouns import find_noun
from .records import Span

_TO = frozenset(("对", "对于", "针对"))
_BY = frozenset(("按", "按照"))
_PAYS = re.compile("[^Dq]*(?:q|$)")  # what follows a word that pays; not 获得奖励的企业
_OPENS = re.compile("(?:[dtcxB]|mB)*(?:i[^,.q]{1,16}f)?$")  # what may stand before 对
_NOUNS = "[ngNheraBmcEIofU]"
_GROUP = re.compile(f"(?:{_NOUNS}|v(?=[ngeN])|d(?=[ng]))*[ngNehrBmo]")
_AFTER_NUMBER = re.compile(f"q(D?{_NOUNS}*[ngNehr])$")
_PLAIN = re.compile(f"[dmco]*[vA]*({_NOUNS}+)")
_DESCRIBES = re.compile("[iFvAd$x]|p[^,]*?[vA]")
_OBJECT = re.compile(f"[dtc]*(?:i[^,q]{{1,8}}?[dt]*)?[vA]+[dbx]*((?:(?!o){_NOUNS})+)$")
_RUN = re.compile(f"[dtcB]*(v?{_NOUNS}+)")
_CLASSED = re.compile(f"[dtc]*(?:[vA]?[ngNhe]+c)?[vA]?[ngI]*q+(?<!c)((?!q){_NOUNS}*[ngNehr])(?=[,vAipldx]|$)")
_BOUNDS = ("以上", "以下", "以内")
_LEADS = re.compile(f"(?:[^p]*[vA]|[dtcx]*)({_NOUNS}*[ngeN])$")
_GOES_ON = re.compile("f?D")
_ONE = re.compile("m([ng]?e|[ng])")  # 一个行政村建设…
_BODY = re.compile("[dtcx]*[ngNhrv]*e")
_LISTED = re.compile("[ngNhemarIB]+$")
_CLAUSE = re.compile("[^,.]+")
_PAYEE = re.compile("[dox]*([ngNeaBrc]*[ne])[dlogv]*$")
_LOOSE = "dxotl$mc"
_SHORT = 4  # characters before 的 that stay with the noun: 新建的社区食堂
_FIRST = attrgetter("first")
_PAID = frozenset("方者户员人生民")


def entitlements(text: str) -> int:
    """How often a text says what may be applied for, or what follows from a condition: 参保满4年的，…"""
    count = len(wording("entitles").findall(text))
    if "的，" not in text:
        return count
    for match in _FOLLOWS.finditer(text):
        clause = text[max(0, match.start() - REACH) : match.start()]
        first = max(clause.rfind(mark) for mark in "，。；：）") + 1
        count += len(clause) - first > 3 and "是" not in clause[first:]
    return count


_FOLLOWS = re.compile("的，(?![还是有都也就占达大]|不仅|主要)")


OBJECT, ACTS, DESCRIBED, TO = range(4)


class Phrase(NamedTuple):
    """Words ``[first, behind)`` that tell who is paid, the noun in them, and how: the surest counts."""

    first: int
    behind: int
    head: Words | None
    rank: int


class Awards:
    """Who is paid in one paragraph, item by item."""

    __slots__ = ("behind", "carried", "entitled", "frame", "goes_on", "pays", "phrases", "strict", "surest")

    def __init__(self, frame: Frame, start: int, strict: bool, entitled: bool) -> None:
        self.frame = frame
        self.entitled = entitled  # whether a condition alone makes a rule
        self.strict = strict  # outside rules: only what is granted, to whom 对 names
        self.behind = start  # where the item ends that was read last
        self.pays = False
        self.goes_on = False  # whether the item may go on with those of the item before
        self.phrases: list[Phrase] = []
        self.surest: list[Phrase | None] = []  # of the phrases up to each
        self.carried: Words | None = None

    def find(self, index: int, sentence: Words, clause: int, found: Found | None) -> Words | None:
        """The noun phrase of those paid by, or who must fulfil, what the quantity ``index`` says."""
        at = self.frame.at[index]
        if at >= self.behind:
            self._enter(sentence, at)
        if not self.pays:
            return None
        first = index  # of a list of amounts
        while (
            first > index - REACH
            and first
            and self.frame.shape[self.frame.behind[first - 1] : self.frame.at[first]] == "c"
        ):
            first -= 1
        clause = min(clause, self.frame.at[first])
        unit = self.frame.quantities[index].unit
        gives = -1
        if unit and ("元" in unit or unit in RATIOS):
            if behind := self._behind(index):
                return behind
            gives = self._gives(first, index, clause, found)
        if gives < 0:
            return self._bound(index, clause, found)
        return self._beside(first, clause, gives) or self._told(first, index, clause)

    def _enter(self, sentence: Words, at: int) -> None:
        """Read the item around the word ``at``."""
        frame = self.frame
        last = self.surest[-1] if self.surest else None
        if last and (last.rank == TO or (last.rank == DESCRIBED and self.behind > sentence[0])):
            self.carried = last.head
        begin, stop = max(sentence[0], self.behind), sentence[1]
        cut = frame.text.rfind("；", frame.starts[begin], frame.starts[at])
        if cut >= 0:
            begin = bisect_left(frame.starts, cut) + 1
        cut = frame.text.find("；", frame.starts[at], frame.ends[stop - 1])
        if cut >= 0:
            stop = bisect_left(frame.starts, cut)
        self.behind = stop
        said = frame.text[frame.starts[begin] : frame.ends[stop - 1]]
        self.pays = wording("offer" if self.strict else "award").search(said) is not None or (
            self.entitled and entitlements(said) > 0
        )
        self.phrases, self.surest = [], []
        self.goes_on = _BODY.match(frame.shape, begin, stop) is None
        if self.pays:
            for clause in _CLAUSE.finditer(frame.shape, begin, stop):
                self._read(*clause.span())

    def _read(self, left: int, right: int) -> None:
        """Note whom one clause names."""
        frame, shape, phrases = self.frame, self.frame.shape, self.phrases
        open_end = phrases and phrases[-1].rank == TO and phrases[-1].head is None
        if open_end and (rest := _GOES_ON.match(shape, left)):  # 对新建100亩（含100亩）的｜果园
            behind = self._up_to(rest.end(), right)
            self._note(phrases[-1].first, behind, self._noun(rest.end(), behind), TO)
            return
        at = shape.find("p", left, right)
        while at >= 0:
            if frame.words(at, at + 1) in _TO and (
                shape[at - 1] == "q" or _OPENS.fullmatch(shape, max(left, at - REACH), at)
            ):
                behind = self._up_to(at + 2, right)
                if frame.words(at, at + 1) != "针对" or self._is_body(behind - 1):  # not 针对薄弱环节
                    self._note(at, behind, self._named(at + 1, behind), TO)
                return
            at = shape.find("p", at + 1, right)
        behind = self._up_to(left, right)
        described = _DESCRIBES.match(shape, left, behind) is not None
        who, how = (None, "") if described else acting(frame, left, right)
        cut = shape.rfind("D", left, behind)
        if who and how[0] == "h":
            self._note(left, right, who, ACTS)
        elif self.strict:
            return
        elif left < cut < behind - 1 and (described or "q" in shape[left:cut]):
            head = self._noun(cut + 1, behind)
            leads = None if head else self._leader(cut + 1, behind)
            if (head or leads) and frame.words(left, left + 1) not in _BY:
                self._note(left, behind, head or leads, DESCRIBED if head else OBJECT)
        elif shape[right - 1] == "D" and (head := self._leader(left, right - 1)):
            self._note(left, right, head, DESCRIBED)  # 毕业生到粤北就业的，
        elif (match := _CLASSED.match(shape, left, behind)) and self._is_class(*match.span(1)):
            self._note(left, behind, match.span(1), DESCRIBED)
        elif behind == right and (match := _OBJECT.match(shape, left, behind)):
            self._note(left, right, match.span(1), OBJECT)

    def _leader(self, first: int, behind: int) -> Words | None:
        """The one that words begin with who then does or is something: 高校毕业生｜首次创办企业."""
        match = _RUN.match(self.frame.shape, first, behind)
        if match is None:
            return None
        for at in range(*match.span(1)):
            if self._is_body(at) and not (
                self.frame.shape[at + 1 : at + 2] in ("n", "e") and self._is_body(at + 1)
            ):
                return match.start(1), at + 1
        return None

    def _is_class(self, at: int, behind: int) -> bool:
        """Whether the number before words says which of a kind are meant: 毕业2年内｜高校毕业生."""
        bound = self.frame.words(at - 1, at)
        return (bound[-2:] in _BOUNDS or bound[-1:] == "内") and self._is_body(behind - 1)

    def _note(self, first: int, behind: int, head: Words | None, rank: int) -> None:
        phrase, best = Phrase(first, behind, head, rank), self.surest[-1] if self.surest else None
        self.phrases.append(phrase)
        self.surest.append(phrase if head and (best is None or rank >= best.rank) else best)

    def _before(self, at: int) -> int:
        """How many phrases of the item begin before a word."""
        return bisect_left(self.phrases, at, key=_FIRST)

    def _up_to(self, first: int, right: int) -> int:
        """Where the words about those paid end: before the word that pays."""
        frame, shape = self.frame, self.frame.shape
        behind = right
        for at in range(first, min(right, first + 2 * REACH)):
            if self._is_paying(at) and _PAYS.match(shape, at + 1, right):
                behind = at
                break
        while (
            behind > first
            and shape[behind - 1] in _LOOSE
            and (shape[behind - 1] != "m" or frame.words(behind - 1, behind).isnumeric())
        ):
            behind -= 1
        return behind

    def _is_paying(self, at: int) -> bool:
        word = self.frame.words(at, at + 1)
        return word in forms_of("paying") or word in forms_of("grant") or word in _BY

    def _is_amount(self, at: int) -> bool:
        """Whether a noun names what is paid, or by what measure, and nobody: 奖励, 标准, 额度."""
        word = self.frame.words(at, at + 1)
        framing = word in forms_of("aim") or word in forms_of("heading")
        return framing or word in forms_of("grant") or self.frame.shape[at] in "IU"

    def _noun(self, first: int, behind: int) -> Words | None:
        """Words that are one noun phrase and may name somebody."""
        match = _GROUP.match(self.frame.shape, first, behind)
        if match is None or match.end() < behind or self._is_amount(first) or self._is_amount(behind - 1):
            return None
        return match.span()

    def _named(self, first: int, behind: int) -> Words | None:
        """Who is named between 对 and the end of its phrase."""
        frame, shape = self.frame, self.frame.shape
        cut = shape.rfind("D", first, behind)
        if first < cut < behind - 1 and (head := self._noun(cut + 1, behind)):
            return (first if len(frame.words(first, cut)) <= _SHORT else cut + 1), head[1]
        if cut < 0 and (match := _AFTER_NUMBER.search(shape, first, behind)):
            return match.span(1)
        if cut < 0 and shape[first : first + 1] == "i":
            return first, behind
        match = _PLAIN.match(shape, first, behind)
        if match is None or frame.words(first, first + 1) == "其":
            return None
        if cut >= 0 or "q" in shape[first:behind]:
            if one := _ONE.match(shape, first, match.end()):
                return one.span(1)
            who = named(frame, match.start(1), match.end(1), general=True)
            return who or (match.span(1) if shape[match.end() : match.end() + 1] in ("v", "A") else None)
        whole = frame.words(match.end() - 1, match.end()) in forms_of("people") or len(match[1]) == 1
        return (first if whole else match.start(1)), match.end(1)

    def _gives(self, first: int, index: int, clause: int, found: Found | None) -> int:
        """The word that pays the amounts from ``first`` on, -1 if they are a condition."""
        frame, at = self.frame, self.frame.at[first]
        paid = found is not None and any(
            self._is_paying(place) or frame.words(place, place + 1) == "支持"
            for place in (found.first, found.behind - 1)
        )
        after = frame.behind[index]
        paid = paid or self._is_paying(after)
        for place in range(max(clause, frame.shape.rfind("q", clause, at) + 1, at - REACH), at):
            if self._is_paying(place):
                return place if paid or frame.words(place, place + 1) not in _BY else -1
        return at if paid and found and found.first >= frame.behind[index] else -1

    def _beside(self, first: int, clause: int, gives: int) -> Words | None:
        """Who is paid by the words right before or behind the one that pays: 省级奖励, 给予经营者."""
        frame, shape, at = self.frame, self.frame.shape, self.frame.at[first]
        left = max(clause, shape.rfind("q", clause, gives) + 1, at - REACH)
        stop = gives
        while stop > left and shape[stop - 1] in "dxotlpI$":
            stop -= 1
        lead = _LEADS.match(shape, left, stop)
        each = lead and frame.words(lead.start(1) - 1, lead.start(1)) == "每"  # 每生资助2000元
        if lead and not each and "h" not in lead[1] and not self._is_payer(lead.end(1) - 1):
            apart = stop < gives or gives == at or frame.words(gives, gives + 1) not in forms_of("grant")
            if apart or self._is_body(lead.end(1) - 1) or frame.text[frame.ends[stop - 1] - 1] in "级等类":
                return lead.span(1)
        match = _PAYEE.match(shape, gives + 1, at)
        if match and self._is_body(match.end(1) - 1):
            told = self._phrase(at)
            said = frame.words(*told.head) if told and told.head else ""
            return None if said.endswith(frame.words(*match.span(1))) else match.span(1)
        return None

    def _is_body(self, at: int) -> bool:
        """Whether a noun names one who can be paid."""
        word = self.frame.words(at, at + 1)
        body = self.frame.shape[at] == "e" or word[-1] in _PAID or word[-2:] == "人口"
        return body and not self._is_amount(at)

    def _is_payer(self, at: int) -> bool:
        word = self.frame.words(at, at + 1)
        return word.endswith(("财政", "政府", "部门", "小组")) or word in forms_of("aim")

    def _behind(self, index: int) -> Words | None:
        """Who is named right behind a list of amounts: 按…的15%、10%对企业进行奖励."""
        frame = self.frame
        behind = frame.behind[index]
        place = self._before(behind)
        if place == len(self.phrases) or self.phrases[place].rank != TO:
            return None
        phrase = self.phrases[place]
        return (
            phrase.head if not frame.shape[behind : min(phrase.first, behind + REACH)].strip("cq") else None
        )

    def _told(self, first: int, index: int, clause: int) -> Words | None:
        """Who is paid by what the item says before the amounts."""
        frame, at = self.frame, self.frame.at[index]
        phrase = self._phrase(at)
        if phrase is None:
            return self.carried if self.goes_on else None
        if phrase.rank == ACTS:
            return None
        if phrase.head and "分别" in frame.words(max(clause, frame.at[first] - 8), frame.at[first]):
            return self._each(phrase, first, index) or phrase.head
        return phrase.head

    def _phrase(self, at: int) -> Phrase | None:
        """The phrase that holds at a word: the surest of those before it, of these the last."""
        place = self._before(at + 1)
        return self.surest[place - 1] if place else None

    def _each(self, phrase: Phrase, first: int, index: int) -> Words | None:
        """The member of a list whose turn it is: 三星级、四星级的酒店，分别给予20万元、50万元."""
        frame, shape = self.frame, self.frame.shape
        count = index + 1 - first
        while (
            count < REACH
            and frame.shape[frame.behind[first + count - 1] : frame.behind[first + count - 1] + 2] == "cq"
        ):
            count += 1
        cut = shape.rfind("D", phrase.first, phrase.behind)
        behind = cut if cut >= 0 else phrase.behind
        members: list[Words] = []
        while len(members) <= count and (
            match := _LISTED.search(shape, max(phrase.first, behind - REACH), behind)
        ):
            members.insert(0, match.span())
            behind = match.start() - 1
            if shape[behind] != "c" or behind <= phrase.first:
                break
        if len(members) != count:
            return None
        member = members[index - first]
        return (member[0], phrase.behind) if index == first + count - 1 else member

    def _bound(self, index: int, clause: int, found: Found | None) -> Words | None:
        """Who must fulfil a condition: the noun behind it that it describes, else those paid, unless its own
        clause names a holder."""
        frame, at = self.frame, self.frame.at[index]
        place = self._before(at + 1)
        phrase = self.phrases[place - 1] if place else None
        behind = self.frame.behind[index]
        noun = self.frame.shape[behind : behind + 1] in ("n", "g", "e")
        if phrase and at < phrase.behind and noun and self.frame.words(behind - 1, behind)[-1] in "内上下":
            return None  # 毕业2年内｜高校毕业生 are told by it
        if phrase and phrase.rank >= DESCRIBED and phrase.head and at < phrase.behind:
            return phrase.head
        if self.strict:
            return None
        before = found.first if found and clause <= found.first < at else at
        who, how = acting(frame, clause, before, own=True)
        if (who and how[0] == "h") or (found and found.head < found.first):
            return None
        told = self._phrase(at)
        if told is None:
            return self.carried if self.goes_on else None
        return told.head if told.rank != ACTS else None


def award(frame: Frame, payee: Span, found: Found, index: int, stop: int) -> Span | None:
    """The measure without who is paid, and what is given where it only says that something is: 每间｜奖励,
    奖励｜企业, 给予企业2万元的｜补助."""
    left = bisect_left(frame.starts, payee.start, found.first, found.behind)
    right = bisect_left(frame.starts, payee.end, found.first, found.behind)
    if left == right and frame.words(found.first, found.first + 1) not in forms_of("paying"):
        return frame.span(found.first, found.behind)
    while left < right < found.behind - 1 and frame.words(right, right + 1) in forms_of("paying"):
        right += 1  # 对企业进行｜补贴
    if left < right < found.behind:
        return frame.span(right, found.behind)
    place = frame.behind[index]
    while frame.shape[place : place + 2] == "cq":
        place += 2
    for word in range(max(place, right), min(max(place, right) + 4, stop)):
        if frame.words(word, word + 1) in forms_of("grant"):
            return frame.span(word, word + 1)
    rest = find_noun(frame, frame.behind[index], stop)
    return rest or frame.span(found.first, left if left < right else found.behind)
