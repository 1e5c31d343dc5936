"""Link each quantity to what it says: measure, subject, time, direction, baseline, status.

The rules read one sentence at a time, and carry the time and the holder along the paragraph. Each field of a claim
keeps the name of the rule that gave it in ``claim.evidence``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from . import measures, modality, subjects
from .cues import Cues
from .folding import fold
from .frames import Frame, clause_breaks
from .records import Claim, Quantity, Span, TimeExpression, Token
from .sentences import split_sentences


@dataclass(slots=True)
class Carried:
    """What one paragraph hands from sentence to sentence."""

    time: TimeExpression | None = None
    subject: Span | None = None
    section: Span | None = None
    target: bool = False


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
    if paragraphs is None:
        paragraphs = _lines(text)
    holder_title = subjects.title_holder(title, folded)
    claims: list[Claim] = []
    q = 0
    previous_paragraph = Carried()
    for start, end in paragraphs:
        while q < len(quantities) and quantities[q].start < start:
            q += 1
        carried = Carried(section=previous_paragraph.section)
        first = q
        while q < len(quantities) and quantities[q].end <= end:
            q += 1
        here = quantities[first:q]
        if not here:
            previous_paragraph.section = subjects.section_holder(folded, start, end, previous_paragraph.section)
            continue
        claims += _paragraph(folded, start, end, here, times, tokens, carried, holder_title, published)
    if folded is not text:
        claims = [_as_given(claim, text) for claim in claims]
    return claims


def _paragraph(text, start, end, quantities, times, tokens, carried, title, published) -> list[Claim]:
    inside = [t for t in times if t.start >= start and t.end <= end]
    cues = _Shifted(Cues(text[start:end]), start)
    words = tokens if tokens is not None else _cut(text, start, end, quantities, inside)
    claims: list[Claim] = []
    i = 0
    for low, high in split_sentences(text, start, end):
        own = []
        while i < len(quantities) and quantities[i].start < high:
            own.append(quantities[i])
            i += 1
        own_times = [t for t in inside if low <= t.start < high]
        taken = sorted((s.start, s.end) for s in (*own, *own_times))
        frame = Frame(text, low, high, own, own_times, words, cues, clause_breaks(text, low, high, taken))
        claims += _sentence(frame, carried, title, published, claims[-1] if claims else None)
        subjects.carry(frame, carried)
    return claims


def _sentence(frame: Frame, carried: Carried, title: Span | None, published, before: Claim | None) -> list[Claim]:
    claims: list[Claim] = []
    for index, quantity in enumerate(frame.quantities):
        last = claims[-1] if claims else None
        measure, how = find_measure(frame, index, last or before)
        subject, why = subjects.find_subject(frame, quantity, measure, how, last, carried, title)
        time, when = find_time(frame, quantity, last, carried)
        direction, baseline = modality.change(frame, index, measure, claims)
        status = modality.status(frame, quantity, time, published, carried, measure)
        if direction and status == "structural":
            status = "actual"
        if time is not None and status == "structural":
            time, when = None, "structural counts have no time"
        claims.append(
            Claim(
                quantity,
                measure,
                subject,
                time.span if time else None,
                time.time_start if time else None,
                time.time_end if time else None,
                direction,
                baseline,
                status,
                {"measure": how, "subject": why, "time": when},
            )
        )
    governing = [t for t in frame.times if modality.governs(frame, t)]
    if governing:
        carried.time = governing[-1] if not claims else next(
            (t for t in governing if claims[-1].time and t.start == claims[-1].time.start), governing[0]
        )
    return claims


def find_measure(frame: Frame, index: int, last: Claim | None) -> tuple[Span | None, str]:
    """The measure of the ``index``-th quantity of a sentence and the rule that gave it."""
    quantity = frame.quantities[index]
    left, right = frame.clause(quantity.start)
    if index + 1 < len(frame.quantities):
        right = min(right, frame.quantities[index + 1].start)
    if index and frame.quantities[index - 1].end > left:
        left = frame.quantities[index - 1].end
    for time in frame.times:
        if left < time.end <= quantity.start and not modality.is_baseline_time(frame, time):
            left = time.end
    words = measures.left_words(frame, quantity, left)
    stripped = measures.strip_fillers(words, frame)
    stripped = subjects.without_holder(stripped)
    behind = frame.words(quantity.end, right)
    noun = measures.counted_noun(frame, quantity, right) if behind else None
    if quantity.unit == "位" and not noun and not stripped and last:
        return last.measure, "ranked indicator of the number before"
    proportion = quantity.unit in ("%", "‰") or (quantity.unit is None and quantity.value is not None and quantity.value < 1)
    if behind and behind[0].text not in ("、", "（", "(", "，") and quantity.unit != "位":
        if proportion or quantity.unit in measures.PEOPLE:
            adjacent = bool(words) and len(words) == len(stripped) and measures.is_nominal(words[-1])
            if not adjacent and (saying := measures.predicate(frame, quantity, right)) and len(saying.text) > 1:
                return saying, "predicate behind the number"
        if noun and len(noun.text) > 1:
            return noun, "counted noun behind the number"
    found = measures.indicator(stripped, frame)
    if found:
        return found, "indicator before the number"
    if last and last.measure:
        return last.measure, "measure of the number before"
    if noun:
        return noun, "counted noun behind the number"
    if words and (found := frame.span(words[0].start, words[-1].end)):
        return found, "words before the number"
    return None, "none stated"


def find_time(frame: Frame, quantity: Quantity, last: Claim | None, carried: Carried):
    """The time that governs a quantity: in its sentence before it, else carried on in the paragraph."""
    left, right = frame.clause(quantity.start)
    ahead = [t for t in frame.times if t.end <= quantity.start and modality.governs(frame, t)]
    if ahead:
        return ahead[-1], "time before the number in the sentence"
    behind = [t for t in frame.times if quantity.end <= t.start < right and modality.governs(frame, t)]
    if behind:
        return behind[0], "time behind the number in the clause"
    if carried.time:
        return carried.time, "time carried on in the paragraph"
    return None, "none governs"


class _Shifted:
    """Cues of a paragraph asked by offsets of the whole text."""

    def __init__(self, cues: Cues, by: int) -> None:
        self._cues, self._by = cues, by

    def between(self, start: int, end: int, kind: str | None = None):
        return self._cues.between(start - self._by, end - self._by, kind)


def _lines(text: str) -> list[tuple[int, int]]:
    lines, start = [], 0
    for line in text.split("\n"):
        lines.append((start, start + len(line)))
        start += len(line) + 1
    return lines


def _cut(text, start, end, quantities, times) -> list[Token]:
    from .segmentation import segment

    keep = sorted({(s.start - start, s.end - start) for s in (*quantities, *times)})
    marked = {(q.start, q.end) for q in quantities}
    tokens = []
    for token in segment(text[start:end], pos=True, keep=keep):
        a, b = token.start + start, token.end + start
        tokens.append(Token(token.text, a, b, "mq" if (a, b) in marked else token.pos))
    return tokens


def _as_given(claim: Claim, text: str) -> Claim:
    from dataclasses import replace

    def given(span: Span | None) -> Span | None:
        return span and Span(span.start, span.end, text[span.start : span.end])

    return replace(claim, measure=given(claim.measure), subject=given(claim.subject), time=given(claim.time))
