"""The notebooks run from first cell to last, on the sample articles and others; what is stored is clean."""

from __future__ import annotations

import importlib.util
import re
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted(ROOT.glob("notebooks/*.ipynb"))
MISSING = [
    name for name in ("nbclient", "ipykernel", "altair", "vl_convert", "pandas") if not find_spec(name)
]
SECONDS = 25  # of one notebook, the start of its kernel included
BYTES = 1_000_000  # of one notebook with its outputs
LOCAL = re.compile(
    r"(?<![\w.:/])/(?:home|root|work|tmp|Users|usr|opt|var|mnt)/|[A-Z]:\\\\|site-packages|file://"
)

pytestmark = pytest.mark.skipif(
    bool(MISSING),
    reason=f"notebooks need the extra: pip install policytext[notebooks] ({', '.join(MISSING)})",
)


@pytest.fixture(scope="module")
def run():
    """``notebooks/execute.py`` as a module."""
    spec = importlib.util.spec_from_file_location("execute", ROOT / "notebooks" / "execute.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def outputs(notebook):
    return [output for cell in notebook.cells for output in cell.get("outputs", ())]


def said(notebook) -> str:
    """All that a notebook shows, as text."""
    return "\n".join(str(output.get("text") or output.get("data")) for output in outputs(notebook))


def test_there_are_five():
    assert [path.name[:2] for path in NOTEBOOKS] == ["01", "02", "03", "04", "05"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path, run):
    begun = time.monotonic()
    notebook = run.execute(path)
    took = time.monotonic() - begun
    assert took < SECONDS, f"{path.name} took {took:.0f} s"
    assert not LOCAL.search(said(notebook)), LOCAL.search(said(notebook))
    assert not [output for output in outputs(notebook) if output.get("name") == "stderr"]
    stored = run.nbformat.read(path, as_version=4)
    assert len(outputs(notebook)) == len(outputs(stored)), "stored outputs are old: make notebooks"


@pytest.mark.parametrize("path", NOTEBOOKS[:2], ids=lambda path: path.stem)
def test_a_notebook_takes_another_folder(path, run, tmp_path):
    for name in ("08-work-report-2023.txt", "30-briefs.jsonl"):
        (tmp_path / name).write_bytes((ROOT / "corpus" / "articles" / name).read_bytes())
    notebook = run.execute(path, tmp_path)
    assert "4 / 4" in said(notebook) and "/ 38" not in said(notebook)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_is_stored_is_whole_and_clean(path, run):
    stored = run.nbformat.read(path, as_version=4)
    run.nbformat.validate(stored)
    code = [cell for cell in stored.cells if cell.cell_type == "code" and cell.source]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert not LOCAL.search(said(stored)), LOCAL.search(said(stored))
    assert not [output for output in outputs(stored) if output.output_type == "error"]
    assert path.stat().st_size < BYTES
    assert stored == run.tidy(run.nbformat.read(path, as_version=4)), "make notebooks"
    assert code[0].source.count("FOLDER = ") and '"../corpus/articles"' in code[0].source


def test_a_failing_cell_is_reported(run, tmp_path):
    notebook = run.nbformat.v4.new_notebook(cells=[run.nbformat.v4.new_code_cell("1 / 0")])
    run.nbformat.write(notebook, tmp_path / "broken.ipynb")
    with pytest.raises(Exception, match="ZeroDivisionError"):
        run.execute(tmp_path / "broken.ipynb")


def test_the_kernel_is_this_python(run, tmp_path):
    notebook = run.nbformat.v4.new_notebook(
        cells=[run.nbformat.v4.new_code_cell("import sys; print(sys.executable)")]
    )
    run.nbformat.write(notebook, tmp_path / "which.ipynb")
    assert sys.executable in said(run.execute(tmp_path / "which.ipynb"))
