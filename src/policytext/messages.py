"""What the command line says, in Chinese or English by locale."""

from __future__ import annotations

import os
from functools import cache

from .lexicon import shipped

VARIABLE = "POLICYTEXT_LANG"


@cache
def _messages() -> dict[str, dict[str, str]]:
    return {row["key"]: row for row in shipped().rows("messages")}


def language() -> str:
    """``zh`` or ``en``: $POLICYTEXT_LANG, else the locale of the environment."""
    for name in (VARIABLE, "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def say(key: str, /, **fields: object) -> str:
    """The sentence of a key in the language in use, its fields filled in.

    >>> say("no_such_key")
    'no_such_key'
    """
    row = _messages().get(key)
    text = row[language()].replace("\\n", "\n") if row else key
    return text.format(**fields) if fields else text
