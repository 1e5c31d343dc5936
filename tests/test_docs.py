"""Every snippet of the documentation runs and gives what is printed below it; the reference is up to date.

A ``python`` block runs in one namespace a file. What a ``#`` line directly behind an expression
says is the output expected of it (``...`` stands for anything); a block of ``>>>`` is a doctest. Of
a ``console`` block the lines ``$ policytext …`` are run; exit status 0 is expected, and the lines
below as output where there are any. A comment ``<!-- needs: PACKAGE -->`` before a block skips it
where the package is missing. A page that reads ``out/`` without making it finds what the sample
articles give.
"""

import ast
import contextlib
import doctest
import io
import os
import re
import runpy
import shlex
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from policytext.charts import draws_chinese
from policytext.lexicon import TABLES

ROOT = Path(__file__).resolve().parents[1]
PAGES = [*sorted(ROOT.glob("docs/*.md")), *sorted(ROOT.glob("README*.md"))]
GENERATED = "reference.md"  # its examples are the docstrings', which run as doctests
BLOCK = re.compile(r"(?:<!-- needs: (\w+) -->\n+)?^```(python|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
CHECK = doctest.OutputChecker().check_output


def statements(source: str) -> Iterator[tuple[ast.stmt, str]]:
    """Each statement of a block with the output expected of it."""
    lines = source.split("\n")
    for node in ast.parse(source).body:
        expected = []
        for line in lines[node.end_lineno :]:
            if not line.startswith("#"):
                break
            expected.append(line[1:].strip())
        yield node, "\n".join(expected) if isinstance(node, ast.Expr) else ""


def run_doctest(source: str, space: dict, where: str) -> None:
    test = doctest.DocTestParser().get_doctest(source, space, where, where, 0)
    said: list[str] = []
    doctest.DocTestRunner(optionflags=OPTIONS).run(test, out=said.append, clear_globs=False)
    assert not said, "".join(said)
    space.update(test.globs)


def run_python(source: str, space: dict, where: str) -> None:
    if source.startswith(">>>"):
        return run_doctest(source, space, where)
    for node, expected in statements(source):
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            if isinstance(node, ast.Expr):
                code = compile(ast.Expression(node.value), where, "eval")
                value = eval(code, space)  # the page is our own
            else:
                exec(compile(ast.Module([node], []), where, "exec"), space)
                value = None
        got = said.getvalue() + (repr(value) if value is not None else "")
        if expected:
            line = ast.unparse(node)
            assert CHECK(expected + "\n", got + "\n", OPTIONS), (
                f"{where}: {line}\nwanted {expected}\ngot {got}"
            )


def run_console(source: str, where: str) -> None:
    from policytext.cli import main

    for part in re.split(r"^\$ ", source, flags=re.MULTILINE)[1:]:
        command, _, expected = part.partition("\n")
        if not re.match(r"(?:cat .*\| *)?policytext ", command):
            continue
        if re.search(r"[|>&*<]", command):
            environment = {
                **os.environ,
                "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            }
            done = subprocess.run(command, shell=True, capture_output=True, text=True, env=environment)
            status, got, error = done.returncode, done.stdout, done.stderr
        else:
            out, err = io.StringIO(), io.StringIO()
            sys.argv = shlex.split(command)
            with (
                contextlib.redirect_stdout(out),
                contextlib.redirect_stderr(err),
                pytest.raises(SystemExit) as left,
            ):
                main()
            status, got, error = left.value.code or 0, out.getvalue(), err.getvalue()
        assert status == 0, f"{where}: {command}\n{got}{error}"
        if expected.strip():
            assert CHECK(expected, got, OPTIONS), f"{where}: {command}\nwanted\n{expected}\ngot\n{got}"


@pytest.fixture(scope="module")
def output(tmp_path_factory) -> Path:
    from policytext.extraction import extract_paths

    folder = tmp_path_factory.mktemp("sample") / "out"
    extract_paths([ROOT / "corpus" / "articles"], folder, formats=["parquet"])
    return folder


ELSEWHERE = (GENERATED, "scale.md")  # made from docstrings; run by test_engines with an archive of its own


@pytest.mark.parametrize("page", [p for p in PAGES if p.name not in ELSEWHERE], ids=lambda page: page.name)
def test_the_snippets_of_a_page_run(page, tmp_path, monkeypatch, request):
    for folder in ("corpus", "src"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", sys.argv)
    for name, value in {
        "NO_COLOR": "1",
        "POLICYTEXT_LANG": "en",
        "LC_ALL": "C.UTF-8",
        "COLUMNS": "110",
    }.items():
        monkeypatch.setenv(name, value)
    text = page.read_text("utf-8")
    if ".png" in text and not draws_chinese():
        pytest.skip("pictures need a font with Chinese characters on this machine")
    if "out/" in text and "$ policytext extract corpus/articles -o out/" not in text:
        (tmp_path / "out").symlink_to(request.getfixturevalue("output"))
    space: dict = {"__name__": "docs"}
    for block in BLOCK.finditer(text):
        where = f"{page.name}:{text.count(chr(10), 0, block.start(3)) + 1}"
        if block[1] and find_spec(block[1]) is None:
            continue
        run_python(block[3], space, where) if block[2] == "python" else run_console(block[3], where)


def test_the_runner_sees_a_wrong_output():
    run_python("x = 2\nx + 1\n# 3\nprint(x)\n# 2\n", {}, "here")
    with pytest.raises(AssertionError, match="wanted 4"):
        run_python("1 + 2\n# 4\n", {}, "here")
    with pytest.raises(AssertionError, match="Expected"):
        run_python(">>> 1 + 2\n4\n", {}, "here")
    with pytest.raises(AssertionError, match=r"policytext shw"):
        run_console("$ policytext shw\n", "here")


def test_the_guide_and_the_cookbook_hold_snippets():
    found = {page.name: len(BLOCK.findall(page.read_text("utf-8"))) for page in PAGES}
    assert found["guide.md"] >= 15 and found["cookbook.md"] >= 12 and found["exchange.md"] >= 5


def test_the_reference_is_up_to_date():
    made = runpy.run_path(str(ROOT / "docs" / "make_reference.py"))
    assert made["text"]() == made["PLACE"].read_text("utf-8"), "run: python docs/make_reference.py"


def test_links_between_pages_lead_somewhere():
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_column_of_every_table_is_described():
    text = (ROOT / "src" / "policytext" / "data" / "README.md").read_text("utf-8")
    sections = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    for table, columns in TABLES.items():
        (section,) = [s for s in sections if re.search(rf"\b{table}\.tsv", s.partition("\n")[0])]
        described = set(
            re.findall(r"`(\w+)`", "\n".join(x for x in section.split("\n") if x.startswith("|")))
        )
        missing = {column.lstrip("*") for column in columns} - described
        assert not missing, f"{table}.tsv: data/README.md does not describe {missing}"
