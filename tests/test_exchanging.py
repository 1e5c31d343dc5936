"""The command line to tools and back, and what all commands share: examples, one-line errors, completion."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from policytext.cli import main
from policytext.cli.app import app
from policytext.messages import _messages

COLOUR = re.compile(r"\x1b\[(?:\d+;)*[39][0-7]m")  # bold, dim and italic are no colours
CORPUS = Path(__file__).resolve().parents[1] / "corpus" / "articles"


@pytest.fixture(autouse=True)
def plain(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("POLICYTEXT_LANG", "en")


@pytest.fixture
def run(monkeypatch, capsys):
    def runs(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["policytext", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            main()
        said = capsys.readouterr()
        return left.value.code or 0, said.out, said.err

    return runs


@pytest.fixture(scope="module")
def records(tmp_path_factory) -> Path:
    from policytext import Pipeline, iter_articles
    from policytext.annotation.results import write_records

    path = tmp_path_factory.mktemp("records") / "out.jsonl"
    write_records(list(Pipeline().pipe(iter_articles([CORPUS / "30-briefs.jsonl"]))), path)
    return path


@pytest.mark.parametrize("tool", ["labelstudio", "doccano", "brat", "docbin", "conll"])
def test_export_and_import_give_the_same_records(tool, run, records, tmp_path):
    status, out, _ = run("export", records, "--to", tool, "-o", tmp_path / "there")
    assert status == 0 and out == f"3 articles → {tmp_path / 'there'}\n"
    status, out, _ = run("import", tmp_path / "there", "--from", tool, "-o", tmp_path / "back.jsonl")
    assert status == 0 and out.startswith("3 → ")
    lines = [path.read_text("utf-8").splitlines() for path in (tmp_path / "back.jsonl", records)]
    assert sorted(lines[0]) == sorted(lines[1])


def test_label_studio_gets_its_configuration(run, records, tmp_path):
    from xml.etree import ElementTree

    run("export", records, "--to", "labelstudio", "-o", tmp_path / "tasks.json")
    tree = ElementTree.parse(tmp_path / "tasks.xml")
    names = [node.get("name") for node in tree.iter() if node.get("name")]
    assert len(names) == len(set(names))
    controls = {r["from_name"] for t in json.loads((tmp_path / "tasks.json").read_text("utf-8"))
                for r in t["predictions"][0]["result"] if r["type"] != "relation"}  # fmt: skip
    assert controls <= set(names)


def test_import_gives_labels_and_lexicon_lines(run, records, tmp_path):
    labels, lexicon = tmp_path / "labels.csv", tmp_path / "programmes.tsv"
    status, out, _ = run("import", records, "--from", "records", "--labels", labels, "--programmes", lexicon)
    assert status == 0 and len(out.splitlines()) == 2
    assert labels.read_text("utf-8-sig").startswith("theme,title,text")
    assert lexicon.read_text("utf-8").startswith("id\tname")
    status, _, err = run("import", records, "--from", "records", "--labels", labels)
    assert status == 1 and "--force" in err


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["export", "nowhere", "--to", "brat", "-o", "OUT"], 1, "nowhere"),
        (["export", CORPUS, "--to", "prodigy", "-o", "OUT"], 2, "labelstudio"),
        (["import", "nowhere", "--from", "brat", "-o", "OUT"], 1, "nowhere"),
        (["import", "nowhere", "--from", "brat"], 2, "--labels"),
        (["export"], 2, "OUT is missing (see policytext export --help)"),
        (["export", "x", "--to"], 2, "--to"),
        (["extract", "x"], 2, "--out is missing"),
        (["extract", "x", "-o", "OUT", "--jobs", "0"], 2, "--jobs: "),
        (["show", "--colour"], 2, "--colour: no such option (see policytext show --help)"),
        (["shw"], 2, "'show'"),
        (["programmes", "shw"], 2, "see policytext programmes --help"),
    ],
)
def test_wrong_usage_is_one_line(arguments, status, said, run, tmp_path):
    left, out, err = run(*[tmp_path / "out" if a == "OUT" else a for a in arguments])
    assert (left, out) == (status, "")
    assert err.count("\n") == 1 and err.startswith("policytext: ") and said in err


def commands(group: typer.Typer, prefix: str = ""):
    for command in group.registered_commands:
        yield prefix + (command.name or command.callback.__name__)
    for inner in group.registered_groups:
        yield from commands(inner.typer_instance, f"{prefix}{inner.name}_" if inner.name else prefix)


def test_every_command_ends_its_help_with_examples():
    names = list(commands(app))
    assert {"extract", "show", "export", "import", "programmes_show", "themes_train"} <= set(names)
    for name in names:
        row = _messages().get(f"help_{name}_examples")
        assert row, f"messages.tsv has no help_{name}_examples"
        for language in ("en", "zh"):
            for example in row[language].split(" · "):
                assert f"policytext {name.replace('_', ' ')} " in f"{example} ", example


def test_the_help_shows_them(run):
    status, out, _ = run("import", "--help")
    assert status == 0
    assert "Examples" in out and "policytext import export.json --from labelstudio -o gold.jsonl" in " ".join(
        out.split()
    )


def outside(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "POLICYTEXT_LANG")}
    command = [sys.executable, "-m", "policytext", *arguments]
    env = {**kept, "LC_ALL": "C.UTF-8", **environment}
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=env)


def test_colours_switch_off():
    asked = {"FORCE_COLOR": "1", "TERM": "xterm-256color"}
    file = str(CORPUS / "05-monthly-stats.txt")
    assert COLOUR.search(outside("show", file, **asked).stdout)
    for done in (outside("--no-color", "show", file, **asked), outside("show", file, NO_COLOR="1", **asked)):
        assert not COLOUR.search(done.stdout)


def test_errors_speak_the_language_of_the_locale():
    assert "缺少 --out" in outside("extract", "x", LC_ALL="zh_CN.UTF-8").stderr
    assert "示例" in outside("export", "--help", LC_ALL="zh_CN.UTF-8").stdout


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("policytext ex", {"extract", "export"}), ("policytext export out --to d", {"doccano", "docbin"})],
)
def test_completion_knows_commands_and_tools(typed, offered):
    words = str(len(typed.split()) - 1)
    done = outside(_POLICYTEXT_COMPLETE="complete_bash", COMP_WORDS=typed, COMP_CWORD=words)
    assert offered <= set(done.stdout.split())
