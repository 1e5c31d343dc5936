"""Compiles the recognisers when the package is built, with mypyc: the same results at a greater speed.

Where that cannot be done (no C compiler, no headers) they stay plain Python, as ``POLICYTEXT_PURE=1`` asks.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_SUFFIX = EXTENSION_SUFFIXES[0]
_SILENT = ("--ignore-missing-imports", "--follow-imports=silent")
_LEVELS = {"MYPYC_OPT_LEVEL": "1", "MYPYC_DEBUG_LEVEL": "0"}  # a higher one gains nothing and takes long


class Compile(BuildHookInterface):
    """Builds the modules that pyproject.toml lists; an editable install gets them beside their sources."""

    def initialize(self, version, build_data):
        source, pure = Path(self.root, "src"), os.environ.get("POLICYTEXT_PURE")
        if not pure and self.fresh(source):
            folder, built = source, libraries(source)
        else:
            self.folder = tempfile.TemporaryDirectory()
            folder = Path(self.folder.name)
            built = [] if pure else self.compile(source, folder)
        if version == "editable" and folder != source:
            for stale in libraries(source):
                stale.unlink()
            for library in built:
                shutil.copy(library, source / library.relative_to(folder))
        elif version != "editable":
            build_data["force_include"] |= {str(path): str(path.relative_to(folder)) for path in built}
        if built:
            build_data |= {"pure_python": False, "infer_tag": True}

    def fresh(self, source):
        """Whether all modules are there as this Python loads them, newer than what they are made from."""
        modules = [source / "policytext" / name for name in self.config["modules"]]
        made = [Path(f"{module}{_SUFFIX}") for module in modules]
        if not all(library.exists() for library in made):
            return False
        inputs = [Path(__file__), Path(self.root, "pyproject.toml"), *source.glob("policytext/*.py")]
        return max(path.stat().st_mtime for path in inputs) < min(path.stat().st_mtime for path in made)

    def compile(self, source, folder):
        """The libraries built in a folder; where the compiler says no, none, and what it said is shown."""
        shutil.copytree(source, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.so", "data"))
        modules = [f"policytext/{name}.py" for name in self.config["modules"]]
        command = [sys.executable, "-m", "mypyc", *_SILENT, *modules]
        environment = {**_LEVELS, **os.environ}
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
        if done.returncode:
            said = (done.stdout + done.stderr).strip().splitlines()[-3:]
            self.app.display_warning("policytext stays uncompiled, which is slower: " + " ".join(said))
            return []
        return libraries(folder)

    def finalize(self, version, build_data, artifact_path):
        if hasattr(self, "folder"):
            self.folder.cleanup()


def libraries(source):
    """The compiled modules and what they share, as this Python loads them."""
    return [*source.glob(f"*__mypyc{_SUFFIX}"), *source.glob(f"policytext/*{_SUFFIX}")]
