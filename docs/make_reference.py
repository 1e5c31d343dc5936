"""Writes ``docs/reference.md`` from the docstrings: ``python docs/make_reference.py``."""

from __future__ import annotations

import inspect
import re
from importlib import import_module
from pathlib import Path

import policytext

PLACE = Path(__file__).with_name("reference.md")
SECTIONS = {  # heading → module → the names shown, in the order of reading
    "The front door": {
        "pipeline": "extract Pipeline",
        "readers": "read iter_articles",
        "records": "Article Passage Claim Quantity Programme Span TimeExpression Token RawArticle",
        "lexicon": "Lexicon using",
        "errors": "PolicytextError ReadError WriteError LexiconError MissingExtraError",
    },
    "Recognisers": {
        "segmentation": "segment words engine_name",
        "sentences": "split_sentences",
        "passages": "find_passages find_title",
        "quantities": "find_quantities parse_quantity",
        "numerals": "parse_numeral",
        "times": "find_times parse_time resolve_time",
        "programmes": "find_programmes",
        "checks": "find_conflicts Conflict",
    },
    "Themes": {
        "themes": "load_themes Themes Theme Explanation",
        "theme_labels": "read_labels Labels Label",
        "theme_training": "train_themes ThemeClassifier",
    },
    "Over many articles": {
        "extraction": "extract_paths",
        "loading": "read_output",
        "tables": "to_arrow to_pandas schema write_table",
        "following": "count_mentions claims_of count_themes compare_corpora",
        "discovery": "suggest_programmes to_lexicon Suggestion",
        "ledger": "make_ledger notable write_ledger",
        "evaluation": "evaluate read_records",
    },
    "In notebooks": {
        "display": "to_html show_reasons",
        "charts": "targets_and_results mentions_by_month themes_by_month network save",
        "progress": "track",
    },
    "To other tools": {
        "spans": "blank mark to_doc article_of write_docbin read_docbin",
        "vectorizer": "PolicyVectorizer read_stop_words",
        "annotation": "export_annotations import_annotations",
        "annotation.results": "write_records write_labels write_programmes",
    },
}
HEAD = """# Reference

Made from the docstrings by `python docs/make_reference.py`; the examples are run with the tests.
What is marked ◆ can be imported from `policytext` itself, the rest from its module.
"""


def text() -> str:
    """The whole page."""
    parts = [HEAD]
    for heading, modules in SECTIONS.items():
        parts.append(f"\n## {heading}\n")
        parts += [_module(name, shown.split()) for name, shown in modules.items()]
    return "".join(parts)


def _module(name: str, shown: list[str]) -> str:
    module = import_module(f"policytext.{name}")
    said = f"\n### policytext.{name}\n\n{_prose(inspect.getdoc(module) or '')}\n"
    for key in shown:
        value = getattr(module, key)
        said += _class(key, value) if inspect.isclass(value) else _entry(key, value, "####")
    return said


def _class(name: str, kind: type) -> str:
    said = _entry(name, kind, "####")
    for key, value in vars(kind).items():
        function = value.fget if isinstance(value, property) else getattr(value, "__func__", value)
        if not key.startswith("_") and inspect.isfunction(function) and function.__doc__:
            said += _entry(f"{name}.{key}", function, "#####", bare=isinstance(value, property))
    return said


def _entry(name: str, thing: object, level: str, *, bare: bool = False) -> str:
    mark = " ◆" if name in policytext.__all__ else ""
    signature = "" if bare else _signature(thing)
    return f"\n{level} `{name}{signature}`{mark}\n\n{_prose(inspect.getdoc(thing) or '')}\n"


class _Bare(str):
    """An annotation that is printed as it was written."""

    def __repr__(self) -> str:
        return self


def _signature(thing: object) -> str:
    try:
        found = inspect.signature(thing)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return ""
    shown = [_shown(one) for one in found.parameters.values() if one.name not in ("self", "cls")]
    back = found.return_annotation
    said = _Bare(back) if isinstance(back, str) and back != "None" else found.empty
    return str(found.replace(parameters=shown, return_annotation=said))


def _shown(one: inspect.Parameter) -> inspect.Parameter:
    if isinstance(one.annotation, str):
        one = one.replace(annotation=_Bare(one.annotation))
    made = repr(one.default) if one.default is not one.empty else ""
    return one.replace(default=_Bare("…")) if " at 0x" in made or "factory" in made else one


def _prose(doc: str) -> str:
    """A docstring as Markdown: reStructuredText's marks rewritten, doctests fenced."""
    doc = re.sub(r":[a-z]+:`~?([^`]+)`", r"`\1`", doc).replace("``", "`")
    lines, inside = [], False
    for line in doc.split("\n"):
        begins = line.lstrip().startswith(">>>")
        if begins and not inside:
            lines.append("```python")
            inside = True
        elif inside and not line.strip():
            lines.append("```")
            inside = False
        lines.append(line)
    return "\n".join([*lines, "```"] if inside else lines)


if __name__ == "__main__":
    PLACE.write_text(text(), encoding="utf-8")
