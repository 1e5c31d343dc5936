"""The name of a holder inside a noun phrase, and words that name a class of people or bodies."""

from __future__ import annotations

import re

from .cues import forms_of
from .frames import Frame

Words = tuple[int, int]

_HOLDER = re.compile(r".*(?:[hre]|N(?=B*$|D))")
_LED = re.compile("[nghNraBm]+e(?=[ng]*[ngI]+$)")  # 姜湾乡｜总面积
_NAME = re.compile(r"N+$|.*[hr](?:E[^D]*?e)?e*")
_WITH = re.compile(r"c[ngrehI]+(?=$)")
_IN_SCOPE = re.compile("(?<=h)ch$")
_QUOTING = re.compile("([hre]+)[nga]?N{9}")  # 赣江市牢记“不能让一个老乡掉队”的嘱托
_QUOTED = re.compile("N+[ng]{1,3}")
_GOES_ON = re.compile("[gnI]|v[ngI]")
_ACTS = re.compile("[dxt]{0,3}(?:i[^,.qvA]{1,12})?[vAp]|dn")
_PEOPLE = frozenset("员者户民工师们农")
_ACHIEVE = frozenset(("完成", "实现"))
_TOWN = re.compile("h[ngv]{1,2}e")
_TAILS = frozenset(("n", "g", "nn"))  # what a name may end with that the tagger does not know
_COUNTRY = frozenset(("全国", "我国", "中国", "全省", "全市", "全县"))
_APPOSED = re.compile("(?:.*(>)|[^hr]*?)e(?=(?:h[he]*|r)$)")
_NEAR = 1600  # characters on both sides in which a name may come again


def _is_whole(frame: Frame, at: int) -> bool:
    """Whether a word names the whole of which a share is told: 全球占比."""
    return frame.text[frame.starts[at]] in "全世" and frame.words(at, at + 1) in forms_of("scope")


def is_class(word: str) -> bool:
    """Whether a word names a class of bodies or people, who are nobody in the next sentence: 企业, 专家."""
    return word in forms_of("people") or (word in forms_of("generic") and word not in forms_of("work"))


def leading_group(frame: Frame, first: int, behind: int) -> int:
    """Where a group with an attribute ends that leads an indicator of several words or a rate, else 0:
    受惠企业｜平均生产效率, 出口企业｜开工率."""
    if _OF_GROUP.fullmatch(frame.shape, first, behind):
        rate = frame.text[frame.ends[behind - 1] - 1] == "率"
        for at in range(behind - 3 + rate, first, -1):
            word = frame.words(at, at + 1)
            body = (
                frame.shape[at] in ("e" if at == behind - 2 else "en")
                and (word == "企业" or word[-1] != "业")
                and is_class(word)
                and not is_people(word)  # 特困人员基本生活标准
            )
            listed = frame.shape[at + 1] == "c" and frame.shape[behind - 2] in "en"
            if body and not listed and frame.words(at + 1, at + 2) not in _OWN_SHARE:
                return at + 1
    return 0


_OF_GROUP = re.compile("[ngNvraIfceAd]+I")
_OWN_SHARE = ("人均", "生产总值", "占")  # 农村居民人均纯收入, 地区生产总值能耗, 企业占比


def recurs(frame: Frame, first: int, behind: int) -> bool:
    """Whether a name comes again and again near by."""
    start, end = frame.starts[first], frame.ends[behind - 1]
    return frame.text.count(frame.text[start:end], max(0, start - _NEAR), end + _NEAR) >= 3


def is_people(word: str) -> bool:
    """Whether a noun names people: 渔民, 承租人."""
    suffix = word[-1:] in _PEOPLE or (word[-1:] == "人" and len(word) > 2)
    return word in forms_of("people") or (suffix and word not in forms_of("generic"))


def named(
    frame: Frame, first: int, behind: int, counted: bool = False, general: bool = False
) -> Words | None:
    """The holder in a noun phrase: up to its last word that can end a name. Where the phrase itself is what
    is counted (山东农业龙头企业达9600家), only a region or organisation in it."""
    first = apposed(frame, first, behind)
    said = frame.shape[first:behind]
    first += len(said) - len(said.lstrip("cDEmoadfxBt"))
    if frame.shape[first] == "n" and frame.words(first - 1, first + 1) in ("一支", "一家", "一座"):
        first += 1  # 一支｜巡逻队
    if _IN_SCOPE.search(frame.shape, first, behind) and frame.words(behind - 1, behind) in forms_of("scope"):
        behind -= 2  # 我国｜与全球190多个国家
    if quoting := _QUOTING.match(frame.shape, first, behind):
        return first, quoting.end(1)
    said = frame.shape[first:behind].rstrip("cDEmoadf")
    cut = said.rfind("D")
    if cut >= 0 and not _HOLDER.match(said, cut + 1):
        said = said[:cut]
    stop = first + len(said)
    often = frame.shape[stop : stop + 1] == "q" and frame.text[frame.ends[stop] - 1] == "次"
    if said[-1:] == "n" and _ACTS.match(frame.shape, stop + often):  # 总书记三次来到…
        word = frame.words(stop - 1, stop)
        if is_people(word) or (word[-1] == "业" and frame.words(stop, stop + 1) in _ACHIEVE):
            return first, stop  # 荆州警方打掉…, 零售业实现…
    if not counted and _QUOTED.fullmatch(said) and _ACTS.match(frame.shape, stop):
        return first, stop  # “智慧江海”客户端已整合…
    match = _LED.match(said) if counted else None
    if match is None or frame.text[frame.ends[first + match.end() - 1] - 1] not in "乡镇村司团":
        match = (_NAME if counted else _HOLDER).match(said)
    if not match:  # 采茶工, 志愿者
        if counted or said[-1:] not in ("n", "I"):
            return None
        word = frame.words(stop - 1, stop)
        return (first, stop) if word[-1] in _PEOPLE and word not in forms_of("generic") else None
    last = match.end()
    tail = said[last:]
    known = frame.words(first, first + last) in _COUNTRY
    if not counted and not known and said[last - 1] in "hr" and tail in _TAILS and recurs(frame, first, stop):
        return first, stop  # 阳新宁石积极开展…
    if more := _WITH.match(said, last):
        last = more.end()
    wide = frame.words(first + last - 1, first + last)
    if wide in _COUNTRY and wide[0] == "全" and "h" not in said[: last - 1]:
        return first + last - 1, first + last  # “工业互联网”｜全国
    if said[:last] == "h" and len(wide) == 1 and wide not in forms_of("holder"):
        town = _TOWN.match(frame.shape, first)  # 德｜胜｜村, but nobody in 京几屯
        ends = town and frame.text[frame.ends[town.end() - 1] - 1] in _DISTRICTS
        return (first, town.end()) if town and ends else None
    if "Ic" in said[:last]:
        return None  # 人员流动量、公路出行量: a list of indicators
    if said[:last] == "h" and frame.text.startswith("占比", frame.ends[first]) and _is_whole(frame, first):
        return None
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


def apposed(frame: Frame, first: int, behind: int) -> int:
    """Where a name begins that stands behind what it is: 粮油大市｜广安, 创新基地｜江海寿安, 主产区｜台山."""
    match = _APPOSED.match(frame.shape, first, behind)
    if match is None:
        return first
    word = frame.words(match.end() - 1, match.end())
    district = word[-1] in _DISTRICTS and word[0] != "主"
    return match.end() if match[1] or (len(word) > 1 and not district) else first


_DISTRICTS = frozenset("省市县区州盟旗镇乡村")
