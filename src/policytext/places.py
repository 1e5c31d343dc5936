"""Files here and elsewhere: local paths, and with fsspec any URL it knows (s3://, hdfs://, memory:// …).

A place is a string. ``file://`` is a local path; every other ``scheme://`` is opened by fsspec, so workers on
other machines find what was written there.
"""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import unquote

from . import tables
from .errors import MissingExtraError, ReadError, WriteError

if TYPE_CHECKING:
    import fsspec

_LOCAL = "file://"


def local_place(place: object) -> str:
    """A place as a plain path where it is one on this machine, else unchanged.

    >>> local_place("file:///数据/报道.jsonl"), local_place("s3://报道/2024.jsonl")
    ('/数据/报道.jsonl', 's3://报道/2024.jsonl')
    """
    text = str(place)
    return unquote(text[len(_LOCAL) :]) if text.startswith(_LOCAL) else text


def is_remote(place: object) -> bool:
    """Whether fsspec is needed to open a place."""
    text = str(place)
    return "://" in text and not text.startswith(_LOCAL)


def file_system(place: str) -> tuple[fsspec.AbstractFileSystem, str]:
    """The file system of a URL and the path in it; :class:`ReadError` where there is none such."""
    try:
        import fsspec
    except ImportError:
        raise MissingExtraError(f"reading {place}", "remote") from None
    try:
        system, path = fsspec.core.url_to_fs(place)
    except ImportError as error:  # the scheme is known, its package not installed
        raise ReadError(place, str(error).splitlines()[0]) from None
    except ValueError as error:
        raise ReadError(place, str(error).lower()) from None
    return system, path


def join(folder: str, name: str) -> str:
    """The place of a name in a folder."""
    return f"{folder.rstrip('/')}/{name}" if is_remote(folder) else os.path.join(folder, name)


def open_place(place: str) -> Any:
    """A place opened for reading bytes; ``OSError`` where it cannot be."""
    if not is_remote(place):
        return open(place, "rb")
    system, path = file_system(place)
    return system.open(path, "rb")


def list_places(folder: str) -> list[str]:
    """The files right in a folder, sorted; none where there is no such folder."""
    if not is_remote(folder):
        with suppress(FileNotFoundError):
            return sorted(entry.path for entry in os.scandir(folder) if entry.is_file())
        return []
    system, path = file_system(folder)
    try:
        found = system.ls(path, detail=True)
    except FileNotFoundError:
        return []
    names = (entry["name"].rsplit("/", 1)[-1] for entry in found if entry["type"] == "file")
    return sorted(join(folder, name) for name in names)


def remove(place: str) -> None:
    """Remove a file; that it is gone already is no error."""
    with suppress(FileNotFoundError):
        if is_remote(place):
            system, path = file_system(place)
            system.rm_file(path)
        else:
            os.unlink(place)


@contextmanager
def writing(place: str) -> Iterator[BinaryIO]:
    """A file that is there only once it is whole; one elsewhere is sent in one piece."""
    if not is_remote(place):
        with tables.replacing(Path(place), durable=False) as file:
            yield file
        return
    held = io.BytesIO()
    yield held
    system, path = file_system(place)
    try:
        system.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
        system.pipe_file(path, held.getvalue())
    except OSError as error:
        raise WriteError(place, f"cannot be written ({(error.strerror or str(error)).lower()})") from None


def send(local: str, place: str) -> None:
    """Copy a local file to a URL."""
    system, path = file_system(place)
    try:
        system.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
        system.put_file(local, path)
    except OSError as error:
        raise WriteError(place, f"cannot be written ({(error.strerror or str(error)).lower()})") from None


def exists(place: str) -> bool:
    """Whether there is a file, or a folder that holds a file which is not hidden."""
    if not is_remote(place):
        if not os.path.isdir(place):
            return os.path.exists(place)
        return any(not name.startswith(".") for name in os.listdir(place))
    system, path = file_system(place)
    if system.isfile(path):
        return True
    return any(not one.rsplit("/", 1)[-1].startswith(".") for one in list_places(place))


def clear(folder: str, *, keep: bool = True) -> None:
    """Remove a folder with all that is in it; ``keep`` makes it anew, empty."""
    try:
        if is_remote(folder):
            system, path = file_system(folder)
            if system.exists(path):
                system.rm(path, recursive=True)
            if keep:
                system.makedirs(path, exist_ok=True)
            return
        if os.path.isdir(folder):
            shutil.rmtree(folder)
        if keep:
            os.makedirs(folder)
    except OSError as error:
        raise WriteError(folder, f"cannot be written ({(error.strerror or str(error)).lower()})") from None
