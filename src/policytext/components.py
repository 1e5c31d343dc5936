"""Components by checksum: a list unfolds a numeral name only if it has as many items as the numeral says.

做好改造升级“老字号”、深度开发“原字号”、培育壮大“新字号”三篇大文章: 3 of 3. No dictionary is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from .name_cues import NameCues, expected_parts

_CLAUSE_START = re.compile(r"[。！？；\n：:]")
_MARKS = re.compile('[，,“”‘’"《》（）()]')
_COMMA = re.compile(r"[。！？；\n：:，,]")
# What may stand between a list and the name behind it, last character first: 等, 为主要内容的, 相结合的“
_TAIL = re.compile(r"\n?(?:等|这|的(?:内在|容内(?:要主)?为|点重为|合结相)?|[“‘\"])*")
_AFTER_OPEN = re.compile(
    r"[”’\"]?(?:[^，。；：“”（）()\n]{0,8})(?:——|—|：|:|，?即|，?包括|[（(](?:即|包括|指)?)[“]?"
)
_AFTER_CLAUSE = re.compile(r"[^。；\n）)]*")
_SPLIT = re.compile(r"、|(?<=”)(?=“)|(?:以及|和|与|及)(?=[^、，]*$)")
_QUOTED = re.compile(r"[“‘\"]([^”’\"]{2,20})[”’\"]")
_WINDOW = 160
_NEAR = 20_000  # characters on both sides in which a list may stand: what keeps long texts linear
_LONGEST_PART = 24


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a name, where each stands, and whether each is quoted."""

    texts: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    quoted: bool


def find_components(text: str, start: int, end: int, cues: NameCues) -> Parts | None:
    """The parts that the text lists for the numeral name at ``[start, end)``, or ``None``.

    They are looked for before the name (甲、乙、丙“三件事”), behind it (“三件事”：甲、乙、丙 or in brackets)
    and, for a name of several numerals (两不愁三保障), in the rest of its sentence.

    >>> from policytext.name_cues import cues_of
    >>> text = "做好茶文化、茶产业、茶科技“三茶统筹”"
    >>> find_components(text, 14, 18, cues_of()).texts
    ('茶文化', '茶产业', '茶科技')
    """
    name = text[start:end]
    expected = expected_parts(name)
    if not expected or expected > 20:
        return None
    return (
        _before(text, start, expected, cues)
        or _behind(text, end, expected, name, cues)
        or _grouped(text, end, name)
    )


def find_known(text: str, start: int, known: frozenset[str]) -> Parts | None:
    """An open list before a name (保居民就业、保基本民生等“六保”) whose items are all known parts of it."""
    stop = start - _tail(text[max(0, start - _WINDOW) : start][::-1])
    spans: list[tuple[int, int]] = []
    for part in sorted(known, key=len, reverse=True):
        at = text.rfind(part, max(0, stop - _WINDOW), stop)
        if at >= 0:
            spans.append((at, at + len(part)))
    spans.sort()
    joined = all(text[a[1] : b[0]] in ("、", "，", "和") for a, b in pairwise(spans))
    return _parts(text, spans, False) if len(spans) > 1 and joined and spans[-1][1] == stop else None


def _tail(reversed_window: str) -> int:
    """How many characters at the end of a window belong to no item of the list in it."""
    match = _TAIL.match(reversed_window)
    return match.end() if match else 0


def find_ending(text: str, at: int, name: str, cues: NameCues) -> Parts | None:
    """A list near by whose items all end in the noun of a numeral name: 甲中心、乙中心、丙中心, 三个中心."""
    expected = expected_parts(name)
    match = re.fullmatch(r"[一二三四五六七八九十两]+[个大项]([一-鿿]{2,4})", name)
    near = max(0, at - _NEAR), at + _NEAR
    if not expected or not 3 <= expected <= 12 or not match or text.count(match[1], *near) <= expected:
        return None
    noun = re.escape(match[1])
    item = rf"[^、，。；：“”（）\n]{{1,12}}{noun}"
    run_of_items = re.compile(rf"(?<!、){item}(?:、{item}){{{expected - 1}}}(?!、)")
    for run in run_of_items.finditer(text, *near):
        if found := _items(text, run.start(), run.end(), expected, cues):
            return found
    return None


def _before(text: str, start: int, expected: int, cues: NameCues) -> Parts | None:
    floor = max(0, start - _WINDOW)
    window = text[floor:start]
    if window.count("、") + window.count("”") < expected - 2:
        return None
    window = window[: len(window) - _tail(window[::-1])]
    verb = cues.before("carry", window, len(window)) or ""  # 茶文化、茶产业、茶科技，做好“三茶统筹”
    stripped = verb != "" and window[: -len(verb)].endswith(("，", ","))
    if stripped:
        window = window[: -len(verb) - 1]
    backwards = window[::-1]
    for boundary in (_CLAUSE_START, _COMMA):
        last = boundary.search(backwards)
        begin = len(window) - last.start() if last else 0
        found = _items(text, floor + begin, floor + len(window), expected, cues)
        if found and not (stripped and "，" in text[found.spans[0][0] : found.spans[-1][1]]):
            return found
    return None


def _behind(text: str, end: int, expected: int, name: str, cues: NameCues) -> Parts | None:
    opened = _AFTER_OPEN.match(text, end)
    if not opened:
        return None
    start = opened.end() - opened[0].endswith("“")
    clause = _AFTER_CLAUSE.match(text, start, start + _WINDOW + 140)
    stop = clause.end() if clause else start
    comma = text.find("，", start, stop)
    for finish in (stop, comma):
        if finish > start and (found := _items(text, start, finish, expected, cues)):
            return found
    return None


def _items(text: str, start: int, end: int, expected: int, cues: NameCues) -> Parts | None:
    """The ``expected`` parallel items of a stretch; ``None`` if their number is another."""
    segment = text[start:end]
    quoted = [(start + m.start(1), start + m.end(1)) for m in _QUOTED.finditer(segment)]
    if len(quoted) == expected and _joined(text, start, end, quoted):
        return _parts(text, quoted, True)
    bounds, at = [], start
    for match in _SPLIT.finditer(text, start, end):
        bounds.append((at, match.start()))
        at = match.end()
    bounds.append((at, end))
    if len(bounds) != expected:
        return None
    bounds[0] = _trim_first(text, bounds, cues)
    items = [text[a:b] for a, b in bounds]
    if any(not 1 <= len(item) <= _LONGEST_PART or _MARKS.search(item) for item in items):
        return None
    return _parts(text, bounds, False) if _are_parallel(items, cues) else None


def _are_parallel(items: list[str], cues: NameCues) -> bool:
    """Whether items are built alike: of about one length, and no verb that governs the name behind them.

    >>> from policytext.name_cues import cues_of
    >>> _are_parallel(["人口规模", "建设规模"], cues_of()), _are_parallel(["互信牢固", "共建"], cues_of())
    (True, False)
    """
    lengths = [len(item) for item in items]
    alike = min(lengths) == max(lengths)
    if len(items) == 2:
        ends = items[0][0] == items[1][0] or items[0][-1] == items[1][-1]
        verbs = any(item in cues.forms(kind) for item in items for kind in ("launch", "carry", "hard"))
        if verbs or min(lengths) < 2 or not (alike or (ends and max(lengths) <= 2 * min(lengths))):
            return False
    elif max(lengths) > 3 * min(lengths) + 2:
        return False
    last = items[-1]
    verb = cues.before("launch", last, len(last)) or cues.before("carry", last, len(last))
    return not verb or (alike and len(items) > 2) or all(item.endswith(verb) for item in items)


def _joined(text: str, start: int, end: int, quoted: list[tuple[int, int]]) -> bool:
    """Between quoted items stand only commas and a few words (改造升级“甲”、深度开发“乙”)."""
    gaps = [text[a[1] + 1 : b[0] - 1] for a, b in pairwise(quoted)]
    return end - quoted[-1][1] <= 1 and all(
        len(gap) <= 12 and "。" not in gap and (gap == "" or gap[0] in "、，和与及以") for gap in gaps
    )


def _parts(text: str, bounds: list[tuple[int, int]], quoted: bool) -> Parts:
    return Parts(tuple(text[a:b] for a, b in bounds), tuple(bounds), quoted)


def _trim_first(text: str, bounds: list[tuple[int, int]], cues: NameCues) -> tuple[int, int]:
    """The first item without the words before the list: by a comma, a shared character, length or a verb."""
    start, end = bounds[0]
    start = max(start, text.rfind("，", start, end) + 1)
    rest = [text[a:b] for a, b in bounds[1:]]
    heads = {item[:1] for item in rest}
    at = text.find(heads.pop(), start, end) if len(rest) > 1 and len(heads) == 1 else -1
    if at >= 0 and 2 * (end - at) >= min(len(item) for item in rest):
        return at, end
    lengths = {len(item) for item in rest}
    if len(lengths) == 1 and len(rest) > 1 and end - start > len(rest[0]):
        return end - len(rest[0]), end
    cut, stop = cues.last_stop(text, start, end, hard=True)
    return (cut, end) if stop and cut < end else (start, end)


def _grouped(text: str, end: int, name: str) -> Parts | None:
    """两不愁三保障: behind the name stand 2 items with 不愁 and 3 before 保障 in the same sentence."""
    groups = re.findall(r"([一二三四五六七八九十两])([^一二三四五六七八九十两]{1,3})", name)
    if len(groups) < 2 or any(len(noun) < 2 for _, noun in groups) or "".join(map("".join, groups)) != name:
        return None
    sentence = re.compile(r"[^。\n]*").match(text, end, end + _WINDOW)
    items = (
        [(m.start(), m.end()) for m in re.finditer(r"[^、，；]+", text[end : sentence.end()])]
        if sentence
        else []
    )
    items = [(end + a, end + b) for a, b in items]
    total = sum(expected_parts(f"{n}个") or 1 for n, _ in groups)
    for first in range(len(items) - total + 1):
        run = list(items[first : first + total])
        at, fits = 0, True
        for numeral, noun in groups:
            size = expected_parts(f"{numeral}个") or 1
            fits = fits and _group(text, run, at, size, noun)
            at += size
        if fits:
            return _parts(text, run, False)
    return None


def _group(text: str, run: list[tuple[int, int]], at: int, size: int, noun: str) -> bool:
    """Trim ``size`` items to their noun: each begins with it, or the last ends in it."""
    group = run[at : at + size]
    if all(text.find(noun, a, b) >= 0 for a, b in group):
        run[at : at + size] = [(text.find(noun, a, b), b) for a, b in group]
        return True
    a, b = group[-1]
    tail = re.compile(rf"(?:有|得到|都有)?{re.escape(noun)}").search(text, a, b)
    if tail and tail.start() > a:
        run[at + size - 1] = (a, tail.start())
        return True
    return False


_PLAIN_NUMERAL = re.compile(r"[二三四五六七八九十两](?:大|篇|项|张|条)[一-鿿]{1,5}(?=[^一-鿿]|$)")


def find_unfolded(text: str, ends: Iterable[int], cues: NameCues) -> list[tuple[int, int]]:
    """Numeral names without quotes that a list of quoted parts stands before, as many as the numeral says.

    ``ends`` are the places behind closing quotes.

    >>> from policytext.name_cues import cues_of
    >>> text = "改造“老字号”、开发“原字号”、壮大“新字号”三篇大文章，"
    >>> [text[a:b] for a, b in find_unfolded(text, [23], cues_of())]
    ['三篇大文章']
    """
    found = []
    for end in ends:
        match = _PLAIN_NUMERAL.match(text, end)
        if match and not cues.before("structural", text, match.end()):
            parts = find_components(text, *match.span(), cues)
            if parts and parts.quoted:
                found.append(match.span())
    return found
