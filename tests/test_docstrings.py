"""The examples of all docstrings, read from the sources: compiled modules carry none."""

import ast
import doctest
from importlib import import_module
from pathlib import Path

import pytest

import policytext

SOURCE = Path(policytext.__file__).parent
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef)


def examples(path: Path) -> list[tuple[str, int, str]]:
    """Name, line and docstring of all that shows an example in a module."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        said = ast.get_docstring(node) if isinstance(node, DOCUMENTED) else None
        if said and ">>> " in said:
            found.append((getattr(node, "name", path.stem), getattr(node, "lineno", 1), said))
    return found


MODULES = [path for path in sorted(SOURCE.rglob("*.py")) if examples(path)]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_the_examples_give_what_is_printed_below_them(path):
    module = import_module(".".join(("policytext", *path.relative_to(SOURCE).with_suffix("").parts)))
    said: list[str] = []
    for name, line, text in examples(path):
        test = doctest.DocTestParser().get_doctest(text, dict(vars(module)), name, str(path), line)
        doctest.DocTestRunner(optionflags=OPTIONS).run(test, out=said.append)
    assert not said, "".join(said)
