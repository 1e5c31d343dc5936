"""Names in quotation marks, told from speech, metaphors, brands and works by form and context."""

from __future__ import annotations

import re
from bisect import bisect_left

from .knowledge import Knowledge, is_five_years, name_key
from .name_cues import MEASURED, NUMERAL, NUMERIC, PERIOD, Head, Name, NameCues
from .quotes import Quote, Stretches

LONGEST = 30
_REFUSED_AFTER = ("refuse_after", "theme_after", "organ")
_SPEECH = re.compile(r"[。！？!?；;…：:\n]|[，,].{0,40}[，,]")
_JOINT = re.compile(r"[”’\"＂」』]?(?:、|和|与|及|以及)?[“‘\"＂「『]?")
_ETC = re.compile(r"(?:等|等等)?(?:[\d余多一两三四五六七八九十百千万几]{1,6}(?:项|个|大|类|场|批|系列|条))?")
_PLANNED = re.compile(r"(?:整体|总体|发展)?(?:规划|计划|纲要)")
_REACH = 11  # characters between a closing quote and its head noun
_BROKEN = re.compile(r"[，。；：、！？…—“”‘’《》（）()\s的了是在和与及为将把被对让不也]")
_DRIVE = re.compile(r"[一-鿿]{2,8}进[一-鿿]{2}")  # 送技能进企业
_CLAUSE_END = frozenset("，。；、！？\n）)等和与及“”") | {""}
_ARTICLES = re.compile(r"[一-鿿]{2,6}(?:[二三四五六七八九十]{1,3}|\d{1,3})条")  # 人才十六条
_GENERIC_METHOD = re.compile(r"一.{1,2}一.{1,2}")
_STRONG = re.compile(r"[一-鿿]{2}[强兴立活名美富][省市县区国州镇乡村城港]")  # 智造强省
_HAN = re.compile("[一-鿿]+")


class Context:
    """What stands around a quoted name or the series it belongs to.

    ``close`` where its head noun follows at once; ``noun`` is one that shows a programme only there;
    ``whole`` follows at once and belongs to the full name.
    """

    __slots__ = ("after", "before", "close", "head", "noun", "whole")

    def __init__(
        self, before: int, after: int, head: Head | None, close: bool, noun: str | None, whole: str | None
    ) -> None:
        self.before, self.after, self.head, self.close = before, after, head, close
        self.noun, self.whole = noun, whole


def quoted_names(
    text: str, quotes: list[Quote], heads: list[Head], cues: NameCues, known: Knowledge
) -> list[Name]:
    """The quoted names of a text that are programmes; those inside 《》 are left to their titles."""
    titled = Stretches((quote.start, quote.end) for quote in quotes if quote.titled)
    plain = [quote for quote in quotes if not quote.titled and not titled.holds(quote.start, quote.end)]
    starts = [head.start for head in heads]
    names: list[Name] = []
    doubtful: list[Quote] = []
    for series in _series(text, plain):
        context = _context(text, series, heads, starts, cues)
        for quote in series:
            if names and quote.end <= names[-1].end:
                continue
            found = _judge(text, quote, context, cues, known)
            names += found
            if not found and quote.end - quote.start <= LONGEST:
                doubtful.append(quote)
    accepted = {name_key(name.text): name for name in reversed(names) if name.rule != "five years"}
    for quote in doubtful:  # a name met again without its head noun
        inner = text[quote.start : quote.end]
        if (
            (len(inner) > 2 or inner[0] in NUMERAL)
            and (name := accepted.get(name_key(inner)))
            and not any(cues.after(kind, text, quote.end + 1) for kind in _REFUSED_AFTER)
        ):
            names.append(Name(quote.start, quote.end, inner, name.type, "met again", name.full))
    return names


def _series(text: str, quotes: list[Quote]) -> list[list[Quote]]:
    """Quotes side by side (“甲”“乙”和“丙”) share what stands before the first and behind the last."""
    series: list[list[Quote]] = []
    for quote in quotes:
        last = series[-1][-1] if series else None
        if last and last.end < quote.start <= last.end + 4 and _JOINT.fullmatch(text, last.end, quote.start):
            series[-1].append(quote)
        else:
            series.append([quote])
    return series


def _context(text: str, series: list[Quote], heads: list[Head], starts: list[int], cues: NameCues) -> Context:
    before, after = series[0].start - 1, series[-1].end + 1
    if text[before - 1 : before] in ("了", "好") and cues.before("carry", text, before) is None:
        before -= 1
    etc = _ETC.match(text, after)
    at = etc.end() if etc else after
    at += text[at : at + 1] == "的"
    index = bisect_left(starts, at)
    head = heads[index] if index < len(heads) and heads[index].start - at <= _REACH else None
    if head and ("head" not in head.kinds or _BROKEN.search(text, at, head.start)):
        head = None
    noun = cues.after("quoted_head", text, at) or cues.after("quoted_head", text, at + 2)
    whole = text[head.start : head.end] if head and head.start == at else noun
    return Context(before, after, head, head is not None and head.start == at, noun, whole)


def _judge(text: str, quote: Quote, context: Context, cues: NameCues, known: Knowledge) -> list[Name]:
    """The programmes that a quoted stretch holds: none, one, or one for each part of a series."""
    inner = text[quote.start : quote.end]
    if not 2 <= len(inner) <= LONGEST or _SPEECH.search(inner):
        return []
    here = quote.end + 1
    follows = text[here : here + 6]
    if is_five_years(inner):
        planned = _PLANNED.match(text, here) is not None
        full = f"“{inner}”规划" + ("纲要" if follows.startswith("规划纲要") else "")
        return [Name(quote.start, quote.end, inner, "plan", "five years", full)] if planned else []
    entries = known.named(inner)
    if not entries and name_key(inner) in known.refused:
        return []
    if cues.after("theme_after", text, here) or cues.after("organ", text, here):
        return []
    if not entries and cues.after("refuse_after", text, here):
        return []
    if "、" in inner and (parts := _parts(quote, inner, known, cues)):
        found = (entries[0]["type"],) if entries else _evidence(inner, context, text, cues)
        whole = inner if entries else None
        return [Name(a, b, text[a:b], found[0], "series", whole) for a, b in parts] if found else []
    if entries:
        type_ = entries[0]["type"]
        if context.close and context.head and type_ != "plan":
            type_ = context.head.kinds.get("head", type_)
        return [Name(quote.start, quote.end, inner, type_, "known", _whole(inner, context, text))]
    found = _evidence(inner, context, text, cues)
    return [Name(quote.start, quote.end, inner, *found, _whole(inner, context, text))] if found else []


def _whole(inner: str, context: Context, text: str) -> str | None:
    """The customary full name: the quoted words with the head noun that follows at once."""
    if context.whole and not MEASURED.fullmatch(inner):
        return f"“{inner}”{context.whole}"
    return None


def _parts(quote: Quote, inner: str, known: Knowledge, cues: NameCues) -> list[tuple[int, int]]:
    """“数字辽宁、智造强省”: the spans of its parts where each is a name by itself."""
    spans, at = [], quote.start
    for part in inner.split("、"):
        if not (known.named(part) or _is_slogan(part, cues)):
            return []
        spans.append((at, at + len(part)))
        at += len(part) + 1
    return spans


def _is_slogan(part: str, cues: NameCues) -> bool:
    """Whether a name says what a place is to be: 智造强省, 数字辽宁."""
    if _STRONG.fullmatch(part):
        return True
    return 4 <= len(part) <= 5 and part[:2] in cues.forms("slogan") and _HAN.fullmatch(part) is not None


def _evidence(inner: str, context: Context, text: str, cues: NameCues) -> tuple[str, str] | None:
    """The type of an unknown quoted name and the rule that vouches for it; ``None`` without one."""
    head = context.head
    refused = cues.before("refuse_before", text, context.before)
    carried = cues.before("carry", text, context.before)
    named = refused is not None and len(refused) > 1
    measured = MEASURED.fullmatch(inner) is not None and not cues.before("structural", inner, len(inner))
    counted = inner[0] != "一" or any(character in NUMERAL for character in inner[1:])
    numeral = measured or (NUMERIC.fullmatch(inner) is not None and counted)
    sloganed = all(_is_slogan(part, cues) for part in inner.split("、"))
    if measured and not named:
        return _typed("initiative", inner, head), "numeral name"
    reached = context.close or len(inner) > 2 or numeral
    if head and reached and not named and text[head.start - 1] != "的":
        return _typed(head.kinds["head"], inner, head), "head noun behind"
    inside = _inner_head(inner, cues)
    if inside and not named and len(inner) <= 18 and not _BROKEN.search(re.sub("[‘’“” 和与]", "", inner)):
        return _typed(inside, inner, None), "head noun inside"
    shown = cues.forms("quoted_head")[context.noun] if context.noun else None
    if shown == "project" and not named:
        return shown, "head noun behind"
    if _ARTICLES.fullmatch(inner) and not named:
        return "document", "numeral name"
    if _GENERIC_METHOD.match(inner) and context.noun != "建设":
        return None
    if shown and numeral and not named:
        return shown, "head noun behind"
    if refused:
        return None
    running = shown and cues.after("predicate", text, context.after + len(context.noun or ""))
    if shown and (carried or sloganed or (running and len(inner) > 3)):
        return shown, "head noun behind"
    if carried and (numeral or sloganed):
        return "initiative", "carried out"
    if text[context.after : context.after + 1] == "的" or cues.before("organ", inner, len(inner)):
        return None
    if carried is None or text[context.after : context.after + 1] not in _CLAUSE_END:
        return None
    if _DRIVE.fullmatch(inner):
        return "campaign", "carried out"
    type_ = cues.forms("carry")[carried]
    if type_ and len(inner) >= 4 and not inner.isascii():
        return type_, "carried out"
    return None


def _inner_head(inner: str, cues: NameCues) -> str | None:
    form = cues.before("head", inner, len(inner))
    return cues.forms("head")[form] if form and len(inner) - len(form) >= 2 else None


def _typed(type_: str, name: str, head: Head | None) -> str:
    """The type that a head noun gives: a 计划 with a period is a plan, a numeral name an initiative."""
    if type_ == "initiative" and head and head.kinds.get("head") == "campaign":
        return "campaign"
    return (
        "plan" if type_ == "campaign" and name.endswith(("计划", "方案")) and PERIOD.search(name) else type_
    )
