"""Why a claim says what it says, in words."""

from __future__ import annotations

from functools import lru_cache

from .lexicon import shipped
from .messages import language as locale_language
from .records import Claim


@lru_cache(maxsize=2)
def _words(language: str) -> dict[str, str]:
    return {row["key"]: row[language] for row in shipped().rows("rules")}


def explain(claim: Claim, language: str | None = None) -> str:
    """A line for each field of a claim: what it is and the rule that gave it.

    ``language`` is ``en`` or ``zh``, by default that of the locale. Raises ``ValueError`` for any other.

    >>> from policytext.quantities import find_quantities
    >>> from policytext.claims import link_claims
    >>> text = "粮食产量比上年增长5.2%。"
    >>> print(explain(link_claims(text, find_quantities(text))[0], "zh"))
    5.2%
    指标 粮食产量：数字之前的指标
    主体 无：未述
    时间 无：未述
    方向 上升（同比）：数字之前的变化动词
    性质 事实：别无标志
    """
    language = language or locale_language()
    if language not in ("en", "zh"):
        raise ValueError(f"language is 'en' or 'zh', not {language!r}")
    words = _words(language)
    colon, opening, closing = ("：", "（", "）") if language == "zh" else (": ", " (", ")")
    values = {name: span.text for name in ("measure", "subject", "time") if (span := getattr(claim, name))}
    if claim.time and (claim.time_start or claim.time_end):
        values["time"] += f"{opening}{claim.time_start or ''}…{claim.time_end or ''}{closing}"
    values["status"] = words[f"status:{claim.status}"]
    if claim.direction:
        values["direction"] = words[f"direction:{claim.direction}"]
    if claim.baseline:
        values["direction"] = values.get("direction", words["none"])
        values["direction"] += f"{opening}{words[f'baseline:{claim.baseline}']}{closing}"
    lines = [claim.text]
    for name in ("measure", "subject", "time", "direction", "status"):
        rule = claim.evidence.get(name)
        why = f"{colon}{words.get(rule, rule)}" if rule else ""
        lines.append(f"{words[name]} {values.get(name, words['none'])}{why}")
    if claim.flags:
        lines.append(f"{words['flags']} " + "; ".join(words.get(flag, flag) for flag in claim.flags))
    return "\n".join(lines)
