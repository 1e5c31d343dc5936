"""Direction, baseline and status of a claim, and which times govern it."""

from __future__ import annotations

import re

from .frames import Frame
from .records import Claim, Quantity, Span, TimeExpression

_NEUTRAL_TIMES = re.compile("近日|日前|[今昨前]天|[今昨]日|当日")


def is_baseline_time(frame: Frame, time: TimeExpression) -> bool:
    """Whether a time only serves a comparison (比上年, 较2015年, 是十年前的3倍)."""
    before = frame.text[max(frame.start, time.start - 2) : time.start]
    after = frame.text[time.end : time.end + 3]
    return before.endswith(("比", "较", "与", "同")) or before.endswith("是") and after.startswith("的")


def governs(frame: Frame, time: TimeExpression) -> bool:
    """Whether a time can govern figures: no baseline, and not the mere day of an announcement."""
    if is_baseline_time(frame, time):
        return False
    if re.search("同期|上年|上月$", time.text) and not time.text.startswith(("去年同", "上年同")) is False:
        return True
    _, right = frame.clause(time.start)
    day = time.time_start is not None and time.time_start == time.time_end
    if (day and not time.text.startswith("截") and "末" not in time.text and "底" not in time.text) or _NEUTRAL_TIMES.fullmatch(time.text):
        if frame.cues.between(time.end, right, "announce"):
            return False
    return True


def change(frame: Frame, index: int, measure: Span | None, before: list[Claim]) -> tuple[str | None, str | None]:
    """Direction and baseline of a quantity from the words between its measure and itself."""
    quantity = frame.quantities[index]
    left, right = frame.clause(quantity.start)
    start = max(left, frame.quantities[index - 1].end) if index else left
    listed = index and frame.text[frame.quantities[index - 1].end : quantity.start] in ("、", "和", "及", "至", "以及")
    if listed and before and frame.quantities[index - 1].unit == quantity.unit:
        return before[-1].direction, before[-1].baseline
    gap = frame.text[start : quantity.start]
    cues = frame.cues.between(start, quantity.start)
    near = [c for c in cues if {"up", "down"} & c.kinds]
    direction = None
    if near:
        cue = near[-1]
        between = frame.text[cue.end : quantity.start]
        if _reaches(between):
            direction = "up" if "up" in cue.kinds else "down"
    if gap.rstrip().endswith(("由", "从", "原来", "原来的")):
        direction = None
    baseline = _baseline(frame, start, quantity.start)
    if baseline is None and direction and before and index:
        joined = frame.text[frame.quantities[index - 1].end : quantity.start]
        if before[-1].baseline and re.match("^[，,、]", joined) and len(joined) < 6:
            baseline = before[-1].baseline
    if baseline == "other" and not direction:
        pass
    return direction, baseline


def _reaches(between: str) -> bool:
    """Whether a change verb governs the number behind these words: at most a noun phrase in between."""
    return len(between) <= 14 and not re.search("[，,；;。：:、]|[达为]到?$|占", between)


def _baseline(frame: Frame, start: int, end: int) -> str | None:
    cues = frame.cues.between(start, end)
    for kind in ("yoy", "mom"):
        if any(kind in c.kinds for c in cues):
            return kind
    for cue in cues:
        if "compare" in cue.kinds and cue.form not in ("较",) or cue.form == "较" and not frame.text[cue.end : cue.end + 1] in "大高好快强为":
            tail = frame.text[cue.end : end]
            if cue.form == "比" and re.match("[例重]", tail):
                continue
            return "other"
    gap = frame.text[start:end]
    if re.search("是.{0,16}的$|相当于.{0,16}的$|恢复[至到].{0,16}的$", gap):
        return "other"
    return None


def status(frame: Frame, quantity: Quantity, time: TimeExpression | None, published, carried, measure) -> str:
    """actual, target, condition or structural."""
    left, right = frame.clause(quantity.start)
    text = frame.text
    around = frame.cues.between(left, min(right + 1, frame.end))
    kinds = {k for c in around for k in c.kinds}
    head = text[frame.start : quantity.start]
    if "罚款" in text[quantity.end : quantity.end + 8] or re.search("不得|处以?[^，。]{0,4}$|并处$|罚款", head[-16:]):
        return "condition"
    behind = text[quantity.end : quantity.end + 8]
    if quantity.unit in (None, "个", "项", "条", "点", "大") and measure and re.search(
        "(方面|要求|意见|建议|原则|层面|环节|坚持)$", measure.text
    ):
        return "structural"
    if any("target" in c.kinds for c in frame.cues.between(frame.start, quantity.start)) and not re.search("了|已|累计", text[left : quantity.start]):
        return "target"
    if time is not None and published and time.time_end and time.time_end > published and not time.text.startswith("今年"):
        return "target"
    return "actual"
