"""The words of a text as a string of letters, one a word, on which the rules that read claims are written.

全国粮食产量比上年增长5.2% has the shape ``hnnbtuq``: holder, noun, noun, comparison, time, up, quantity.
A rule is then a search in a string, and a clause is what stands between two commas of the shape.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

from .cues import forms_of, letters
from .cutting import Words
from .records import Quantity, Span, TimeExpression, Token

# 吞吐量昨天又完成: what a noun may be followed by, the nearest first (a look behind has one width).
_BEHIND_NOUN = "|".join(f"(?<={noun}{'[dt]' * n}C)" for n in range(4) for noun in ("[ngI]", "[ng]v"))
_Reading = str | Callable[[re.Match[str]], str]
# A pattern begins with its letter, which the engine skips to, and looks behind from there.
_READINGS: tuple[tuple[str, re.Pattern[str], _Reading], ...] = (
    # What stands in short brackets or quotes acts as one noun (B in brackets, N a named thing).
    ("(", re.compile(r"\([^()q.]{1,60}\)"), lambda match: "B" * len(match[0])),
    ("[", re.compile(r"\[[^\[\]q.,]{1,14}\]"), lambda match: "N" * len(match[0])),
    ("{", re.compile(r"\{[^{}]{0,40}\}"), lambda match: "N" * len(match[0])),
    # Words of two readings: what must be there at all, where it stands for the reading, its letter.
    # 为 before a number states a level (为5%), elsewhere it is a preposition (为5万家企业办理退税)
    ("y", re.compile("y(?=[qdtF$m]|[nghIta]{1,6}Dq)(?!q{1,9}[nghNe][nghNecq]{0,20}[dx]?[vA])"), "l"),
    # 将 before a noun is 把, elsewhere it announces
    (
        "z",
        re.compile(
            "z(?:(?=[nheNrmoDBgI]|[vAa]{1,2}D|[va][ngI]{1,4}[uw]l|[^,.qF]{0,16}[nghNeI]F|q{1,3}[nghe]{1,4}[vA])"
            "|(?<![nheItdgN]z)(?=q))"
        ),
        "p",
    ),
    # 计划 before a verb is one, also with an adverbial between (计划在夏收期间投放…, 产值计划比上年增长6%)
    (
        "Z",
        re.compile(
            r"Z(?:(?<!EZ)(?<!sZ)(?<!s[ndt]Z)(?=[vAuwldq+$]|[ip][^,.D]{1,12}[vA]|[Fb][^,.]{1,12}[uw]|[at]{1,3}[lu]|(?<=[he,]Z)t[td]{0,2}[vA])"
            r"|(?<![tN\]]Z)(?=[ng]q))"
        ),
        "$",
    ),
    (":", re.compile(":(?<!B:)(?=[dlFt]*q)"), "l"),  # 累计查明：9吨
    ("Ql", re.compile("Q(?=l)"), "l"),  # 由5元调整为6元
    # 吞吐量完成5亿吨 states a level, 完成投资5亿元 and 完成四次活动 an action
    ("C", re.compile(f"C(?=[dx]?q{{1,9}}(?![qngNexD]))(?:{_BEHIND_NOUN})"), "l"),
    # 各省报告新增病例9例, elsewhere 报告 is a noun
    ("G", re.compile("G(?<=[hedxBt]G)(?=[+vA](?![ngI]*D))"), "A"),
    ("dx", re.compile("d(?=x[^vAdx])"), "v"),  # 明确了目标
    ("vcnI", re.compile("vc(?<=[,qh]nvc)(?=nI[dltx]*q)"), "nn"),  # 社会保障和就业支出
    # 利率的预测值, 三点希望, 好于预期, 共同努力，but 建成的将获得
    (
        "$",
        re.compile(
            r"\$(?:(?<=[a-zA-Z]D\$)(?=[,.ngfIcd])|(?<=q\$)(?=[,.]|$)|(?<=b\$)|(?<=ai\$)|(?<=[ad]\$)(?=[,.])"
            r"|(?<=g\$)(?=I))"
        ),
        "n",
    ),
    ("RI", re.compile("R(?=I)"), "n"),  # 地区生产总值 is one indicator, elsewhere 地区 ends a name
    ("sb", re.compile("sb(?=[ldquwF><(])"), "nI"),  # 占比 before a number
    ("Ye", re.compile("Ye"), "hh"),  # 我乡, 该公司 name a holder
    (">i", re.compile(">i"), "bb"),  # 快于全国平均水平
    ("<i", re.compile("<i"), "bb"),
    ("X", re.compile("X(?=[ngeI])"), "a"),  # 新材料, but 新开工
    ("iq", re.compile("i(?=q)"), "l"),
    ("pq", re.compile("p(?=q)"), "l"),
)
_LOCAL = re.compile("e(?<![a-zA-Z]e)(?=e)")  # 省总工会: the province speaks of its own
_LOOSE = str.maketrans("()[]{}:yzZRYCQGX", ",,,,,,,p$neoAgnd")
_STRIPPED = "、，,：:；;。·—-“”‘’《》（）()「」『』 \t\n\u3000\u200b"
_PAIRS = tuple(zip("“《（(‘「『", "”》）)’」』", strict=True))
_MARKS = frozenset("“”《》（）()‘’「」『』")
_START = attrgetter("start")
_SPACED = re.compile(r"[\u4e00-\u9fff][ \t\u3000]+[\u4e00-\u9fff“《]")
REACH = 60  # words of one clause that a rule looks at: what keeps text without marks linear


class Frame:
    """Words of a text with their letters, its quantities and times by word.

    ``stretches`` are the parts of the text whose words are wanted (all, if not given).
    """

    __slots__ = ("at", "behind", "ends", "quantities", "shape", "starts", "text", "times", "times_at")

    def __init__(
        self,
        text: str,
        tokens: Sequence[Token],
        quantities: Sequence[Quantity],
        times: Sequence[TimeExpression],
        stretches: Sequence[tuple[int, int]] | None = None,
    ) -> None:
        self.text = text
        self.quantities = quantities
        if stretches is not None:
            times = [time for start, end in stretches for time in between(times, start, end)]
        self.times = times
        columns = _columns(tokens, stretches or [(0, len(text))])
        blank = " " in text or "\t" in text or "\u3000" in text
        if blank and any(_SPACED.search(text, *stretch) for stretch in stretches or [(0, len(text))]):
            columns = _with_breaks(text, columns)
        self.starts, self.ends, shape = columns
        self.times_at = [self._mark(shape, time, "t")[0] for time in times]
        marks = [self._mark(shape, quantity, "q") for quantity in quantities]
        self.at = [at for at, _ in marks]
        self.behind = [behind for _, behind in marks]
        self.shape = _settle(self._organised("".join(shape)))

    def _organised(self, shape: str) -> str:
        """组织 is a body behind some nouns (社会组织), else a verb."""
        parts = shape.split("O")
        found, at = [parts[0]], len(parts[0])
        for part in parts[1:]:
            body = at > 0 and self.words(at - 1, at) in forms_of("organised")
            found += ["e" if body else "A", part]
            at += 1 + len(part)
        return "".join(found)

    def _mark(self, shape: list[str], span: Quantity | TimeExpression, letter: str) -> tuple[int, int]:
        """Give the words of a span its letter; where they begin and end."""
        starts = self.starts
        at = behind = bisect_left(starts, span.start)
        if at and self.ends[at - 1] > span.start:  # words cut by someone else
            at -= 1
        while behind < len(starts) and starts[behind] < span.end:
            behind += 1
        shape[at:behind] = letter * (behind - at)
        return at, behind

    def span(self, first: int, behind: int) -> Span | None:
        """The span of the words ``[first, behind)`` without loose marks at its ends, ``None`` if empty."""
        if first >= behind:
            return None
        start, end = self.starts[first], self.ends[behind - 1]
        said = self.text[start:end]
        if said[:1] in _STRIPPED or said[-1:] in _STRIPPED:
            left = said.lstrip(_STRIPPED)
            start += len(said) - len(left)
            said = left.rstrip(_STRIPPED)
            if not said:
                return None
            end = start + len(said)
        if _MARKS.isdisjoint(said):
            return Span(start, end, said)
        for opens, closes in _PAIRS:  # “三北”工程, 专题片《远航》
            unopened = closes in said and opens not in said[: said.index(closes)]
            if unopened and self.text[start - 1 : start] == opens:
                start -= 1
            unclosed = opens in said and closes not in said[said.rindex(opens) :]
            if unclosed and self.text[end : end + 1] == closes:
                end += 1
        return Span(start, end, self.text[start:end])

    def words(self, first: int, behind: int) -> str:
        """The text from one word to another."""
        ends = self.ends
        if behind > len(ends):
            behind = len(ends)
        return self.text[self.starts[first] : ends[behind - 1]] if first < behind else ""


Columns = tuple[list[int], list[int], list[str]]


def _columns(tokens: Sequence[Token], stretches: Sequence[tuple[int, int]]) -> Columns:
    """Starts, ends and letters of the words in the stretches."""
    columns: Columns = [], [], []
    starts, ends, shape = columns
    table = letters()
    for start, end in stretches:
        if isinstance(tokens, Words):
            first, behind = tokens.range(start, end)
            starts += tokens.starts[first:behind]
            ends += tokens.ends[first:behind]
            shape += table.of(tokens, first, behind)
        else:
            for token in between(tokens, start, end):
                starts.append(token.start)
                ends.append(token.end)
                shape.append(table[token.text, token.pos])
    return columns


def _with_breaks(text: str, columns: Columns) -> Columns:
    """The words, with a mark where a blank parts two of them as a comma would: 高速增长 产值破千亿"""
    found: Columns = [], [], []
    starts, ends, shape = found
    for start, end, letter in zip(*columns, strict=True):
        if ends and ends[-1] < start and _SPACED.match(text, ends[-1] - 1, start + 1):
            starts.append(ends[-1])
            ends.append(start)
            shape.append(",")
        starts.append(start)
        ends.append(end)
        shape.append(letter)
    return found


def between(spans: Sequence[Any], start: int, end: int) -> Sequence[Any]:
    """The spans of a sorted list that begin in ``[start, end)``."""
    first = bisect_left(spans, start, key=_START)
    return spans[first : bisect_left(spans, end, lo=first, key=_START)]


def _settle(shape: str) -> str:
    """The shape with brackets and quotes closed up and words of two readings decided."""
    for mark, pattern, reading in _READINGS:
        if mark in shape:
            shape = pattern.sub(reading, shape)
    shape = shape.translate(_LOOSE)
    return _LOCAL.sub("h", shape) if "ee" in shape else shape
