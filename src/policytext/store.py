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

from . import __version__
from .batches import Settings, errors_of, is_given_up, result_schema
from .places import join, list_places, open_place, remove, writing
from .sources import Source

if TYPE_CHECKING:
    import pyarrow

_COVERED = b"policytext.sources"
_PRINT = b"policytext.fingerprint"
_TIMEOUT = b"policytext.timeout"
_OPEN = 4  # parts kept in memory while results are put in order
_ROWS, _BYTES = 256, 4 << 20  # of a row group of a part, whichever is reached first


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


def part_place(folder: str, print_: str, sources: Sequence[Source]) -> str:
    """Where the part of some sources stands; its name is made of what it covers."""
    name = hashlib.sha256("".join([print_, *(source.key for source in sources)]).encode()).hexdigest()
    return join(folder, f"{name[:32]}.parquet")


def write_part(
    folder: str,
    print_: str,
    sources: Sequence[Source],
    batches: Iterable[pyarrow.RecordBatch],
    timeout: float | None = None,
) -> str:
    """The results of some sources as one part; its place.

    Where an article was given up, the part says under which ``timeout``: another may do better.
    """
    import pyarrow.parquet as pq

    keys = json.dumps([source.key for source in sources]).encode()
    schema = result_schema().with_metadata({_COVERED: keys, _PRINT: print_.encode()})
    place = part_place(folder, print_, sources)
    with writing(place) as file, pq.ParquetWriter(file, schema, compression="zstd") as out:
        for table in _gathered(batches):
            out.write_table(table)
            if any(is_given_up(error.reason) for error in errors_of(table.to_batches())):
                out.add_key_value_metadata({_TIMEOUT: repr(timeout).encode()})
    return place


def _gathered(batches: Iterable[pyarrow.RecordBatch]) -> Iterator[pyarrow.Table]:
    """Batches in tables of a fair size: each becomes a row group, which costs the same for one row."""
    import pyarrow as pa

    waiting: list[pyarrow.RecordBatch] = []
    for batch in batches:
        waiting.append(batch)
        if sum(b.num_rows for b in waiting) >= _ROWS or sum(b.nbytes for b in waiting) >= _BYTES:
            yield pa.Table.from_batches(waiting)
            waiting = []
    if waiting:
        yield pa.Table.from_batches(waiting)


def count_rows(place: str) -> int:
    """The number of result rows in a part."""
    import pyarrow.parquet as pq

    with open_place(place) as file:
        return pq.read_metadata(file).num_rows


class Store:
    """The parts in a folder: which sources they cover, and their results in any order asked for."""

    def __init__(self, folder: str, print_: str, timeout: float | None = None) -> None:
        self.folder, self.print, self.timeout = folder, print_, timeout
        self.covered: dict[str, str] = {}
        self._keys: dict[str, list[str]] = {}

    def load(self) -> None:
        """Look at all parts there are; those that cannot be read or are of another kind are removed."""
        for place in list_places(self.folder):
            part = place.endswith(".parquet")
            left = place.endswith(".tmp")  # of a run that was killed
            if left or (part and not self.add(place)):
                remove(place)

    def add(self, place: str) -> bool:
        """Take a part in; ``False`` where it is not usable."""
        import pyarrow
        import pyarrow.parquet as pq

        try:
            with open_place(place) as file:
                metadata = pq.read_metadata(file).metadata or {}
        except (OSError, pyarrow.ArrowException):
            return False
        if metadata.get(_PRINT) != self.print.encode():
            return False
        if metadata.get(_TIMEOUT, mine := repr(self.timeout).encode()) != mine:
            return False
        keys = json.loads(metadata[_COVERED])
        self._keys[place] = keys
        self.covered.update(dict.fromkeys(keys, place))
        return True

    def results(self, keys: Iterable[str], columns: list[str] | None = None) -> Iterator[pyarrow.RecordBatch]:
        """The results of the sources with these keys, in this order."""
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        opened: dict[str, pyarrow.Table] = {}
        wanted = columns if columns is None or "key" in columns else ["key", *columns]
        for key in keys:
            place = self.covered[key]
            if len(self._keys[place]) == 1:
                with open_place(place) as file, pq.ParquetFile(file) as part:
                    yield from part.iter_batches(_ROWS, columns=wanted)
                continue
            if place not in opened:
                while len(opened) >= _OPEN:
                    del opened[next(iter(opened))]
                with open_place(place) as file:
                    opened[place] = pq.read_table(file, columns=wanted)
            table = opened[place]
            yield from table.filter(pc.equal(table.column("key"), key)).to_batches()

    def prune(self, keys: Iterable[str]) -> None:
        """Remove the parts that none of these keys needs."""
        needed = {self.covered[key] for key in keys if key in self.covered}
        for place in set(self._keys) - needed:
            remove(place)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder last through a power cut, where the system can."""
    if hasattr(os, "O_DIRECTORY"):
        number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
