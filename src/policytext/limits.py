"""Limits of time: a block of code is given up after some seconds, whatever it is doing."""

from __future__ import annotations

import ctypes
import faulthandler
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TextIO

_PATIENCE = 2.0  # times the limit, for code that Python cannot interrupt
_expendable = False


class _OutOfTime(BaseException):
    """Not an ``Exception``, so that nothing inside the block takes it for an error of its own."""


def make_expendable() -> None:
    """Say that this process may be ended where a limit of time passes and the code does not return.

    A C library that never comes back to Python can only be stopped so; who started the process tries again
    without what it was working on.
    """
    global _expendable
    _expendable = True


@contextmanager
def time_limit(seconds: float | None) -> Iterator[None]:
    """Raise ``TimeoutError`` in the block after some seconds; ``None`` for no limit."""
    if not seconds:
        yield
        return
    main = threading.current_thread() is threading.main_thread() and hasattr(signal, "setitimer")
    if _expendable:
        faulthandler.dump_traceback_later(1 + _PATIENCE * seconds, exit=True, file=_nowhere())
    try:
        with _by_signal(seconds) if main else _by_thread(seconds):
            yield
    except _OutOfTime:
        raise TimeoutError from None
    finally:
        if _expendable:
            faulthandler.cancel_dump_traceback_later()


@cache
def _nowhere() -> TextIO:
    return open(os.devnull, "w")


@contextmanager
def _by_signal(seconds: float) -> Iterator[None]:
    def give_up(*_: object) -> None:
        raise _OutOfTime

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def _by_thread(seconds: float) -> Iterator[None]:
    """Where signals do not reach: a timer raises the exception in this thread."""
    thread = ctypes.c_ulong(threading.get_ident())
    lock, over = threading.Lock(), False

    def give_up() -> None:
        with lock:
            if not over:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, ctypes.py_object(_OutOfTime))

    timer = threading.Timer(seconds, give_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        with lock:
            over = True
            ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, None)  # one that is still on its way
        timer.cancel()
