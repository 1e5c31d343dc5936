"""How long a call takes, whatever else the process holds or runs."""

import gc
import time


def seconds(function, *args, tries=1):
    """Processor seconds of this thread, the least of so many tries; no garbage is collected meanwhile.

    A collection takes time by all that is alive in the process, not by the call.
    """
    gc.disable()
    try:
        return min(_once(function, args) for _ in range(tries))
    finally:
        gc.enable()


def _once(function, args):
    began = time.thread_time()
    function(*args)
    return time.thread_time() - began
