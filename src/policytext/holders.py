"""Who holds what a number says, as the words of one clause tell: the noun phrase that acts in it."""

from __future__ import annotations

import re

from .cues import forms_of, letters, wording
from .frames import REACH, Frame
from .holder_names import Words, apposed, is_class, is_people, named, recurs

# The noun phrase that a clause begins with, before a predicate or its end; 以…为代表的 may stand before it.
_LEADING = re.compile(
    r"[dtcfx$moBEa]*((?:p[^,qpD]{1,8}p[nge]{1,3}|[piF][^,q]{0,20}|(?<=t)|[lAv][^,q]{1,20}|[ngaI]{0,3}[dlA]{0,2}q)D)?"
    r"((?:[nhNreI]|g(?=[ne])|>(?=nn?d))(?:[nghNraeBmcDEfoI]|v(?=[ngeDIE])|>(?=e[hr]))*?)(?<!c)"
    r"(?=[vAulwUW+s$dkxbpzFitj<q,.]|>(?!e[hr])|$)"
)
_PLACED = re.compile(
    r"[dtcxo]*n?i(?:[^,.qhe]{1,12}D(?!$))?([nghNraeBmcf>]*(?:h[nghNreBmcfDo]*|e$)|[ngaev>]{2,8}h[he]*$)"
)
# Who has something: 地方有32个建设项目. A noun phrase that stands alone before a comma: 煤炭工业，
_OWNER = re.compile("[tdc]*((?:[nghNrIeB]|[cD](?=[nghNrIe]))+)[td]*(l)q+[nge]")
_TOPIC = re.compile("[tdcx]*([ngh](?:[ngNIeB]|[cD](?=[ngNIe])){1,11}),")
_ITEM = re.compile("ml((?=v{0,2}[nge]*[he])[nghNreBaIv]{2,12}(?<=[nher])),")  # 二是｜柞木村休闲山庄，投资…
_DEFINED = re.compile("[tdcx]*([ngNeB]+)d?l")  # 渝厦高铁益长段｜是…，线路全长…
_LISTED = re.compile("[^t],$")  # …，柞木，辛家村，
_EACH = re.compile("(?:o|dm)([nge]{1,4}|v)(?=[d$]{0,3}[vAu])")
_EACH_OF = frozenset(("每名", "每位", "每户", "每家"))  # 每名｜考生限报一个岗位
_SO_CALLED = re.compile("[nv]*N{3,}[ng]*D(h+)")
_UNTOLD = re.compile("h+[adgn]{2,}")  # …，海南｜科学谋划, whose verb the tagger takes for a noun
_POINTED = re.compile(
    "[dtc]*(o(?:[ne](?=[na]{0,2}I[dltx]*q)|[nghNraBmcIve]{0,8}(?:e|h(?:[ng]{1,3}(?=l|[dx]{0,2}[vA]))?)|m?[ngaB]{1,4}(?=t?[vAldpqi])"
    "|[vA](?=t[d$]{0,3}[vAp]|[d$]{1,3}[vA]|p)|[^,.qtlp]{1,10}D[nge]{1,3}(?=d?l)|[^,.]{1,20}D[ngaI]{0,3}e(?=[dx]{0,3}[vAlpt,]|$)))"
)
_COUNTED = re.compile("[dlxuwtF$+]{0,5}q")
_RELATIVE = re.compile(
    "(?:[vA][^,.q]{0,24}|[^,.q]{1,24}[vA])D([nghNaeBIv]{1,8}[her]),(?=[td]{1,2}[vAl])"
)  # 装有…的播种机，一次可…
_ENDS_COUNTED = re.compile("q+[^,.vAuwlqp]+(?:[,.]|$)")
_BARE = re.compile("[dtcx]*([ng]{1,2}|e)(?=[dx$]{0,3}[vA](?!v?I)|[dx]{0,3}[lp])")
_FROM_DAY = re.compile("[dtcxB]*([nghNraeBI]{2,12})F[^,.q]{1,16}dq")  # 待遇｜自申请之日起7个工作日内审核
_OBLIGED = re.compile(
    "[dtcxmfB]*(?:o[ng]?cj)?([nghNraeoAv](?:[nghNraeBcoDEvA]|d(?=[vgn]))*?[ngehA]|n(?=d))B*,?d"
)
_SPEAKS = re.compile("t?j,[tdc]*(?:[$vA]|[pi][^,.]{1,8}[vA])")  # 外交部表示，将继续…
_TO_ACT = re.compile(r"n?t?j[dtx]*\$[dtx]*")  # 欧盟方面8日称将｜拨款
_AMONG = re.compile("[dtcx]*([ngeNhaBIvfcD]+)f$")
# An event by its number: 首届央企专场招聘活动在…, 由…主办的第九届国际电影节昨天…
_EDITION = re.compile(
    "[dtcx]*(?:[Fp][^,.q]{1,30}D)?(h?m{1,2}[do]?[nghNraevpAIcB]{0,16}[ngerh])(?=[ti]|[dx]*[vA])"
)
_AGENTIVE = frozenset("vApd+$")  # what one word that acts is followed by
# Those counted who act: 31个省（自治区、直辖市）和兵团｜报告
_GROUP = re.compile("[tdcx]*(q[ngaI]*[he]+(?:B+(?:c[nge]*[he]+)?)?)(?=[dx$]{0,3}[vA])")
_DOER = re.compile(
    "[tdcx]*([ng](?:[ngaBmN]|c(?=[ng])|v(?=[neN]))*[ngeN])(?=[dx$]{0,3}(?:[ip][^,q]{1,8})?(?:A(?![ngav]{0,2}I)|v{1,2}x?q))"
)
_DATED = re.compile("[dcx]*((?!a+t)[ngaN]{1,4})t[dx]*(?=[gvAIUWu])")  # 友达光电｜二季度净亏损
_NOMINAL = re.compile("v{1,2}I")  # 公路｜自驾出行量
_PIVOT = re.compile(r"[vA]([nghNrBcmo]*[her])[dxt]*[ivA+u]")
_CREW = re.compile("v(?:n|[ng]?e)(?=[dx]{0,3}[vAp+c])|vv?[ng]{0,2}e(?=t[dx]{0,3}[vAi])")
_DEED = re.compile("[ng][nhao]")  # 建设单位, 发展改革部门 are bodies
_TELLS = frozenset(("通报", "公布", "披露", "发布", "预计", "预测"))  # 国家卫生健康委今天通报，
_WITH_WHOM = frozenset(("与", "和", "同", "跟"))
_SPELT = re.compile("[tdcix]*([ngvAI][ngvAIa]{1,2}e)(?!e)")
_TOWNS = frozenset(("街道", "镇", "乡", "村", "县"))
_CALLED = re.compile("[tdc]*([nvAg][ngvAIamr]{1,2})(?=[dxvAlpuwtq$]|$)")
_NOBODY = ("people", "scope", "deed", "event")
_NEAR = 400  # characters back that a bare noun may take up


def acting(frame: Frame, left: int, before: int, own: bool = False) -> tuple[Words | None, str]:
    """Who acts in the words ``[left, before)`` of a clause, and how it was told; ``own``: the clause of a
    number, up to its measure."""
    shape = frame.shape
    before = min(before, left + REACH)
    said = shape[left : before + 2]  # a rule whose letter is not there is not tried
    pivot = _PIVOT.search(shape, left, before + own)
    while pivot:
        if frame.words(pivot.start(), pivot.start() + 1) in forms_of("pivot"):
            return pivot.span(1), "holder-made-to-act"
        pivot = _PIVOT.search(shape, pivot.end(), before + own)
    if "o" in said and (match := _POINTED.match(shape, left, before)) and _points(frame, *match.span(1)):
        return match.span(1), "holder-pointed-at"
    last = shape[before - 1 : before]
    if last == "f" and (match := _AMONG.match(shape, left, before)) and _is_set(frame, before - 1):
        return match.span(1), "holder-of-place"
    each = _EACH.match(shape, left, before + 1) if own else None
    if each and frame.words(left, each.start(1)) in _EACH_OF:
        return each.span(1), "holder-acts"
    edition = _EDITION.match(shape, left, before + 1) if "m" in said else None
    if edition and "届" in frame.words(edition.start(1), edition.start(1) + 4):
        return edition.span(1), "holder-acts"
    if shape.startswith("md", left) and frame.words(left + 1, left + 2) == "地":
        return (left, left + 2), "holder-pointed-at"  # 三地签署…
    if (
        shape.startswith("ml", left)
        and (match := _ITEM.match(shape, left, before + 1))
        and frame.text[frame.ends[left + 1] - 1] == "是"
        and frame.words(match.end(1) - 1, match.end(1)) not in forms_of("deed")
    ):
        return match.span(1), "holder-of-topic"
    owner = _OWNER.match(shape, left, before + 2) if "l" in said else None
    if owner and frame.words(*owner.span(2)) in forms_of("having"):
        return owner.span(1), "holder-has"
    article = left > 1 and shape[left - 2] == "n" and frame.text[frame.ends[left - 2] - 1] == "条"
    if (article or shape[left - 1 : left] in (".", "")) and (match := _TOPIC.match(shape, left)):
        stop = frame.starts[match.end(1)]
        ends = article or match[1][-1] == "e" or frame.text[stop - 1] == "业"
        first = match.start(1)
        if ends and frame.words(first, first + 1) not in forms_of("deed") and frame.text[stop] in "，,":
            return match.span(1), "holder-of-topic"
    if (
        not own
        and shape[left - 1 : left] in (".", "")
        and (match := _DEFINED.match(shape, left, before))
        and frame.words(match.end(1), match.end()).endswith("是")
        and len(frame.words(*match.span(1))) > 3
        and (match.end(1) - match.start(1) == 1 or match[1][-1] == "e")
    ):
        return match.span(1), "holder-of-topic"
    if (
        not own
        and last in ("e", "h", "r")
        and "D" in said
        and (match := _RELATIVE.match(shape, left, before + 4))
        and match.end(1) == before
    ):
        return match.span(1), "holder-of-topic"
    if (match := _BARE.match(shape, left, before + own)) and _is_known(frame, *match.span(1)):
        return match.span(1), "holder-pointed-at"
    if (
        "F" in said
        and (match := _FROM_DAY.match(shape, left, before + 1))
        and frame.words(match.end() - 2, match.end() - 1) == "之日起"
    ):
        return match.span(1), "holder-obliged"
    if (match := _LEADING.match(shape, left, before)) and (
        found := _leading(frame, match.span(2), match.span(1), left, before, own)
    ):
        return found
    if "e" in said and (match := _SPELT.match(shape, left, before)) and _is_town(frame, *match.span(1)):
        return match.span(1), "holder-spelt"
    if (match := _CALLED.match(shape, left, before)) and _is_person(frame, *match.span(1)):
        return match.span(1), "holder-spelt"
    if (
        "d" in said
        and (match := _OBLIGED.match(shape, left, before + 2))
        and frame.words(match.end() - 1, match.end()) in forms_of("duty")
    ):
        acts = shape[match.start(1)] != "v" or is_people(frame.words(match.end(1) - 1, match.end(1)))
        return (match.span(1), "holder-obliged") if acts else (None, "")
    if (
        own
        and (match := _DOER.match(shape, left, before))
        and (frame.words(match.start(1), match.start(1) + 1) not in forms_of("deed"))
    ):
        return match.span(1), "holder-acts"
    if own and (match := _DATED.match(shape, left, before + 1)) and len(frame.words(*match.span(1))) > 1:
        return match.span(1), "holder-acts"
    if (
        not own
        and "q" in said
        and (match := _GROUP.match(shape, left, before))
        and not is_class(frame.words(match.end(1) - 1, match.end(1)))
    ):
        return match.span(1), "holder-counted"
    at = shape.find("i", left, before)  # 记者来到柳湾镇, not 船在柳湾镇
    stays = at > left and shape[at - 1] == "n" and frame.words(at, at + 1) in ("在", "于")
    if at >= 0 and not stays and (match := _PLACED.match(shape, left, before)):
        first, behind = match.span(1)
        place = apposed(frame, first, behind), behind
        return place, "holder-of-place" if shape[behind : behind + 1] == "," else "place"
    return None, ""


def _leading(
    frame: Frame, phrase: Words, clause: Words, left: int, before: int, own: bool
) -> tuple[Words | None, str] | None:
    """Who acts by the noun phrase that a clause begins with; ``None`` where it names nobody."""
    shape = frame.shape
    first, behind = phrase
    if first > left and not _begins(frame, left, first, clause):
        return None
    if frame.words(first, first + 1) == "主要" or (
        shape[first : first + 2] in ("nh", "nN") and frame.words(first, first + 1) in forms_of("flow")
    ):
        return None  # 主要经营项目包括…, 出口全球
    bids = shape[first - 1 : first] == "d" or _DEED.match(shape, first, behind)
    if bids and frame.words(first, first + 1) in forms_of("deed"):
        return None  # 建设药材基地, 大力发展海洋渔业
    if shape[behind : behind + 1] == "v":
        behind = _with_verb(frame, behind)
    if shape[behind - 1] == "E" and _ENDS_COUNTED.match(shape, behind):
        return None  # 宁州市图书馆等64家图书馆，
    number = _COUNTED.match(shape, behind)
    counted = number is not None and (not own or number.end() <= before)
    places = number is not None and frame.words(number.end() - 2, number.end() - 1) == "在"
    if number and places and shape[number.end() : number.end() + 1] in ("n", "e", "h"):
        counted = False  # 中国律师事务所已在37个国家设立…
    acts = behind - first == 1 and behind <= before and shape[behind : behind + 1] in _AGENTIVE
    acts = acts and _NOMINAL.match(shape, behind) is None
    found = named(frame, first, behind, counted, acts)
    if found and (called := _SO_CALLED.fullmatch(shape, *found)):  # “东方水城”的｜南江
        found = called.span(1)
    if found is None or (shape[slice(*found)] == "NNN" and len(frame.words(*found)) == 3):
        return None  # 逐“绿”前行
    if frame.ends[found[1] - 1] - frame.starts[found[0]] == 1 and shape[found[0]] == "e":  # 余｜村携手…
        found = found[0] - 1, found[1]
        if found[0] < left or not recurs(frame, *found):
            return None
    listed = shape[behind : behind + 1] == "," and _LISTED.search(shape, max(0, left - 2), left)
    tied = clause[0] >= 0 and shape[clause[0]] != "p" and shape[behind - 1] != "f"
    tied = tied or frame.text.endswith("—", 0, frame.starts[left])  # 藜麦之乡——山西静乐，
    if listed and not tied and not _UNTOLD.fullmatch(shape, found[0], behind):
        return None, ""
    if shape[found[1] - 1] == "n" and frame.text[frame.ends[found[1] - 1] - 1] == "业":
        return (found, "general-holder") if own else (None, "")
    said = frame.words(found[1], before)
    tells = shape[before : before + 1] == "," and said[-2:] in _TELLS
    if said.endswith("宣布"):  # 他宣布，会议应到200人, but 美国宣布，将提供…
        tells = shape[before + 1 : before + 2] in tuple("hneNrg")
    if tells or "j" in shape[found[1] : before] or wording("reporting").search(said):
        speaks = _TO_ACT.fullmatch(shape, found[1], before) if own else _SPEAKS.match(shape, found[1])
        return (found, "holder-speaks") if speaks else (None, "")
    return found, "holder-acts"


def _is_person(frame: Frame, first: int, behind: int) -> bool:
    """Whether words that the tagger does not know for a name begin with a surname and come again and again
    (王忠心…，王忠心…)."""
    start, end = frame.starts[first], frame.ends[behind - 1]
    name = frame.text[start:end]
    called = frame.ends[first] - start == 1 and end - start <= 3 and name[0] in letters().surnames
    near = max(0, start - 4 * _NEAR), end + 4 * _NEAR
    return called and frame.text.count(name, *near) >= 3


def _is_town(frame: Frame, first: int, behind: int) -> bool:
    """Whether single characters that the tagger takes for words spell the name of a town (祝站镇)."""
    single = all(frame.ends[i] - frame.starts[i] == 1 for i in range(first, behind - 1))
    listed = frame.text.startswith("、", frame.ends[behind - 1])
    return single and not listed and frame.words(behind - 1, behind) in _TOWNS


def _points(frame: Frame, first: int, behind: int) -> bool:
    """Whether a demonstrative points at a body or thing (这座变电站), not at a figure (这个数字)."""
    pointers = forms_of("pointer")
    points = frame.words(first, first + 1) in pointers or frame.words(first, first + 2) in pointers
    figure = frame.words(behind - 1, behind) in forms_of("aim") or frame.words(first, behind) in pointers
    return points and not figure


def _begins(frame: Frame, left: int, first: int, clause: Words) -> bool:
    """Whether the words before a noun phrase let it be who acts; it is not behind 与 (with) and 作为 (as). A
    clause tied to it by 的 says where or since when it is (位于山区的…, 成立于2019年的…)."""
    at = clause[0]
    if at >= 0 and frame.shape[at] in "lAv":
        return frame.words(at, at + 1) in forms_of("located") or frame.words(at + 1, at + 2) == "于"
    if frame.shape[first - 1] == "c":
        return first - 1 > left or frame.words(left, first) not in _WITH_WHOM
    return not frame.text.startswith("作为", frame.starts[left])


def _is_known(frame: Frame, first: int, behind: int) -> bool:
    """Whether a bare noun takes up a longer name of its paragraph (首届长江文化艺术季…。艺术季联合…), or the
    event that the sentence before told (活动吸引了…)."""
    word, at = frame.words(first, behind), frame.starts[first]
    if len(word) < 2 or any(word in forms_of(kind) for kind in _NOBODY):
        return False
    if word not in forms_of("occasion") and frame.shape[behind] == "p":
        return False
    if word in forms_of("occasion"):
        return frame.shape[first - 1 : first] in (".", "")
    text, near = frame.text, max(0, at - _NEAR)
    if any(text.find(word + town, max(0, at - 8 * _NEAR), at) >= 0 for town in "县市镇乡村"):
        return True  # 玛多县…。玛多对…
    before = text.rfind(word, max(near, text.rfind("\n", near, at) + 1) + 1, at)
    return before > 0 and text[before - 1] not in "，。、；的个家项座条"


def _with_verb(frame: Frame, behind: int) -> int:
    """Where a name ends that has a verb inside: 救援｜人员, 国家技术创新｜中心."""
    crew = _CREW.match(frame.shape, behind)
    if crew is None or frame.words(behind, behind + 1) in forms_of("pivot"):
        return behind
    last = crew.end()
    if frame.text[frame.ends[last - 1] - 1] == "业":
        return behind  # 园区瞄准产业转移需求
    return last if crew[0][-1] == "e" or is_people(frame.words(last - 1, last)) else behind


def _is_set(frame: Frame, behind: int) -> bool:
    """Whether words name those of whom the rest of the sentence tells parts: 规模以上工业中，…"""
    last = frame.words(behind - 1, behind)
    return frame.words(behind, behind + 1) == "中" and (last[-1] == "业" or is_class(last))
