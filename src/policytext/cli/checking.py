"""``policytext check``: validate a user's lexicon folder line by line."""

from __future__ import annotations

import sys
from pathlib import Path

from rich.console import Console

from ..errors import LexiconError
from ..lexicon import TABLES, check_table
from ..messages import say
from .failing import fail


def run(folder: Path) -> None:
    """Every broken line of every table in the folder; exit status 1 if there is any."""
    if not folder.is_dir():
        fail(say("no_folder", folder=folder), 2)
    console = Console(highlight=False, soft_wrap=True)
    files = sorted(folder.glob("*.tsv"))
    broken = 0
    for path in files:
        if path.stem not in TABLES:
            console.print(say("not_a_table", path=path, known=", ".join(sorted(TABLES))), markup=False)
            broken += 1
            continue
        rows, errors = check_table(path, path.stem)
        broken += len(errors)
        for error in errors:
            console.print(str(error), style="red", markup=False)
        console.print(say("table_checked", path=path, rows=rows, errors=len(errors)), markup=False)
    if not files:
        fail(LexiconError(folder, 0, "-", say("no_tables", known=", ".join(sorted(TABLES)))), 1)
    sys.exit(1 if broken else 0)
