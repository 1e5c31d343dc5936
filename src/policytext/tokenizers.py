"""The engines that cut runs of Han characters: jieba, and the faster rjieba where it is installed."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable
from functools import cache, partial
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from types import ModuleType

from .dictionary import Dictionary
from .errors import MissingExtraError, PolicytextError

ENGINES = ("rjieba", "jieba")
VARIABLE = "POLICYTEXT_ENGINE"  # names the engine where the caller leaves it open
Cut = Callable[[str], list[str]]


def engine_name(engine: str = "auto") -> str:
    """The engine in use: the argument, else $POLICYTEXT_ENGINE, else the fastest that is installed.

    >>> engine_name("jieba")
    'jieba'
    """
    if engine == "auto":
        engine = os.environ.get(VARIABLE) or "auto"
    if engine == "auto":
        return "rjieba" if _rjieba_installed() else "jieba"
    if engine not in ENGINES:
        raise PolicytextError(f"{engine!r} is no segmentation engine: auto, {', '.join(ENGINES)}")
    if engine == "rjieba" and not _rjieba_installed():
        raise MissingExtraError("the engine rjieba", "fast")
    return engine


@cache
def _rjieba_installed() -> bool:
    return find_spec("rjieba") is not None


def load_engine(dictionary: Dictionary, engine: str) -> Cut:
    """The function by which an engine cuts a text by the dictionary, without guesses at new words."""
    return _load_rjieba(dictionary) if engine == "rjieba" else _load_jieba(dictionary)


def _load_rjieba(dictionary: Dictionary) -> Cut:
    tokenizer = _compiled_rjieba().Jieba.empty()
    for word, times in dictionary.frequency.items():
        tokenizer.add_word(word, times, None)
    return partial(tokenizer.cut, hmm=False)


def _compiled_rjieba() -> ModuleType:
    """The compiled part of rjieba; its package would first build a dictionary that is not ours (0.1 s)."""
    package = find_spec("rjieba")
    name = "rjieba.rjieba"
    inner = PathFinder.find_spec(name, package.submodule_search_locations) if package else None
    if name in sys.modules or inner is None or inner.loader is None:
        return import_module(name)
    module = sys.modules[name] = module_from_spec(inner)  # the package finds it there if it is imported later
    inner.loader.exec_module(module)
    return module


def _load_jieba(dictionary: Dictionary) -> Cut:
    with warnings.catch_warnings():  # jieba's own source warns at import
        warnings.simplefilter("ignore")
        import jieba

    tokenizer = jieba.Tokenizer()
    prefixes: dict[str, int] = {}
    for word in dictionary.frequency:
        for end in range(1, len(word)):
            prefixes[word[:end]] = 0
    tokenizer.FREQ = prefixes | dictionary.frequency
    tokenizer.total = sum(dictionary.frequency.values())
    tokenizer.initialized = True  # filled here: no log line, and no cache file that others may write to
    return lambda text: list(tokenizer.cut(text, HMM=False))
