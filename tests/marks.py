"""Case lines: a text with 【】 around what must be found."""

import re


def unmark(marked):
    """The text without its marks, and the spans marked."""
    spans, text = [], ""
    for part in re.split("(【[^】]*】)", marked):
        inside = part.startswith("【")
        part = part.strip("【】") if inside else part
        if inside:
            spans.append((len(text), len(text) + len(part)))
        text += part
    return text, spans
