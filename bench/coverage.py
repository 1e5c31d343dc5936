"""What the knowledge base knows of the programme-like phrases of a corpus.

    python bench/coverage.py ../shared/programmes/phrase_counts.tsv

The file counts quoted phrases, titles and numeral names over many documents (columns phrase, type, df).
Of those with a document frequency of at least ``--df`` it prints how many are known, how many are known
with their head noun only (菜篮子 as 菜篮子工程), how many are bare kinds of document that the text itself
resolves (《决定》), how many are refused on purpose, and lists the rest.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

from policytext.knowledge import Knowledge, knowledge_of, name_key
from policytext.lexicon import shipped

ANSWERS = ("known", "known with its head noun", "document of the text", "refused", "open")


def verdict(phrase: str, known: Knowledge, heads: list[str], documents: frozenset[str]) -> str:
    """Which of the answers holds for a phrase.

    >>> verdict("一带一路", knowledge_of(), [], frozenset())
    'known'
    """
    if known.named(phrase):
        return "known"
    if name_key(phrase) in known.refused:
        return "refused"
    if any(known.named(phrase + head) for head in heads):
        return "known with its head noun"
    return "document of the text" if phrase in documents else "open"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("counts", type=Path)
    parser.add_argument("--df", type=int, default=20)
    options = parser.parse_args()
    if not options.counts.is_file():
        print(f"{options.counts} is absent: nothing to cover")
        return
    cues = shipped().rows("programme_cues")
    heads = [cue["form"] for cue in cues if cue["kind"] in ("head", "quoted_head", "plain_head")]
    documents = frozenset(cue["form"] for cue in cues if cue["kind"] == "document")
    answers: dict[str, dict[str, int]] = {answer: {} for answer in ANSWERS}
    with options.counts.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            if int(row["df"]) >= options.df:
                answer = verdict(row["phrase"], knowledge_of(), heads, documents)
                answers[answer][row["phrase"]] = max(int(row["df"]), answers[answer].get(row["phrase"], 0))
    total = sum(map(len, answers.values()))
    for answer, phrases in answers.items():
        print(f"{answer:26}{len(phrases):5}{len(phrases) / max(total, 1):8.1%}")
    print(f"{'phrases':26}{total:5}   with df >= {options.df}")
    print(" ".join(f"{phrase}({df})" for phrase, df in answers["open"].items()))


if __name__ == "__main__":
    main()
