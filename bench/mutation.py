"""``make mutation``: how many small faults in numerals, quantities and times the tests notice.

    python bench/mutation.py --mutants 60 --seed 1      # so many of each group, drawn from all possible ones

A mutant is a module with one fault: a comparison turned, a condition denied, a number off by one, a string
emptied, a result dropped. Its tests run in a process of their own; a mutant that no test notices is printed.
Ends with 1 where fewer than 85 % are noticed. (mutmut and cosmic-ray start anew for each mutant; here a
process is forked that begins with all but the package loaded.) What is mutated is a copy of the sources, so
that compiled modules beside them are neither loaded nor touched.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib.machinery
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "policytext"
FLOOR = 0.85
SECONDS = 120  # of processor time; a mutant that runs on for ever is noticed
QUICK = "not million and not linear and not length_only and not any_string and not any_text and not any_exp"
NUMBERS = [
    "test_numerals.py",
    "test_quantities.py",
    "test_units.py",
    "trust/test_gold.py",
    "trust/test_readings.py",
]
TIMES = ["test_times.py", "test_clocks.py", "trust/test_gold.py", "trust/test_readings.py"]
# group → its modules, and the tests that answer for them
GROUPS = {
    "numerals": (["numerals"], NUMBERS),
    "quantities": (["scanning", "amounts", "units"], NUMBERS),
    "times": (["time_scan", "time_points", "time_readers", "time_context", "calendars"], TIMES),
}
_SWAPS = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip


def places(tree: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """The nodes that can be changed, with the kind of fault."""
    passed: set[int] = set()  # documentation, annotations, decorators: no behaviour
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                passed.add(id(first.value))
        for part in (
            *getattr(node, "decorator_list", ()),
            *(getattr(node, name, None) for name in ("annotation", "returns")),
        ):
            passed.update(id(inner) for inner in ast.walk(part)) if part else None
    for node in ast.walk(tree):
        if id(node) in passed:
            continue
        if isinstance(node, ast.Compare) and type(node.ops[0]) in _SWAPS:
            yield node, "comparison"
        elif isinstance(node, ast.BinOp) and type(node.op) in _SWAPS:
            yield node, "arithmetic"
        elif isinstance(node, ast.BoolOp):
            yield node, "and/or"
        elif isinstance(node, ast.If | ast.IfExp | ast.While):
            yield node, "condition"
        elif isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
            yield node, "result"
        elif isinstance(node, ast.Constant) and isinstance(node.value, int | str) and node.value != "":
            yield node, "constant"


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def mutate(tree: ast.Module, number: int) -> tuple[ast.Module, str]:
    """A copy of the module with the fault of this number, and what it is."""
    tree = copy.deepcopy(tree)
    node, kind = list(places(tree))[number]
    before = ast.unparse(node).splitlines()[0]
    if kind == "comparison":
        node.ops[0] = _SWAPS[type(node.ops[0])]()
    elif kind in ("arithmetic", "and/or"):
        node.op = _SWAPS[type(node.op)]()
    elif kind == "condition":
        node.test = ast.UnaryOp(ast.Not(), node.test)
    elif kind == "result":
        node.value = ast.Constant(None)
    else:
        value = node.value
        node.value = not value if isinstance(value, bool) else value + 1 if isinstance(value, int) else ""
    after = ast.unparse(node).splitlines()[0]
    return ast.fix_missing_locations(tree), f"line {node.lineno}: {before[:70]}  →  {after[:70]}"


def survives(path: Path, tree: ast.Module, tests: list[str]) -> bool:
    """Whether all tests pass with the mutated module, in a process of its own."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    import pytest

    signal.setitimer(signal.ITIMER_PROF, SECONDS)  # its signal ends the process
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    load = importlib.machinery.SourceFileLoader.get_code

    def get_code(self, name):
        return compile(tree, self.path, "exec") if Path(self.path) == path else load(self, name)

    importlib.machinery.SourceFileLoader.get_code = get_code
    names = [str(ROOT / "tests" / name) for name in tests]
    options = [
        "-x",
        "-q",
        "-k",
        QUICK,
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
    ]
    os.chdir(ROOT)
    os._exit(min(int(pytest.main([*names, *options])), 100))


def main() -> int:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--mutants", type=int, default=60, help="of each group")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=GROUPS, action="append")
    given = parser.parse_args()
    import hypothesis  # noqa: F401  loaded once, before the processes part
    import numpy  # noqa: F401
    import pytest  # noqa: F401

    assert not any(name.startswith("policytext") for name in sys.modules)
    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder, "policytext")
        shutil.copytree(SOURCE, package, ignore=shutil.ignore_patterns("*.so", "*.pyd", "__pycache__"))
        sys.path.insert(0, folder)
        share = score(package, given.only or list(GROUPS), given.mutants, given.seed)
    return 0 if share >= FLOOR else 1


def score(package: Path, groups: list[str], mutants: int, seed: int) -> float:
    """The share of so many mutants of each group that the tests notice; prints those they do not."""
    tried = noticed = 0
    for group in groups:
        modules, tests = GROUPS[group]
        trees = {path: ast.parse(path.read_text("utf-8")) for path in (package / f"{m}.py" for m in modules)}
        chance, began = random.Random(seed), time.perf_counter()
        possible = [(path, n) for path, tree in trees.items() for n in range(len(list(places(tree))))]
        if not survives(package / "nothing.py", next(iter(trees.values())), tests):
            raise SystemExit(f"the tests of {group} fail without any mutant")
        drawn = chance.sample(possible, min(mutants, len(possible)))
        left = []
        for path, number in drawn:
            tree, what = mutate(trees[path], number)
            if survives(path, tree, tests):
                left.append(f"  survived: {path.name}, {what}")
                print(left[-1], flush=True)
        tried, noticed = tried + len(drawn), noticed + len(drawn) - len(left)
        seen = f"{group}: {len(drawn) - len(left)} of {len(drawn)} noticed ({1 - len(left) / len(drawn):.2f})"
        print(f"{seen}, {len(possible)} possible, {time.perf_counter() - began:.0f} s", flush=True)
    print(f"mutation score {noticed / tried:.2f} ({noticed} of {tried})")
    return noticed / tried


if __name__ == "__main__":
    sys.exit(main())
