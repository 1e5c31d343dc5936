"""From a name to its entry in the knowledge base: by name, region, date and neighbours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from .knowledge import Entry, Knowledge, name_key
from .name_cues import MEASURED
from .regions import find_regions, province_of

REGIONAL = ("provincial", "city", "county")  # levels of programmes that hold in their region only
ALONE = 0.9  # the score of the only entry of a name, if it holds everywhere
SURE, MARGIN = 0.5, 0.1  # the least score of a link, and its least distance from the next


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that a name may mean, its score from 0 to 1, and what spoke for or against it."""

    id: str
    score: float
    reasons: tuple[str, ...]


def rank_candidates(
    name: str,
    known: Knowledge,
    *,
    text: str = "",
    title: str | None = None,
    published: str | None = None,
    parts: tuple[str, ...] = (),
    full: str | None = None,
    near: str = "",
) -> list[Candidate]:
    """The entries that a name may mean, the likeliest first.

    A name alone scores 0.6. An entry scores more if its region, issuer, document or a part stands in the
    title or ``text``, or its longer name in ``near``, the words around the mention; it scores less if others
    share its name and its region is not named, the article (``published``, ISO) is older than it, or the text
    lists other parts. The only entry of a name that holds everywhere is not weighed further.

    >>> from policytext.knowledge import knowledge_of
    >>> rank_candidates("没有这样的名字", knowledge_of())
    []
    """
    entries = known.named(full) if full else []
    entries = entries + [entry for entry in known.named(name) if entry not in entries]
    if len(entries) == 1 and not parts and entries[0]["level"] not in REGIONAL:
        return [Candidate(entries[0]["id"], ALONE, ("no other has the name",))]
    keys = (name_key(name), name_key(full) if full else None)
    # 东进 and 十大战略 may be anyone's
    shared = len(entries) > 1 or len(name) < 4 or MEASURED.fullmatch(name) is not None
    ranked = [
        _score(entry, known.keys[entry["id"]], keys, text, title or "", published, parts, near, shared)
        for entry in entries
    ]
    return sorted(ranked, key=lambda candidate: (-candidate.score, candidate.id))


def choose(candidates: list[Candidate]) -> str | None:
    """The id of the best candidate, or ``None`` where none is sure or two are alike.

    >>> choose([Candidate("甲", 0.7, ()), Candidate("乙", 0.65, ())]) is None
    True
    """
    if not candidates or candidates[0].score < SURE:
        return None
    if len(candidates) > 1 and candidates[0].score - candidates[1].score < MARGIN:
        return None
    return candidates[0].id


def _score(
    entry: Entry,
    names: tuple[str, ...],
    keys: tuple[str, str | None],
    text: str,
    title: str,
    published: str | None,
    parts: tuple[str, ...],
    near: str,
    shared_name: bool,
) -> Candidate:
    score, reasons = 0.6, []

    def weigh(amount: float, reason: str) -> None:
        nonlocal score
        score += amount
        reasons.append(reason)

    key, full = keys
    longer = [one for one in names if len(one) > len(key) and key in one]
    if full in names:
        weigh(0.2, "full name")
    elif longer and any(one in name_key(near) for one in longer):
        weigh(0.2, "longer name stands here")
    elif key == names[0]:
        weigh(0.05, "its first name")
    if (issuer := entry["issuer"]) and issuer[-3:] in title + text:
        weigh(0.15, f"issuer named: {issuer[-3:]}")
    if entry["region"]:
        _weigh_region(entry, title, text, shared_name, weigh)
    if published and not (entry["start"] or "0") <= published[: len(entry["start"] or "0")]:
        weigh(-0.1, f"before its start {entry['start']}")
    if parts and entry["components"]:
        shared = sum(any(a in b or b in a for b in entry["components"]) for a in parts)
        weigh(0.3 if 2 * shared >= len(parts) else -0.4, f"{shared} of {len(parts)} parts shared")
    elif entry["components"] and (shown := [part for part in entry["components"] if part in text]):
        weigh(0.1 * len(shown) / len(entry["components"]), f"parts in text: {len(shown)}")
    if (entry["document"] or "") and entry["document"] in text:
        weigh(0.1, "its document in text")
    return Candidate(entry["id"], round(max(0.0, min(1.0, score)), 3), tuple(reasons))


def _weigh_region(
    entry: Entry, title: str, text: str, shared_name: bool, weigh: Callable[[float, str], None]
) -> None:
    regions = [region.rstrip("省市") for region in entry["region"].split("|")]
    if named := next((region for region in regions if region in title), None):
        weigh(0.3, f"region in title: {named}")
    elif named := next((region for region in regions if region in text), None):
        weigh(0.2, f"region in text: {named}")
    elif entry["level"] in REGIONAL:
        if _is_kin(entry["region"].split("|"), title + text):
            weigh(0.1, f"region above or below named: {entry['region']}")
        elif shared_name:
            weigh(-0.35, f"regions not named: {entry['region']}")


@lru_cache(maxsize=1)
def _named(text: str) -> frozenset[str]:
    """The full names of the regions in a text, and of the provinces they lie in."""
    found = {region for _, _, region in find_regions(text)}
    return frozenset(found | {province_of(region) for region in found})


def _is_kin(regions: list[str], text: str) -> bool:
    """Whether a text names a city of the province, or the province of the city, that an entry belongs to.

    >>> _is_kin(["浙江"], "义乌的企业"), _is_kin(["杭州"], "浙江的企业"), _is_kin(["浙江"], "辽宁的企业")
    (True, True, False)
    """
    for region in regions:
        for _, _, name in find_regions(region)[:1]:
            if not {name, province_of(name)}.isdisjoint(_named(text)):
                return True
    return False
