"""The house stands: imports go down only, and importing the front door loads nothing heavy."""

import ast
import subprocess
import sys
from pathlib import Path

import policytext

SOURCE = Path(policytext.__file__).parent

# Floor → its modules; a module may import from its own floor and from those below.
FLOORS = {
    0: "errors records folding lunar",
    1: "lexicon numerals calendars messages",
    2: """dictionary charsets furniture sentences tokenizers cutting segmentation titles layout passages
          metadata units amounts""",
    3: """acceptance scanning quantities time_patterns time_context time_points time_readers time_scan times
          clocks knowledge name_cues quotes plain_names quoted_names document_names components regions
          linking naming programmes""",
    4: """time_in_force following cues frames definitions governing headings holder_names holders phrases
          anniversaries verbs predicates nouns lists bearers subjects measures awards modality checks
          stretches claims explanations theme_labels theme_model theme_report theme_training themes""",
    5: "pipeline",
    6: """rows documents page_heads pages readers tables evaluation mentions discovery
          places limits sources batches store engines clusters reposts outputs extraction profiling queries
          loading ledger report display progress charts spans vectorizer annotation""",
    7: "cli __main__",
}
FLOOR = {name: floor for floor, names in FLOORS.items() for name in names.split()}


def imports(path: Path) -> set[str]:
    """The modules of the package that a module imports when it is loaded."""
    tree = ast.parse(path.read_text("utf-8"))
    inside = {n for f in ast.walk(tree) if isinstance(f, ast.FunctionDef | ast.If) for n in ast.walk(f)}
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level and node not in inside:
            found |= {node.module.split(".")[0]} if node.module else {alias.name for alias in node.names}
    return found & set(FLOOR)


def room(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def test_every_module_has_a_floor():
    rooms = {room(path) for path in SOURCE.rglob("*.py")} - {"__init__"}
    assert rooms == set(FLOOR)


def test_imports_go_down_only():
    upward = [
        f"{path.relative_to(SOURCE)} imports {name}"
        for path in SOURCE.rglob("*.py")
        if room(path) != "__init__"
        for name in imports(path)
        if FLOOR[name] > FLOOR[room(path)]
    ]
    assert upward == []


def test_the_front_door_loads_nothing_heavy():
    heavy = (
        "spacy sklearn pandas numpy pyarrow jieba rjieba opencc lxml trafilatura typer rich ahocorasick_rs"
    )
    script = f"import sys, policytext; print(sorted(set({heavy.split()!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_public_name_is_there():
    for name in policytext.__all__:
        assert getattr(policytext, name) is not None
    assert set(policytext.__all__) <= set(dir(policytext))
