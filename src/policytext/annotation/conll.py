"""CoNLL: one token a line, the word, where it begins and a BIO tag, by tabs; blank lines between sentences.

Tags are ``B-claim:target``, ``I-programme:plan``, ``O``. Tokens are cut at the ends of claims and programmes.
Comments carry the text and the record, so that an article comes back whole; a file without them is read too,
its text joined from the words.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from ..errors import ReadError
from ..records import Article
from ..segmentation import segment
from ..tables import replacing
from .doccano import label_of, mark_of
from .marks import Mark, bare_record, from_marks, to_marks


def write(articles: Sequence[Article], path: Path) -> None:
    """All articles in one file, each under its comments."""
    with replacing(path) as file:
        for article in articles:
            file.writelines(f"{line}\n".encode() for line in lines(article))


def lines(article: Article) -> Iterator[str]:
    """The lines of an article."""
    marks = [mark for mark in to_marks(article) if mark.label != "passage"]
    tags = {place: tag for mark in marks for place, tag in _tagged(mark)}
    starts = {mark.start for mark in marks}
    yield f"# record = {json.dumps(bare_record(article), ensure_ascii=False)}"
    yield f"# text = {json.dumps(article.text, ensure_ascii=False)}"
    sentences = iter([*(start for start, _ in article.sentences()), len(article.text)])
    border = next(sentences)
    for start, word in _words(article.text, starts | {mark.end for mark in marks}):
        if start >= border:
            yield ""
            while border <= start:
                border = next(sentences)
        tag = tags.get(start)
        said = "O" if tag is None else f"{'B' if start in starts else 'I'}-{tag}"
        yield f"{word}\t{start}\t{said}"
    yield ""


def _words(text: str, cuts: set[int]) -> Iterator[tuple[int, str]]:
    """The words of a text, also cut at the given places."""
    for token in segment(text):
        inner = [at for at in range(token.start + 1, token.end) if at in cuts]
        for start, end in pairwise([token.start, *inner, token.end]):
            yield start, text[start:end]


def _tagged(mark: Mark) -> Iterator[tuple[int, str]]:
    label = label_of(mark)
    yield from ((place, label) for place in range(mark.start, mark.end))


def read(path: Path) -> Iterator[Article]:
    """The articles of a file; words and tags stand in the first and the last column."""
    try:
        rows = path.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(path, str(error)) from None
    head: dict[str, Any] = {}
    tokens: list[tuple[str, str]] = []
    for number, row in enumerate(rows, 1):
        try:
            if row.startswith("# ") and " = " in row:
                key, _, value = row[2:].partition(" = ")
                if key == "record" and (tokens or head):
                    yield _article(head, tokens)
                    head, tokens = {}, []
                if key in ("record", "text") and value[:1] in ("{", '"'):
                    head[key] = json.loads(value)
            elif row.strip():
                cells = row.split("\t") if "\t" in row else row.split()
                tokens.append((cells[0], cells[-1]))
            else:
                tokens.append(("\n", "O"))
        except (ValueError, IndexError) as error:
            raise ReadError(f"{path}:{number}", f"not a line of CoNLL ({error})") from None
    if head or any(word != "\n" for word, _ in tokens):
        yield _article(head, tokens)


def _article(head: dict[str, Any], tokens: list[tuple[str, str]]) -> Article:
    text = head.get("text")
    if text is None:
        text = "".join(word for word, _ in tokens).strip("\n")
    marks: list[Mark] = []
    at, began, open_label = 0, 0, ""
    ended = 0
    for word, tag in [*tokens, ("", "O")]:
        if word == "\n":
            continue  # a mark may reach over the end of a line
        kind, _, label = tag.partition("-")
        if open_label and (kind != "I" or label != open_label):
            marks += [mark] if (mark := mark_of(began, ended, open_label)) else []
            open_label = ""
        at = text.find(word, at)
        if at < 0:
            raise ReadError(head.get("record", {}).get("id") or "conll", f"{word!r} is not in the text")
        if label and not open_label:
            began, open_label = at, label
        at = ended = at + len(word)
    return from_marks(marks + _passages(head), {**head.get("record", {}), "text": text})


def _passages(head: dict[str, Any]) -> list[Mark]:
    """The passages of the record: the tags do not show them."""
    return [Mark(p["start"], p["end"], "passage") for p in head.get("record", {}).get("passages") or ()]
