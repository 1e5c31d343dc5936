"""What can go wrong, with the fields a caller needs to act on it."""

from __future__ import annotations


class PolicytextError(Exception):
    """Parent of every error that policytext raises on purpose.

    >>> issubclass(ReadError, PolicytextError)
    True
    """


class ReadError(PolicytextError):
    """An input that cannot be read; ``path`` says which and ``reason`` why.

    >>> str(ReadError("公报.pdf", "the PDF is encrypted"))
    '公报.pdf: the PDF is encrypted'
    """

    def __init__(self, path: object, reason: str) -> None:
        self.path = str(path)
        self.reason = reason
        super().__init__(f"{self.path}: {reason}")


class WriteError(PolicytextError):
    """A result that cannot be written; ``path`` says which and ``reason`` what to do."""

    def __init__(self, path: object, reason: str) -> None:
        self.path = str(path)
        self.reason = reason
        super().__init__(f"{self.path}: {reason}")


class LexiconError(PolicytextError):
    """A line of a lexicon file that breaks the rules of its columns.

    >>> str(LexiconError("units.tsv", 12, "factor", "'1O00' is no number"))
    "units.tsv, line 12, column factor: '1O00' is no number"
    """

    def __init__(self, path: object, line: int, column: str, reason: str) -> None:
        self.path, self.line, self.column, self.reason = str(path), line, column, reason
        super().__init__(f"{self.path}, line {line}, column {column}: {reason}")


class MissingExtraError(PolicytextError, ImportError):
    """An optional package is needed; the sentence names the extra that brings it.

    >>> str(MissingExtraError("reading PDF", "pdf"))
    "reading PDF needs an extra: pip install 'policytext[pdf]'"
    """

    def __init__(self, what: str, extra: str) -> None:
        self.what, self.extra = what, extra
        super().__init__(f"{what} needs an extra: pip install 'policytext[{extra}]'")
