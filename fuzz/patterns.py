"""Every regular expression of the package, met as it is compiled, and strings that set each of them going."""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from re import _constants as codes
from re import _parser as parser
from typing import Any

# what begins a number, a date, a name, a quotation, a line of a page; alone and in turns
TRIGGERS = (
    *"一1“”《》（）第、%每约年月日十万亿，。：.-—至到的和“”#<&=0 ",
    *(
        "\n",
        "\t",
        "\u3000",
        "\u0301",
        "1,",
        "1，",
        "一、",
        "（一",
        "“一”、",
        "《》",
        "“《",
        "》”",
        "每1",
        "约1",
        "第一",
    ),
    *(
        "1 ",
        "1.",
        "1万",
        "1至",
        "1—1",
        "2021年",
        "1月1日",
        "近三年",
        "“十四五”",
        "截至",
        "以来",
        "来源：",
        "\r\n",
        " \n",
    ),
    *(
        "一\n",
        "增长5%，",
        "不低于",
        "其中",
        "全国",
        "以上",
        "行动",
        "三大",
        "〔2021〕",
        "<p>",
        "&#",
        "甲",
        "甲乙丙丁",
        "a",
        "1/",
    ),
)


def collect() -> dict[tuple[Any, int], str]:
    """(pattern, flags) → where it is compiled: of all modules, and of what reading the corpus compiles."""
    found: dict[tuple[Any, int], str] = {}
    compiled = re._compile

    def noting(pattern: Any, flags: int) -> Any:
        frame = sys._getframe(1)
        while frame.f_globals.get("__name__") == "re" and frame.f_back:
            frame = frame.f_back
        name = frame.f_globals.get("__name__", "")
        made = compiled(pattern, flags)
        if name.startswith("policytext"):
            found.setdefault((made.pattern, made.flags), f"{name}:{frame.f_lineno}")
        return made

    re._compile = noting
    try:
        import policytext

        for module in pkgutil.walk_packages(policytext.__path__, "policytext."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
        _exercise()
    finally:
        re._compile = compiled
    for pattern, where in _literals(Path(policytext.__file__).parent):
        if not any(known == pattern for known, _ in found):
            found[re.compile(pattern).pattern, re.compile(pattern).flags] = where
    return found


def _exercise() -> None:
    """Read what makes the lazily compiled patterns be compiled."""
    import inputs
    import targets

    given = inputs.corpus()
    for name in ("extract", "find_programmes", "parse_numeral", "dates", "parse_quantity"):
        targets.TARGETS[name][0](given[:20_000])
    source = inputs.articles(1)
    for _ in range(200):
        targets.extract(next(source))


def _literals(folder: Path) -> Iterator[tuple[str, str]]:
    """Patterns that stand as a literal in a call of ``re``, wherever it may run."""
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
                continue
            owner, first = node.func.value, node.args[0]
            ours = isinstance(owner, ast.Name) and owner.id == "re" and node.func.attr != "escape"
            if ours and isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value, f"{path.name}:{node.lineno}"


def collect_anew() -> list[tuple[Any, int, str]]:
    """What :func:`collect` finds in a process that has compiled nothing yet: pattern, flags, where."""
    done = subprocess.run([sys.executable, __file__], capture_output=True, text=True, check=True)
    rows = map(json.loads, done.stdout.splitlines())
    return [(p if flags & re.UNICODE else p.encode("latin-1"), flags, where) for p, flags, where in rows]


def example(pattern: Any, chance: random.Random) -> str:
    """A string that the pattern is likely to match, look-around left out."""
    return _drawn(parser.parse(pattern), chance)


def _drawn(tree: Any, chance: random.Random) -> str:
    return "".join(_one(code, given, chance) for code, given in tree)


def _one(code: Any, given: Any, chance: random.Random) -> str:
    if code is codes.LITERAL:
        return chr(given)
    if code is codes.IN:
        return _member(given, chance)
    if code in (codes.ANY, codes.NOT_LITERAL):
        return chance.choice("甲1a，")
    if code is codes.BRANCH:
        return _drawn(chance.choice(given[1]), chance)
    if code is codes.SUBPATTERN:
        return _drawn(given[3], chance)
    if code is codes.ATOMIC_GROUP:
        return _drawn(given, chance)
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        least, most, inner = given
        return "".join(_drawn(inner, chance) for _ in range(chance.randint(least, min(most, least + 3))))
    return ""  # anchors, look-around, back references


def _member(members: Any, chance: random.Random) -> str:
    if members[0][0] is codes.NEGATE:
        return chance.choice("甲1a，")
    code, given = chance.choice(members)
    if code is codes.LITERAL:
        return chr(given)
    if code is codes.RANGE:
        return chr(chance.randint(*given))
    return {codes.CATEGORY_DIGIT: "1", codes.CATEGORY_SPACE: " ", codes.CATEGORY_WORD: "甲"}.get(given, "，")


if __name__ == "__main__":
    for (pattern, flags), where in collect().items():
        shown = pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern
        print(json.dumps([shown, flags, where]))
