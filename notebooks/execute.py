"""Run the notebooks and store their outputs: ``python notebooks/execute.py [FILE …]`` (make notebooks).

Each runs in a fresh folder beside a link to ``corpus``, so that nothing is left behind and what is stored is
the same each time: no times, no counters of the machine, no paths.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

HERE = Path(__file__).resolve().parent
NOTEBOOKS = sorted(HERE.glob("0*.ipynb"))
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


class ThisPython(KernelSpecManager):
    """The one kernel is the Python that runs this, whatever else is installed."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=argv, display_name="Python 3", language="python")


def execute(path: Path, folder: str | Path | None = None, timeout: int = 120) -> Any:
    """The notebook of a file, run from the first cell to the last; ``folder`` takes the place of FOLDER.

    Raises ``nbclient.exceptions.CellExecutionError`` with the traceback of the cell that fails.
    """
    notebook = nbformat.read(path, as_version=4)
    if folder is not None:
        first = next(cell for cell in notebook.cells if cell.cell_type == "code")
        first.source = first.source.replace('"../corpus/articles"', repr(str(folder)))
    with tempfile.TemporaryDirectory() as place:
        (Path(place) / "corpus").symlink_to(HERE.parent / "corpus")
        room = Path(place) / "notebooks"
        room.mkdir()
        os.environ.update(PYTHONWARNINGS="ignore", PYDEVD_DISABLE_FILE_VALIDATION="1")
        # No ports are opened where they can be done without.
        channels = {"transport": "ipc", "ip": f"{place}/kernel"} if os.name == "posix" else {}
        client = NotebookClient(
            notebook,
            km=AsyncKernelManager(kernel_spec_manager=ThisPython(), **channels),
            timeout=timeout,
            record_timing=False,
            coalesce_streams=True,
            resources={"metadata": {"path": str(room)}},
        )
        client.execute()
    return tidy(notebook)


def tidy(notebook: Any) -> Any:
    """The notebook without what differs from run to run."""
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": {"name": "python"}})
    for number, cell in enumerate(notebook.cells, 1):
        cell.id, cell.metadata = f"cell-{number:02}", nbformat.from_dict({})
        for output in cell.get("outputs", ()):
            if "metadata" in output:
                output.metadata = nbformat.from_dict({})
    return notebook


if __name__ == "__main__":
    for path in map(Path, sys.argv[1:] or NOTEBOOKS):
        nbformat.write(execute(path), path)
        print(f"{path.name}: {path.stat().st_size // 1024} kB")
