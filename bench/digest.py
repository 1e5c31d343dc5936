"""One digest of all records of the sample articles: the same on every Python, engine and number of jobs.

python bench/digest.py                  # of this Python, the best engine at hand and one process
python bench/digest.py --engine jieba --jobs 2
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
from pathlib import Path

from policytext.batches import Settings
from policytext.extraction import extract_paths

ARTICLES = Path(__file__).resolve().parents[1] / "corpus" / "articles"


def digest(engine: str = "auto", jobs: int = 1) -> str:
    """SHA-256 of the JSONL that ``policytext extract corpus/articles`` writes."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "records.jsonl"
        extract_paths([ARTICLES], out, settings=Settings(engine=engine), jobs=jobs)
        written = out.read_bytes().replace(str(ARTICLES).encode(), b"")
        return hashlib.sha256(written).hexdigest()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--engine", default="auto", choices=("auto", "rjieba", "jieba"))
    parser.add_argument("--jobs", type=int, default=1)
    given = parser.parse_args()
    print(digest(given.engine, given.jobs)[:16], f"Python {sys.version.split()[0]}", given.engine, given.jobs)
