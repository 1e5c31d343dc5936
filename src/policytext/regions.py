"""Where an article and a claim are at home: names of regions in title, source, subject and text."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import Any, overload

from .folding import fold_width
from .lexicon import shipped
from .records import Article, Claim

NATION = "全国"
_NATIONAL = re.compile("全国|我国|中国|国家")
# A region that no list knows, where a title begins with it: 江海省2019年政府工作报告.
_TITLED = re.compile(r"[^\W\d_]{1,6}?(?:省|自治区|自治州|市|县|区|盟|旗)(?=\d{4}年|人民|政府|统计|国民)")
_STATED = re.compile(r"(?<![^\W\d_])(?![全我本各外该跨])[^\W\d_]{2,3}省")
_LOCAL = re.compile("[全我本](?:省|市|县|区|州|旗)")
_HERE = re.compile(r"(?:全|我|本)(省|自治区|区|市|州|盟|县|旗|国)")
_LEVELS = {"province": 0, "prefecture": 1, "county": 2}


@cache
def _known() -> tuple[Any, list[str], dict[str, tuple[str, str | None]]]:
    """The automaton of all names, what each stands for, and full name → (level, parent)."""
    from ahocorasick_rs import AhoCorasick, MatchKind

    rows = shipped().rows("regions")
    full = {row["name"]: (row["level"], row["parent"]) for row in rows if row["level"] != "short"}
    names = [row["name"] for row in rows]
    stand_for = [row["parent"] if row["level"] == "short" else row["name"] for row in rows]
    return AhoCorasick(names, matchkind=MatchKind.LeftmostLongest), stand_for, full


def find_regions(text: str) -> list[tuple[int, int, str]]:
    """Start, end and full name of every region named.

    >>> find_regions("苏州和辽宁省的企业")
    [(0, 2, '苏州市'), (3, 6, '辽宁省')]
    """
    automaton, stand_for, _ = _known()
    found = automaton.find_matches_as_indexes(fold_width(text))  # which takes no lone surrogate
    return [(start, end, stand_for[which]) for which, start, end in found]


@overload
def province_of(region: str) -> str: ...
@overload
def province_of(region: None) -> None: ...
def province_of(region: str | None) -> str | None:
    """The province that a region lies in; a region that no list knows is its own.

    >>> province_of("苏州市"), province_of("江海省"), province_of(None)
    ('江苏省', '江海省', None)
    """
    full = _known()[2]
    while region in full and full[region][1]:
        region = full[region][1]
    return region


def region_of(article: Article) -> str | None:
    """The region an article is about: named in title, source or issuer, else the one its text names most.

    ``全国`` where the text speaks of the whole country more often than of any region; ``None`` where nothing
    tells.

    >>> region_of(Article("全市粮食产量增长5%。", title="苏州市2024年统计公报"))
    '苏州市'
    >>> region_of(Article("全省地区生产总值增长5%。", title="江海省2025年政府工作报告"))
    '江海省'
    """
    title = article.title or ""
    if titled := _TITLED.match(title):
        known = find_regions(titled[0])
        return known[-1][2] if known else titled[0]
    for words in (title, article.source or "", article.metadata.get("issuer", "")):
        if named := find_regions(words):
            return named[0][2]
    counted = Counter(province_of(name) for _, _, name in find_regions(article.text))
    counted = counted or Counter(_STATED.findall(article.text))
    best, number = counted.most_common(1)[0] if counted else (None, 0)
    here, nation = (len(pattern.findall(article.text)) for pattern in (_LOCAL, _NATIONAL))
    if nation > number + here:
        return NATION
    return best if number >= 2 and 2 * number > counted.total() else None


def region_of_claim(claim: Claim, home: str | None) -> tuple[str | None, str]:
    """The region that a claim speaks of in an article at home in ``home``, and the holder within it.

    >>> from policytext.records import Quantity, Span
    >>> claim = Claim(Quantity(0, 2, "5%"), subject=Span(0, 5, "全省开发区"))
    >>> region_of_claim(claim, "苏州市")
    ('江苏省', '开发区')
    """
    subject = " ".join(claim.subject.text.split()) if claim.subject else ""
    if here := _HERE.match(subject):
        return _level(here[1], home), subject[here.end() :].removeprefix("的")
    if subject in ("中国", "国家"):
        return NATION, ""
    named = find_regions(subject)
    if not named:
        return home, subject
    if named[0][0] > 0:
        return named[0][2], subject
    end = 0
    for start, stop, name in named:  # 辽宁省沈阳市的企业: as long as one name follows the other
        if start != end:
            break
        end, region = stop, name
    return region, subject[end:].removeprefix("的")


def _level(word: str, home: str | None) -> str | None:
    """The region of a kind (省, 市, 县 …) that ``home`` is or lies in."""
    if word == "国":
        return NATION
    full = _known()[2]
    wanted = {"省": 0, "自治区": 0, "市": 1, "州": 1, "盟": 1, "县": 2, "旗": 2}.get(word)
    region = home
    while region in full and wanted is not None and _LEVELS[full[region][0]] > wanted and full[region][1]:
        region = full[region][1]
    return region
