"""PolicyVectorizer: our words and unit classes as an ordinary scikit-learn vectorizer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer

from .errors import PolicytextError, ReadError
from .lexicon import Lexicon, shipped, using
from .programmes import find_programmes
from .quantities import find_quantities
from .segmentation import segment
from .times import find_times, states_amount

SHIPPED = "policytext"  # the stop words of data/stop_words.tsv, with those of a user's lexicon
NUMBERS = ("fold", "keep", "drop")


class PolicyVectorizer(CountVectorizer):
    """Counts of words for classifiers and topic models: texts → a sparse matrix (texts × features).

    Words are those of :func:`policytext.segment`; names of programmes stay whole. ``numbers`` says what
    becomes of amounts and dates: ``fold`` counts them by unit class (``<元>``, ``<%>``, ``<人>``, ``<数>``
    without a unit, ``<时间>``), ``keep`` as they stand, ``drop`` not at all. ``stop_words`` is ``policytext``
    (the shipped list), the path of a text file with a word a line, a list, or ``None``; ``shortest`` the
    least number of characters of a word. ``lexicon`` is the folder of a user's own word lists. The other
    parameters are those of :class:`sklearn.feature_extraction.text.CountVectorizer`, which does the counting.

    >>> counts = PolicyVectorizer().fit(["全省粮食产量增长5.2%，推进乡村振兴战略。"])
    >>> list(counts.get_feature_names_out())
    ['<%>', '乡村振兴战略', '产量', '全省', '增长', '粮食']
    """

    _parameter_constraints: ClassVar[dict[str, Any]] = {
        name: rule for name, rule in CountVectorizer._parameter_constraints.items() if name != "stop_words"
    }

    def __init__(
        self,
        *,
        numbers: str = "fold",
        stop_words: str | Path | list[str] | None = SHIPPED,
        shortest: int = 2,
        lexicon: str | None = None,
        engine: str = "auto",
        ngram_range: tuple[int, int] = (1, 1),
        max_df: float | int = 1.0,
        min_df: float | int = 1,
        max_features: int | None = None,
        vocabulary: Any = None,
        binary: bool = False,
        dtype: Any = np.int64,
    ) -> None:
        self.numbers = numbers
        self.shortest = shortest
        self.lexicon = lexicon
        self.engine = engine
        super().__init__(
            stop_words=stop_words,
            lowercase=False,
            token_pattern=None,
            ngram_range=ngram_range,
            max_df=max_df,
            min_df=min_df,
            max_features=max_features,
            vocabulary=vocabulary,
            binary=binary,
            dtype=dtype,
        )

    def build_tokenizer(self) -> Callable[[str], list[str]]:
        """The function that cuts a text into features."""
        if self.numbers not in NUMBERS:
            raise PolicytextError(f"{self.numbers!r} is no way to treat numbers: {', '.join(NUMBERS)}")
        words, engine, numbers, shortest = _lexicon(self.lexicon), self.engine, self.numbers, self.shortest

        def tokenize(text: str) -> list[str]:
            with using(words):
                return list(features(text, words, engine=engine, numbers=numbers, shortest=shortest))

        return tokenize

    def build_analyzer(self) -> Callable[[str | bytes], list[str]]:
        """The function that makes a text the list of its features, n-grams included."""
        tokenize, stop_words = self.build_tokenizer(), self.get_stop_words()

        def analyse(text: str | bytes) -> list[str]:
            return self._word_ngrams(tokenize(self.decode(text)), stop_words)

        return analyse

    def get_stop_words(self) -> frozenset[str] | None:
        """The stop words in use, as a set."""
        if self.stop_words is None:
            return None
        if self.stop_words == SHIPPED:
            rows = _lexicon(self.lexicon).rows("stop_words")
            return frozenset(row["word"] for row in rows if row["kind"] != "none")
        if isinstance(self.stop_words, (str, Path)):
            return read_stop_words(self.stop_words)
        return frozenset(self.stop_words)


@lru_cache(maxsize=4)
def _lexicon(folder: str | None) -> Lexicon:
    return Lexicon(folder) if folder else shipped()


def read_stop_words(path: str | Path) -> frozenset[str]:
    """The words of a text file, one a line; lines that begin with ``#`` are comments."""
    try:
        lines = Path(path).read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(path, str(error)) from None
    return frozenset(word for line in lines if (word := line.strip()) and not word.startswith("#"))


def features(
    text: str, lexicon: Lexicon, *, engine: str = "auto", numbers: str = "fold", shortest: int = 2
) -> Iterator[str]:
    """The features of one text in order; punctuation and words shorter than ``shortest`` are left out.

    >>> list(features("2023年投入近2亿元，培训13万余人次", shipped()))
    ['<时间>', '投入', '<元>', '培训', '<人次>']
    """
    times = [t for t in find_times(text) if not states_amount(t)]
    programmes = find_programmes(text, lexicon=lexicon)
    said: list[Any] = [*times, *programmes]
    taken = sorted((s.start, s.end) for s in said)
    quantities = find_quantities(text, taken)
    names = {p.start for p in programmes}
    classes = {t.start: (t.end, "<时间>") for t in times}
    classes |= {q.start: (q.end, f"<{q.unit or '数'}>") for q in quantities}
    kept = sorted({(s.start, s.end) for s in (*said, *quantities)})
    for token in segment(text, keep=kept, lexicon=lexicon, engine=engine):
        end, name = classes.get(token.start, (0, ""))
        number = end == token.end
        if number and numbers != "keep":
            if numbers == "fold":
                yield name
        elif number or token.start in names or (len(token.text) >= shortest and token.text[0].isalnum()):
            yield token.text
