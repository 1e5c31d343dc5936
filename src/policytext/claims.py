"""Link each quantity to what it says: measure, subject, time, direction, baseline, status.

The rules read one sentence at a time, and carry the time and the holder along the paragraph. Each field of a claim
keeps the name of the rule that gave it in ``claim.evidence``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from . import modality
from .folding import fold
from .frames import Frame
from .measures import DURATIONS, INDICATOR, NOUN, PREDICATE, Found, find_measure, find_noun
from .records import Claim, Quantity, Span, TimeExpression, Token
from .subjects import Topics, acting, fined, is_grant, label, named, title_holder


def link_claims(
    text: str,
    quantities: Sequence[Quantity],
    times: Sequence[TimeExpression] = (),
    *,
    tokens: Sequence[Token] | None = None,
    paragraphs: Sequence[tuple[int, int]] | None = None,
    title: str | None = None,
    published: str | None = None,
) -> list[Claim]:
    """One claim for each quantity, in order.

    ``paragraphs`` are the stretches within which time and subject carry on (lines if not given); ``tokens`` the
    words of the text with part-of-speech tags (cut here if not given).

    >>> from policytext.quantities import find_quantities
    >>> text = "粮食产量比上年增长5.2%。"
    >>> [(c.measure.text, c.text, c.direction, c.baseline) for c in link_claims(text, find_quantities(text))]
    [('粮食产量', '5.2%', 'up', 'yoy')]
    """
    if not quantities:
        return []
    folded = fold(text)
    quantities = sorted(quantities, key=lambda q: q.start)
    times = sorted(times, key=lambda t: t.start)
    frame = Frame(folded, _cut(folded, quantities, times) if tokens is None else tokens, quantities, times)
    genre = modality.genre(folded, title)
    claims: list[Claim] = []
    index, count, forward = 0, len(quantities), False
    holder = title_holder(frame, title)
    for start, end in _lines(text) if paragraphs is None else paragraphs:
        while index < count and quantities[index].start < start:
            index += 1
        first = index
        while index < count and quantities[index].end <= end:
            index += 1
        if genre == "report":
            head = folded[start : min(end, start + 40)]
            forward = modality.turns(head, forward)
        if first < index:
            paragraph = Paragraph(frame, start, end, holder, genre, published)
            paragraph.forward = forward
            claims += paragraph.read(first, index)
    if folded is not text:
        claims = [_as_given(claim, text) for claim in claims]
    return claims


class Paragraph:
    """One paragraph read from number to number."""

    def __init__(self, frame: Frame, start: int, end: int, title, genre, published: str | None) -> None:
        self.frame = frame
        self.first = bisect_left(frame.starts, start)
        self.behind = bisect_left(frame.starts, end)
        self.topics = Topics(frame, self.first, title, genre == "report")
        self.genre = genre
        self.published = published
        self.sentence = self.first
        self.sentence_end = self.first
        self.time = bisect_left(frame.times_at, self.first)  # the next time to be passed
        self.forward = False
        self.carried: TimeExpression | None = None
        self.carried_at = 0
        self.own: list[TimeExpression] = []
        self.last: Claim | None = None
        self.indicator: Span | None = None  # of the last number that had one, and who held it
        self.holder: Span | None = None

    def read(self, first: int, behind: int) -> list[Claim]:
        """The claims of the quantities ``[first, behind)``, which stand in this paragraph."""
        claims = []
        for index in range(first, behind):
            self.move_to(self.frame.at[index])
            self.last = self.claim(index)
            claims.append(self.last)
        return claims

    def move_to(self, at: int) -> None:
        """Go on to the sentence of the word ``at``."""
        shape = self.frame.shape
        if at < self.sentence_end:
            return
        begin = shape.rfind(".", self.sentence, at) + 1 or self.sentence
        if self.genre == "report" and not self.forward:
            self.forward = modality.calls(shape, self.sentence, begin)
        self.sentence = begin
        stop = shape.find(".", at, self.behind)
        self.sentence_end = stop if stop >= 0 else self.behind

    def claim(self, index: int) -> Claim:
        frame, shape = self.frame, self.frame.shape
        quantity, at = frame.quantities[index], frame.at[index]
        clause = max(shape.rfind(",", self.sentence, at), self.sentence - 1) + 1
        number = shape.rfind("q", clause, at)  # a number before it in the clause
        last = self.last if index and frame.at[index - 1] >= self.sentence else None
        found = find_measure(frame, index, self.sentence, self.sentence_end)
        if found is None:
            measure, how = self.indicator, "measure of a number before" if self.indicator else "none stated"
        else:
            measure, how = frame.span(found.first, found.behind), found.how
        subject, why = self.subject(found, clause, number, at)
        if words := label(frame, self.sentence, at):
            measure, subject, how, why = self.labelled(words, found, measure, subject, how, why)
        if subject and measure and subject.start < measure.end and measure.start < subject.end:
            subject, why = None, "named by the measure"
        time, when = self.when(index, clause, number)
        direction, baseline = modality.change(frame, index, clause, number, last)
        status = modality.status(frame, index, clause, self, found, time)
        if status in ("structural", "condition") or quantity.text[-1] == "大":
            time, when = None, "rules and counts of parts have no time"
        own = found is not None and shape[found.first : found.behind].strip("UW")
        if own and (found.how != PREDICATE or quantity.unit not in DURATIONS):
            self.indicator, self.holder = measure, subject
        said = time or _NO_TIME
        return Claim(
            *(quantity, measure, subject, time and time.span, said.time_start, said.time_end),
            *(direction, baseline, status),
            {"measure": how, "subject": why, "time": when},
        )

    def subject(self, found: Found | None, clause: int, number: int, at: int) -> tuple[Span | None, str]:
        """Who holds the measure: the words that lead it, else the holder in force."""
        frame = self.frame
        if found is None:
            words, how = acting(frame, clause, at) if number < 0 else (None, "")
            return (frame.span(*words), how) if words else (self.holder, "subject of the number before")
        if found.how.startswith("fine"):
            return fined(frame, self.sentence, at), "who is fined"
        if found.how.startswith("extent"):
            noun = find_noun(frame, frame.behind[frame.at.index(at)], self.sentence_end)
            return noun, "what has the extent"
        if self.indicator and not frame.shape[found.first : found.behind].strip("UW"):
            return self.indicator, "indicator whose change it is"
        if found.head < found.first and frame.shape[found.head - 1 : found.head] not in ("i", "p"):
            if words := named(frame, found.head, found.first):
                return frame.span(*words), "holder before the measure"
        if number >= 0 and (counted := self.counted(clause, number, found)):
            return frame.span(*counted), "what is counted before in the clause"
        if found.how == NOUN and frame.shape[found.behind - 1] in "he" and _LIST.fullmatch(frame.shape, clause, at):
            return None, "named by the list before it"
        words, how = self.topics.find(clause, min(found.first, at))
        return (frame.span(*words), how) if words else (None, how)

    def labelled(self, words, found, measure, subject, how, why):
        """Measure and subject where a label leads the sentence: 煤炭：保有1545吨, 生活补助：小学1250元."""
        frame = self.frame
        said = frame.span(*words)
        if is_grant(frame, words[1]):
            bare = found is None or frame.shape[found.behind - 1] != "I" or found.behind - found.first == 1
            if bare and not (found and is_grant(frame, found.behind)):
                if found and frame.shape[found.behind - 1] == "I":
                    subject, found = None, None
                return said, measure if found and how == INDICATOR else subject, "label of the item", how
            return measure, subject, how, why
        if why in ("none stated", "title") or subject is None or frame.starts[words[0]] > subject.start:
            return measure, said, how, "label of the item"
        return measure, subject, how, why

    def counted(self, clause: int, number: int, found: Found) -> tuple[int, int] | None:
        """The counted holders before the number that bear it: 广东、山东等6个省份｜完成投资超过200亿元."""
        match = _COUNTED.match(self.frame.shape, clause, found.head)
        if match and match.start(1) <= number < match.end(1):
            return match.span(1)
        return None

    def when(self, index: int, clause: int, number: int) -> tuple[TimeExpression | None, str]:
        """The time that governs: before the number in its sentence, behind it in its clause, else carried on."""
        frame, at = self.frame, self.frame.at[index]
        while self.time < len(frame.times) and frame.times_at[self.time] < at:
            self.pass_time()
        if number >= 0 and frame.words(number - 1, number) == "连续":
            return None, "as long as the number before says"
        here = self.carried_at >= self.sentence
        if self.carried and (here or not modality.a_day(self.carried)):
            return self.carried, "time before the number" if here else "time carried on in the paragraph"
        stop = frame.shape.find(",", at, self.sentence_end)
        stop = self.sentence_end if stop < 0 else stop
        behind = self.time < len(frame.times) and frame.times_at[self.time] < stop
        if behind and modality.governs(frame, self.time, self.behind):
            return frame.times[self.time], "time behind the number in its clause"
        return None, "none governs"

    def pass_time(self) -> None:
        """Go past one time; it is carried on if it can govern. 每年 does not displace a date of its sentence."""
        time, place = self.frame.times[self.time], self.frame.times_at[self.time]
        dated = time.time_start or time.time_end or self.carried_at < self.sentence
        if (dated or not self.carried) and modality.governs(self.frame, self.time, self.behind):
            self.carried, self.carried_at = time, place
        self.time += 1


# Counted holders at the head of a clause.
_LIST = re.compile("[tdcx]*(?:[hNegrnaI]+c)*[hNegrnaI]+E?")
_NO_TIME = TimeExpression(0, 0, "")
_COUNTED = re.compile("[dtcx]*([hNcEnegra]*q[ngaI]*[he]+(?:D[vng]{0,3}[he])?)(?=[DvAulwqngIa])")


def _lines(text: str) -> list[tuple[int, int]]:
    lines, start = [], 0
    for line in text.split("\n"):
        lines.append((start, start + len(line)))
        start += len(line) + 1
    return lines


def _cut(text: str, quantities: Sequence[Quantity], times: Sequence[TimeExpression]) -> list[Token]:
    from .segmentation import segment

    return segment(text, pos=True, keep=sorted({(s.start, s.end) for s in (*quantities, *times)}))


def _as_given(claim: Claim, text: str) -> Claim:
    def given(span: Span | None) -> Span | None:
        return span and Span(span.start, span.end, text[span.start : span.end])

    return replace(claim, measure=given(claim.measure), subject=given(claim.subject), time=given(claim.time))
