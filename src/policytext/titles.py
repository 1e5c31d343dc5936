"""Which lines of a page are the title of its article."""

from __future__ import annotations

import re

from .folding import fold_width
from .furniture import NUMBERED, Line, is_issuer, is_official, is_salute, without_tags

_LONGEST = 120
_NOISE = re.compile(r"\W+|_")
_WORDS = re.compile(r"[一-鿿].*[一-鿿]")
# A title that runs on in the next line, and a line that continues the title above it.
_HANGING = re.compile(r"(?:关于|(?<!》)印发|《[^》]{0,80}|[—－-]{2})$")
_HANGING_START = re.compile(r"[^，。]{4,42}+(?:(?<=关于)|(?<=[^》]印发))$")
_RUNS_ON = re.compile(r"(?:关于|的[一-鿿]{2,4}$|》|[—－-]{2})")
_DATED = ("meta", "edge", "date", "stamp")
_SITE_MARK = "-_|｜–—【["


def title_lines(head: list[Line], marks: list[str | None], title: str | None) -> set[int]:
    """The indices of the title's lines in the head of a page.

    ``marks`` says what each line is if it is no article text; ``title`` is the title where it is known.
    """
    nav = max((i for i in range(len(head)) if marks[i] == "nav"), default=-1)
    given = _given(head, marks, title) if title else set()
    if given and nav - max(given) < 4:
        return given
    places = [i for i, line in enumerate(head) if marks[i] is None and _may_be_title(line.text)]
    known = title is not None and not given
    scores = _scores(head, marks, places, nav)
    start = max(places, key=lambda i: scores[i], default=None)
    if start is None or scores[start] < (3 if known else 1):
        return set()
    return _run_on(head, marks, start)


def join_title(parts: list[str]) -> str:
    """The lines of a title as one: those that only wrap without a blank.

    >>> join_title(["某市人民政府关于印发", "工作规则的通知"]), join_title(["春到南粤", "——来自一线的报道"])
    ('某市人民政府关于印发工作规则的通知', '春到南粤 ——来自一线的报道')
    """
    whole = ""
    for part in parts:
        wrapped = _HANGING.search(whole) or part.startswith(("关于", "的", "》"))
        wrapped = wrapped or whole.count("《") > whole.count("》")
        whole += part if not whole or wrapped else f" {part}"
    return whole


def title_key(text: str) -> str:
    """What is left of a title when spaces, marks and the tags of sites are taken off.

    >>> title_key("[视频]做好“三篇大文章” 促振兴") == title_key("做好三篇大文章：促振兴")
    True
    """
    return _NOISE.sub("", without_tags(fold_width(text))).lower()


def _may_be_title(text: str) -> bool:
    if not 4 <= len(text) <= _LONGEST or text[-1] in "。；：:;，,、":
        return False
    return bool(_WORDS.search(text)) and not NUMBERED.match(text) and not is_salute(text)


def _scores(head: list[Line], marks: list[str | None], places: list[int], nav: int) -> dict[int, float]:
    """How well each place would do: said twice, official, dated below, behind the menu, first of all."""
    window = head[places[0]].text if places else ""
    letterhead = text_above = False
    wanted, seen = set(places), set[str]()
    scores: dict[int, float] = {}
    for i, line in enumerate(head):
        if i not in wanted:
            text_above = text_above or marks[i] is None
            continue
        text, key = line.text, title_key(line.text)
        lone = not text_above and (letterhead or not seen)  # nothing but a letterhead stands above
        rest = window[len(text) :].strip()[:1] if window.startswith(text) else ""
        again = len(text) >= 7 and (key in seen or (rest != "" and rest in _SITE_MARK))
        formal = is_official(text)
        official = lone and (formal or _HANGING_START.match(text) is not None)
        below = [mark in _DATED for mark in (*marks[i + 1 : i + 3], None, None)[:2]]
        score = 3.0 * again + 3.0 * official + 2.0 * below[0] + 0.5 * any(below)
        score += 1.5 * ("stamp" in marks[i + 1 : i + 3]) + 1.0 * (i > nav >= 0)
        score += 2.0 * (not seen and not text_above) - 2.0 * (len(text) < 7 and (bool(seen) or nav >= 0))
        scores[i] = score + (0.001 * i if again else -0.001 * i)  # of equals the first, of repeats the last
        letterhead = (letterhead or not seen) and (formal or is_issuer(text) or text[-1] == "件")
        seen.add(key)
    return scores


def _given(head: list[Line], marks: list[str | None], title: str) -> set[int]:
    """The last lines of the head that together are the title that was given, or most of it."""
    wanted, site = title_key(title), any(mark in title for mark in _SITE_MARK[:5])
    if len(wanted) < 2:
        return set()
    best: tuple[float, int, set[int]] = (0.0, 0, set())  # how good, where, which lines
    keys = [
        title_key(line.text) if mark is None and len(line.text) <= _LONGEST else ""
        for line, mark in zip(head, marks, strict=False)
    ]
    i = 0
    while i < len(keys):
        run, j = keys[i], i + 1
        if run and run in wanted:
            while j < len(keys) and keys[j] and (run + keys[j]) in wanted:
                run, j = run + keys[j], j + 1
            share = len(run) / len(wanted)
        elif run and wanted in run and len(run) <= 1.5 * len(wanted) + 12:
            share = len(wanted) / len(run)
        else:
            share = 0.0
        if (len(run) >= 3 and share >= 0.4) or share == 1:
            good = 1.0 if site and share >= 0.6 else share  # the window's title carries the site's name
            best = max(best, (good, i, set(range(i, j))), key=lambda b: b[:2])
        elif best[0] == 1 and head[i].text[-1] in ":：" and marks[i] is None:
            break  # here the text begins
        i = j
    return best[2]


def _run_on(head: list[Line], marks: list[str | None], start: int) -> set[int]:
    """The title's line and those that continue it."""
    end = start + 1
    while end < min(len(head), start + 4) and marks[end] is None:
        above, below = "".join(line.text for line in head[start:end]), head[end].text
        if below[-1] in ":：。":
            break
        if not (_HANGING.search(above) or _RUNS_ON.match(below) or above.count("《") > above.count("》")):
            break
        end += 1
    if start and marks[start - 1] is None and _RUNS_ON.match(head[start].text):
        start -= is_issuer(head[start - 1].text)
    return set(range(start, end))
