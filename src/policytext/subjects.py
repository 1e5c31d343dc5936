"""The subject of a claim: who or what holds, does or bears it.

The nearest explicit holder before the number: in its clause, in the clauses before it, in the sentences before it
in the paragraph, last the title. A holder is a name with a telling end (…市, …公司, …工程), a region, a word that
names one by itself (全国, 该公司), or the noun phrase before the first verb of a clause.
"""

from __future__ import annotations

from .cues import forms_of
from .frames import Frame
from .measures import is_nominal, is_verb
from .records import Quantity, Span, Token

_CLOSING = {"“": "”", "‘": "’", "《": "》", "「": "」"}


def _ends() -> tuple[str, ...]:
    return tuple(forms_of("holder_end"))


def is_holder(word: Token) -> bool:
    """Whether one word names a holder by itself."""
    return word.text in forms_of("holder") or (word.pos in ("ns", "nt") and word.text not in ("城镇", "农村", "乡镇"))


def leading_holder(words: list[Token]) -> list[Token]:
    """The words at the beginning that name a holder: a region, organisation or named thing; maybe none."""
    i = 0
    while i < len(words) and (words[i].pos in ("t", "c", "d", "r", "f") and not is_holder(words[i])):
        i += 1
    if i < len(words) and words[i].text == "在":
        i += 1
    start = best = i
    while i < len(words) and i - start < 12:
        word = words[i]
        if word.text in _CLOSING:
            close = next((k for k in range(i + 1, min(i + 20, len(words))) if words[k].text == _CLOSING[word.text]), None)
            if close is None:
                break
            i = close + 1
            best = i
            continue
        if is_holder(word) or (len(word.text) > 1 or i > start) and word.text.endswith(_ends()) and is_nominal(word):
            best = i + 1
        elif not (is_nominal(word) or word.text == "、" or word.pos in ("m", "mq", "q", "r")):
            break
        if word.text == "的":
            break
        i += 1
    return words[start:best]


def without_holder(words: list[Token]) -> list[Token]:
    """The words behind a leading holder (全国｜小微企业贷款余额), unless nothing would be left."""
    holder = leading_holder(words)
    if not holder:
        return words
    at = next(i for i, word in enumerate(words) if word is holder[-1]) + 1
    while at < len(words) and (words[at].text in "的、" or words[at].pos in ("d", "p", "f")):
        at += 1
    return words[at:] if at < len(words) else words


def clause_holder(frame: Frame, start: int, end: int) -> Span | None:
    """The holder that a clause begins with, if any; reporting phrases (据…显示) have none."""
    for time in frame.times:
        if start <= time.start < end and frame.text[start : time.start].strip() == "":
            start = time.end
    words = frame.words(start, end)
    if not words or words[0].text in ("据", "根据", "截至", "其中", "通过", "为", "对", "向"):
        return None
    holder = leading_holder(words)
    if holder:
        return frame.span(holder[0].start, holder[-1].end)
    i = 0
    while i < len(words) and is_nominal(words[i]):
        i += 1
    if 0 < i < len(words) - 1 and (is_verb(words[i]) or words[i].pos == "d") and len(words) - i > 2:
        return None
    return None


def find_subject(frame: Frame, quantity: Quantity, measure: Span | None, how: str, last, carried, title):
    """The subject of a quantity and the rule that gave it."""
    if how.endswith("of the number before") and last is not None:
        return last.subject, "subject of the number before"
    starts = [b + 1 for b in frame.breaks if b < quantity.start]
    edges = [frame.start, *starts]
    for k in range(len(edges) - 1, -1, -1):
        start = edges[k]
        end = edges[k + 1] - 1 if k + 1 < len(edges) else quantity.start
        holder = clause_holder(frame, start, min(end, quantity.start))
        if holder and not _clash(holder, measure):
            return holder, "holder at the head of a clause"
    if carried.subject and not _clash(carried.subject, measure):
        return carried.subject, "holder carried on in the paragraph"
    return None, "none stated"


def _clash(holder: Span, measure: Span | None) -> bool:
    return bool(measure) and max(holder.start, measure.start) < min(holder.end, measure.end)


def carry(frame: Frame, carried) -> None:
    """Keep the first holder of the sentence for the sentences behind it."""
    edges = [frame.start, *(b + 1 for b in frame.breaks)]
    for k, start in enumerate(edges):
        end = edges[k + 1] - 1 if k + 1 < len(edges) else frame.end
        if holder := clause_holder(frame, start, end):
            carried.subject = holder
            return


def title_holder(title: str | None, text: str) -> Span | None:
    """The title as it stands in the text, for articles whose holder stands only there."""
    return None


def section_holder(text: str, start: int, end: int, before: Span | None) -> Span | None:
    return before
