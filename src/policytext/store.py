"""Parts: the results of tasks, kept beside an output so that an ended run can go on from there.

A part is a Parquet file of result rows; its schema names the sources that it covers. Parts of another
version, lexicon, model or setting are not used.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from . import __version__, tables
from .batches import Settings, result_schema
from .sources import Source

if TYPE_CHECKING:
    import pyarrow

_COVERED = b"policytext.sources"
_PRINT = b"policytext.fingerprint"
_OPEN = 4  # parts kept in memory while results are put in order


@cache
def _library_digest() -> str:
    """A digest of the code and data of the library: what a result depends on besides the text."""
    digest = hashlib.sha256(__version__.encode())
    folder = Path(__file__).parent
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def fingerprint(settings: Settings) -> str:
    """A digest of the library, the user's lexicon and theme model, and the settings that change results."""
    digest = hashlib.sha256(_library_digest().encode())
    digest.update(repr((settings.max_chars, settings.records, settings.signatures)).encode())
    for given in (settings.lexicon, settings.themes):
        digest.update(repr(given is None).encode())
        root = Path(given) if given else None
        files = [] if root is None else [root] if root.is_file() else sorted(root.rglob("*"))
        for path in files:
            if path.is_file():
                digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def write_part(
    folder: Path, print_: str, sources: Sequence[Source], batches: Iterable[pyarrow.RecordBatch]
) -> Path:
    """The results of some sources as one part, under a name made of what it covers."""
    import pyarrow.parquet as pq

    keys = [source.key for source in sources]
    name = hashlib.sha256("".join([print_, *keys]).encode()).hexdigest()[:32]
    schema = result_schema().with_metadata({_COVERED: json.dumps(keys).encode(), _PRINT: print_.encode()})
    path = folder / f"{name}.parquet"
    with (
        tables.replacing(path, durable=False) as file,
        pq.ParquetWriter(file, schema, compression="zstd") as out,
    ):
        for batch in batches:
            out.write_batch(batch)
    return path


class Store:
    """The parts in a folder: which sources they cover, and their results in any order asked for."""

    def __init__(self, folder: Path, print_: str) -> None:
        self.folder, self.print = folder, print_
        self.covered: dict[str, Path] = {}
        self._keys: dict[Path, list[str]] = {}

    def load(self) -> None:
        """Look at all parts there are; those that cannot be read or are of another kind are removed."""
        for path in sorted(self.folder.glob("*.parquet")):
            if not self.add(path):
                path.unlink(missing_ok=True)
        for left in self.folder.glob(".*.tmp"):  # of a run that was killed
            left.unlink(missing_ok=True)

    def add(self, path: Path) -> bool:
        """Take a part in; ``False`` where it is not usable."""
        import pyarrow
        import pyarrow.parquet as pq

        try:
            metadata = pq.read_schema(path).metadata or {}
        except (OSError, pyarrow.ArrowException):
            return False
        if metadata.get(_PRINT) != self.print.encode():
            return False
        keys = json.loads(metadata[_COVERED])
        self._keys[path] = keys
        self.covered.update(dict.fromkeys(keys, path))
        return True

    def results(self, keys: Iterable[str], columns: list[str] | None = None) -> Iterator[pyarrow.RecordBatch]:
        """The results of the sources with these keys, in this order."""
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        opened: dict[Path, pyarrow.Table] = {}
        wanted = columns if columns is None or "key" in columns else ["key", *columns]
        for key in keys:
            path = self.covered[key]
            if path not in opened:
                while len(opened) >= _OPEN:
                    del opened[next(iter(opened))]
                opened[path] = pq.read_table(path, columns=wanted)
            table = opened[path]
            if len(self._keys[path]) > 1:
                table = table.filter(pc.equal(table.column("key"), key))
            yield from table.to_batches()

    def prune(self, keys: Iterable[str]) -> None:
        """Remove the parts that none of these keys needs."""
        needed = {self.covered[key] for key in keys if key in self.covered}
        for path in set(self._keys) - needed:
            path.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder last through a power cut, where the system can."""
    if hasattr(os, "O_DIRECTORY"):
        number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
