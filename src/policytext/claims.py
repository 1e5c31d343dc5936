"""Link each quantity to what it says: measure, subject, time, direction, baseline, status.

The rules read one sentence at a time, and carry the time and the holder along the paragraph. Each field of a
claim keeps the name of the rule that gave it in ``claim.evidence``; ``claim.explain()`` puts them in words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from . import modality
from .anniversaries import EVENT
from .awards import Awards, award
from .bearers import among, counted_before, described, fined, leading, part_of, struck, whose, whose_lost
from .checks import with_flags
from .cues import forms_of
from .cutting import Words, cut_words
from .definitions import divided, document, received, term
from .folding import fold
from .frames import Frame
from .headings import Headings
from .holders import acting
from .lists import Told, heads, in_turn, numbers_listed, parallel, place_of_part, topic
from .measures import (
    AGES,
    DURATIONS,
    INDICATOR,
    PREDICATE,
    RATIOS,
    RIVALS,
    Found,
    find_measure,
    ranking,
)
from .nouns import NOUN
from .phrases import QUANTIFIED, counters, declared, noun_before, traits_of_works
from .predicates import FINE
from .records import Claim, Quantity, Span, TimeExpression, Token
from .stretches import explain_displayed, is_heading, lines_of, stretches_of
from .subjects import Topics, is_norm, label, labelled, scheme
from .time_in_force import TimeInForce
from .verbs import SIZE

_PAIRED = re.compile("d?[uw][lxd]*")  # from–to
_CARRIED = ("time-before", "time-carried")
_NO_TIME = TimeExpression(0, 0, "")
# Counted holders at the head of a clause (广东、山东等6个省份完成…); a list of those counted behind it.
_COUNTED = re.compile(
    "[dtcx]*(?:[hn][^,.q]{1,12}D)?([hNcEnegra]*q(?:[ngaI]|[hAe](?=[ngA]*e))*"
    "(?:[he]*e(?:D[vng]{0,3}[he]|B+c[nge]*[he]+)?(?=[dtmx]*[DvAulwqngIap])|h+(?:[nga]*n)?(?=[dtmx$]*[DvAulwqi])))"
)
_MADE = re.compile("[vA]x?([nghreaBI]{0,8}[he])$")
_BEGINS = frozenset(",.tdc")
_SIZED = re.compile("[omnghNerIB]+$")  # what is 38米 long
_LIST = re.compile("[tdcx]*(?:(?:[hNegrnaI]+c)+[hNegrnaI]+E?|[hNegrnaI]+E)")


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
    """One claim for each quantity, in order; the quantities and the times do not overlap among themselves.

    ``paragraphs`` are the stretches within which time and subject carry on (lines if not given), ``tokens``
    the words of the text with part-of-speech tags (cut here if not given), ``published`` the ISO date of the
    article. Offsets are into the text as given. Any text is read; nothing is raised.

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
    if folded != text:
        quantities, times = _with_words_of(folded, quantities), _with_words_of(folded, times)
    if tokens is None:
        tokens = _cut(folded, quantities, times)
    genre = modality.genre(folded, title)
    stretches = stretches_of(folded, lines_of(text) if paragraphs is None else paragraphs, quantities, genre)
    frame = Frame(folded, tokens, quantities, times, [(start, end) for start, end, *_ in stretches])

    headings = Headings(folded, tokens, times, title)
    claims: list[Claim] = []
    for start, end, first, behind, ahead, heading in stretches:
        fallback = partial(headings.above, heading, not is_heading(folded, start, end))
        claims += Paragraph(frame, start, end, fallback, genre, published, ahead).read(first, behind)
    explain_displayed(claims, stretches)
    claims = with_flags(folded, claims)
    return claims if folded == text else [_as_given(claim, text) for claim in claims]


class Paragraph:
    """One paragraph read from number to number."""

    def __init__(
        self,
        frame: Frame,
        start: int,
        end: int,
        fallback: Callable[[bool], Span | None],
        genre: str,
        published: str | None,
        ahead: bool,
    ) -> None:
        self.setting = modality.setting(frame.text[start:end], genre, published)
        self.frame = frame
        self.first = bisect_left(frame.starts, start)
        self.behind = bisect_left(frame.starts, end)
        self.topics = Topics(frame, self.first, fallback, genre == "report")
        self.sentence = self.sentence_end = self.clause = self.seen = self.first
        strict = genre == "report"
        entitled = genre != "law" and self.setting.entitles > 0
        self.awards = Awards(frame, self.first, strict, entitled) if self.setting.pays else None
        self.ahead = ahead
        self.time = TimeInForce(frame, self.first, self.behind, genre == "report")
        self.last: Claim | None = None
        self.told: list[Told] = []  # of each number in the sentence
        self.topic: Span | None = None  # the indicator that the clauses of the sentence tell of
        self.turn: list[Told] = []  # of those that a list takes up, still to come
        self.label: tuple[int, int] | None = None
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
        if at < self.sentence_end:
            return
        shape = self.frame.shape
        begin = shape.rfind(".", self.sentence, at) + 1 or self.sentence
        if self.setting.genre == "report" and not self.ahead:
            self.ahead = modality.calls(shape, self.sentence, begin)
        self.sentence = begin
        stop = shape.find(".", at, self.behind)
        self.sentence_end = stop if stop >= 0 else self.behind
        self.last = None
        self.told = []
        self.topic = None
        self.listed = 0  # how many the last list took up
        self.label = label(self.frame, begin, self.sentence_end)

    def claim(self, index: int) -> Claim:
        frame, shape, at = self.frame, self.frame.shape, self.frame.at[index]
        quantity = frame.quantities[index]
        comma = shape.rfind(",", max(self.sentence, self.seen), at)  # what was seen is not searched again
        self.clause = clause = comma + 1 if comma >= 0 else max(self.sentence, self.clause)
        self.seen = at
        number = shape.rfind("q", clause, at)  # a number before it in the clause
        found = find_measure(frame, index, self.sentence, self.sentence_end)
        if part := place_of_part(frame, index, clause) if self.last and self.indicator else None:
            found = None
        if found is None and self.indicator is None:
            found = ranking(frame, clause, at)
        if found is None:
            measure, how = self.indicator, "measure-before" if self.indicator else "none-stated"
        else:
            measure, how = frame.span(found.first, found.behind), found.how
        subject, why = (part, "holder-leads") if part else self.subject(index, found, clause, number)
        between = shape[frame.behind[index - 1] : at] if index and self.told else ""
        if found is None and _PAIRED.fullmatch(between):  # 增长率由1%下降到2%
            (measure, subject), how, why = self.told[-1], "measure-before", "holder-before"
            self.turn = []
        elif between != "c":
            self.turn = self.taken_up(index, clause, found, measure, subject)
            self.listed = len(self.turn)
        elif found:
            self.turn = []
        elif not self.turn and self.told and self.told[-1][0] is not self.indicator:  # 增速为1.2%、1.5%
            (measure, subject), how, why = self.told[-1], "measure-before", "holder-before"
        if self.turn:
            (measure, subject), how, why = self.turn.pop(0), "in-turn", "in-turn"
        if found and subject and why == "holder-paid" and (how != NOUN or shape[found.first] == "p"):
            measure = award(frame, subject, found, index, self.sentence_end)
        if found and how == INDICATOR and quantity.unit not in counters():
            bodies = heads(frame, max(clause, number + 1), found, at)
            self.topic = (self.topic or topic(frame, self.sentence, clause)) if bodies else None
            if self.topic:
                measure, subject, how, why = self.topic, bodies, "measure-before", "holder-acts"
            elif (
                self.last
                and quantity.unit == self.last.quantity.unit
                and (others := parallel(frame, clause, found, at, self.indicator))
            ):
                measure, subject, how, why = self.indicator, others, "measure-before", "holder-acts"
        if self.label and self.label[1] < at:
            measure, subject, how, why = labelled(frame, self.label, found, (measure, subject, how, why))
        subject = subject and declared(frame, subject, at)
        if subject and measure and subject.start < measure.end and measure.start < subject.end:
            subject, why = None, "holder-in-measure"
        time, when = self.time.of(index, self.sentence, self.sentence_end, clause, number)
        direction, whither, baseline = modality.change(frame, index, clause, number, self.last)
        carried = when in _CARRIED and measure and not direction
        if carried and measure and self.time.is_elsewhere(measure.text, self.sentence, clause, at):
            time, when = None, "standing-property"
        sentence = self.sentence, self.sentence_end
        status, what = modality.status(
            frame, index, clause, sentence, self.setting, self.ahead, found, time, self.last
        )
        if found is None and baseline and self.last and self.last.status == "target":
            status, what = "target", "target-wording"  # 预计达3亿元，同比增长5%
        if why == "holder-defined" and status == "actual":
            status, what = "condition", "threshold"
        if what == "own-points" and modality.takes_up(frame, index):
            subject, why = None, "none-stated"
        if status == "condition" and why == "title":
            subject = self.topics.fallback(False)  # what a rule is of bears none of its amounts
        if status == "condition" and subject is None and why != "holder-in-measure" and is_norm(measure):
            subject = scheme(frame, self.first, clause)
        carried = when in _CARRIED and time is self.time.time
        if carried and self.time.is_past(self.sentence, clause, at, self.setting.published, status):
            time, when = None, "none-stated"  # 目前投资5亿元，投产后年产值将达3亿元
        stated = status == "condition" and when == "time-before" and modality.limits(time)
        if (status in ("structural", "condition") and not stated) or what == "standing-count":
            time, when = None, "no-time-of-rules"
        lasts = found and found.how == PREDICATE and quantity.unit in DURATIONS
        sets = found and not lasts and not RIVALS.match(shape, frame.behind[index])
        if found and sets and shape[found.first : found.behind].strip("UW"):
            self.indicator, self.holder = measure, subject
        elif lasts and why == "holder-lasts" and subject and subject.text[-1] in QUANTIFIED:
            self.indicator = subject  # 贸易顺差连续两年下降，｜减少6%
        self.told.append((measure, subject))
        said = time or _NO_TIME
        evidence = {"measure": how, "subject": why, "time": when, "direction": whither, "status": what}
        spoken, start, end = time.span if time else None, said.time_start, said.time_end
        return Claim(quantity, measure, subject, spoken, start, end, direction, baseline, status, evidence)

    def taken_up(
        self, index: int, clause: int, found: Found | None, measure: Span | None, subject: Span | None
    ) -> list[Told]:
        """Measure and holder of each number of a list that takes up listed words, or numbers told before:
        出口2亿元，进口3亿元，分别增长5%、6%."""
        frame, at = self.frame, self.frame.at[index]
        count = numbers_listed(frame, index)
        if count == 1:
            return []
        if found and subject is self.indicator and count == self.listed <= len(self.told):
            told = self.told[-count:]  # 甲、乙产值增长5%、6%，占比分别为…; 出口、进口增长5%、6%，占比分别为…
            one = told[0][0] == told[-1][0]
            return [(measure, holder if one else what) for what, holder in told]
        if found:
            return in_turn(frame, found, measure, subject, count, partial(self.topics.handed_on, clause))
        again = count == self.listed or "分别" in frame.words(max(clause, at - 4), at)
        return self.told[-count:] if again and count <= len(self.told) else []

    def subject(self, index: int, found: Found | None, clause: int, number: int) -> tuple[Span | None, str]:
        """Who holds the measure: the words that lead it, else the holder in force."""
        frame, at = self.frame, self.frame.at[index]
        start = frame.starts[self.sentence]
        if defined := term(frame.text, start, frame.starts[at]):
            return defined, "holder-defined"
        if self.awards and not (found and found.how == FINE):
            sentence = self.sentence, self.sentence_end
            if payee := self.awards.find(index, sentence, clause, found):
                return frame.span(*payee), "holder-paid"
        if found is None:
            ranked = frame.quantities[index].unit == "位" and frame.words(clause, at) in forms_of("scope")
            words, how = acting(frame, clause, at) if number < 0 and not ranked else (None, "")
            if not words and not self.holder and not frame.shape[self.first : at].strip("B"):
                return self.topics.fallback(True), "title"  # a cell of a table
            if not words and not self.holder and not frame.shape[clause:at].strip("dtx"):
                made = _MADE.search(frame.shape, max(self.sentence, clause - 12), max(clause - 1, 0))
                if made:  # 设立石桥社区居委会，共180户
                    return frame.span(*made.span(1)), "holder-before"
                return self.told[-1][1] if self.told else None, "holder-before"
            return (frame.span(*words), how) if words else (self.holder, "holder-before")
        if found.how == FINE:
            return fined(frame, self.sentence, at), "holder-fined"
        goes_on = frame.shape[at - 1] == "c" and found.how == PREDICATE and self.last
        if goes_on and goes_on.evidence["measure"] == PREDICATE:
            return goes_on.subject, "holder-before"  # 队员5次打破世界纪录、7次打破亚洲纪录
        if thing := described(frame, index, found, self.sentence_end):
            return thing, "holder-of-extent"
        within = found.how in (NOUN, PREDICATE) and self.told and among(frame, index)
        if within or (within := struck(frame, self.first, self.sentence, at, found)):
            return within, "holder-of-place"
        whole = found.behind > found.first + 1 and frame.shape[found.first] not in "vA"
        person = "r" in frame.shape[found.first : found.behind]
        aged = person and frame.quantities[index].unit in AGES  # 31岁的王建国
        if found.how == EVENT or aged or (whole and frame.words(at, at + 1).endswith("周年")):
            return None, "holder-in-measure"
        if self.indicator and not frame.shape[found.first : found.behind].strip("UW"):
            return self.indicator, "changed-indicator"
        if found.how == SIZE and (sized := _SIZED.search(frame.shape[found.head : found.first])):
            first = found.head + sized.start()
            if found.first - first > 1 or frame.ends[first] - frame.starts[first] > 1:
                return frame.span(first, found.first), "holder-lasts"
        if found.how == SIZE and self.holder:  # 船长38米，型｜宽6米
            return self.holder, "holder-lasts"
        led = frame.shape[found.first] == "p" and _SIZED.search(frame.shape[found.head : found.first])
        if led:  # 消费支出｜对经济增长的贡献率
            return frame.span(found.head + led.start(), found.first), "holder-leads"
        if self.told and self.indicator and frame.words(found.first, found.first + 1) == "对":
            return self.indicator, "changed-indicator"  # 产值增长5%，｜对增长的贡献率为6%
        unit = frame.quantities[index].unit
        shared = unit in RATIOS and frame.shape[at - 1 : at] != "D"  # not 按面积的20%计入…
        if found.how == PREDICATE and (unit in DURATIONS or shared):
            held = (self.holder or self.indicator) if unit in DURATIONS else None
            noun = noun_before(frame, index, clause)
            if held and not noun:
                acts, why = self.topics.find(clause, at)
                if acts and acts.start > held.end:  # …100万农户受益；中国是大国，连续15年保持第一
                    return acts, why
            if noun or held:
                return noun or held, "holder-lasts"
        if parted := part_of(frame, clause, found):
            return parted, "holder-leads"
        share = frame.shape[found.first] == "s" or frame.words(found.first, found.behind) == "占比"
        if share and self.indicator:
            leads = self.holder and self.holder.end == self.indicator.start  # 宁州产值｜占比
            return self.holder if leads else self.indicator, "changed-indicator"
        if lead := leading(frame, found, self.setting.genre == "report"):
            return lead, "holder-leads"
        if number >= 0:
            counted = _COUNTED.match(frame.shape, clause, found.first + 1)
            if counted and counted.start(1) <= number < counted.end(1):
                return frame.span(*counted.span(1)), "holder-counted"
        if found.how == NOUN and (lost := whose_lost(frame, clause, at)):
            return lost, "holder-lost"
        counts = found.how == NOUN or (found.how == PREDICATE and frame.shape[at - 1 : at] == "E")
        if counts and _LIST.fullmatch(frame.shape, clause, at):  # those counted, not their holder
            bodies = found.how == NOUN and frame.shape[found.behind - 1] in "he"
            return (None, "holder-of-list") if bodies else self.topics.handed_on(clause)
        earlier = self.told[-1][0] if number < 0 and self.told else None
        if earlier and (works := counted_before(frame, index, found, clause, earlier)):
            return works, "holder-counted"
        group = self.last.subject if self.last and self.last.evidence["subject"] == "holder-counted" else None
        traits = group and group.text[0].isdigit() and frame.words(found.first, found.behind)
        if traits and traits.endswith(traits_of_works()):  # 8个电站，总投资5亿元，总装机…
            return group, "holder-counted"
        if found.how == NOUN and (place := whose(frame, clause, at)):
            return place, "holder-of-place"
        if (unit is None or unit in counters()) and (text := document(frame.text, start, frame.starts[at])):
            return text, "holder-of-topic"
        if found.how == INDICATOR and (
            work := received(frame, self.sentence, found.first, frame.words(found.first, found.behind))
        ):
            return work, "holder-before"
        if parted := divided(frame, clause, at):
            return parted, "holder-of-topic"
        span, why = self.topics.find(clause, found.first if clause <= found.first < at else at)
        leader = self.leader(found, unit)
        if leader and leader.end <= frame.starts[clause] and (span is None or span.end <= leader.start):
            return leader, "holder-before"
        return span, why

    def leader(self, found: Found, unit: str | None) -> Span | None:
        """The holder that led the indicator of the number before, where the next one has none of its own:
        景区总面积60公顷，最高海拔900米."""
        last = self.last
        if last is None or found.how != INDICATOR or self.setting.genre == "report":
            return None
        if unit in counters() or last.quantity.unit in counters():
            return None
        if last.subject is None or last.evidence["subject"] not in ("holder-leads", "holder-before"):
            return None
        at = bisect_left(self.frame.starts, last.subject.start)
        return last.subject if self.frame.shape[at - 1 : at] in _BEGINS else None


def _cut(text: str, quantities: Sequence[Quantity], times: Sequence[TimeExpression]) -> Words:
    whole: tuple[Quantity | TimeExpression, ...] = (*quantities, *times)
    return cut_words(text, keep=sorted({(s.start, s.end) for s in whole}))


def _with_words_of(text, spans):
    """The spans with what stands at their places in another form of the text."""
    return [replace(span, text=text[span.start : span.end]) for span in spans]


def _as_given(claim: Claim, text: str) -> Claim:
    names = [name for name in ("quantity", "measure", "subject", "time") if getattr(claim, name)]
    given = _with_words_of(text, [getattr(claim, name) for name in names])
    return replace(claim, **dict(zip(names, given, strict=True)))
