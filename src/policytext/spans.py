"""The spaCy guest room: a tokenizer, a pipeline component and extension attributes.

spaCy is imported here and nowhere else. Entry points make both known by name, so a pipeline from
``spacy.load`` or a config file needs no import of this module.

A ``Doc`` keeps the article as one JSON string in ``doc.user_data["policytext"]``; records are built from it
when they are asked for. So ``to_bytes``, ``DocBin`` and several processes carry everything, numbers of any
size included. spaCy's spans begin and end at tokens: one that does not is widened to the next tokens, while
the record behind it keeps the exact characters.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span
from spacy.util import DummyTokenizer

from .errors import ReadError
from .lexicon import Lexicon
from .pipeline import Pipeline
from .records import Article, Claim, Passage, Programme
from .segmentation import segment
from .tables import replacing

KEY = "policytext"  # of the record in doc.user_data
TOKENIZER = "policytext.tokenizer.v1"
GROUPS = ("claims", "programmes", "passages")
_GIVEN = ("id", "title", "published", "source")  # what a doc's user_data or context may say of an article


def blank(**config: Any) -> Language:
    """A blank Chinese pipeline with our tokenizer and the component ``policytext``; ``config`` is its.

    >>> doc = blank()("2023年，全省粮食产量增长5.2%。")
    >>> [(span.text, span._.claim.measure.text) for span in doc.spans["claims"]]
    [('5.2%', '粮食产量')]
    """
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})
    nlp.add_pipe("policytext", config=config)
    return nlp


# --- tokens ---


class PolicyTokenizer(DummyTokenizer):
    """Text → ``Doc`` with the words of :func:`policytext.segment`; ``doc.text`` is the text as given."""

    def __init__(self, vocab: Any, engine: str = "auto", lexicon: str | None = None) -> None:
        self.vocab = vocab
        self.engine = engine
        self.lexicon = lexicon

    def __call__(self, text: str) -> Doc:
        words: list[str] = []
        spaces: list[bool] = []
        at = 0
        for token in segment(text, engine=self.engine, lexicon=_lexicon(self.lexicon)):
            _gap(text[at : token.start], words, spaces)
            words.append(token.text)
            spaces.append(False)
            at = token.end
        _gap(text[at:], words, spaces)
        return Doc(self.vocab, words=words, spaces=spaces)


def _gap(gap: str, words: list[str], spaces: list[bool]) -> None:
    """Blanks between words: one space belongs to the word before it, the rest is a token of blanks."""
    if gap.startswith(" ") and words:
        spaces[-1] = True
        gap = gap[1:]
    if gap:
        words.append(gap)
        spaces.append(False)


@lru_cache(maxsize=4)
def _lexicon(folder: str | None) -> Lexicon | None:
    return Lexicon(folder) if folder else None


@spacy.registry.tokenizers(TOKENIZER)
def create_tokenizer(engine: str = "auto", lexicon: str | None = None) -> Any:
    """What a config calls for ``@tokenizers = "policytext.tokenizer.v1"``."""

    def create(nlp: Language) -> PolicyTokenizer:
        return PolicyTokenizer(nlp.vocab, engine, lexicon)

    return create


# --- the component ---


class PolicyComponent:
    """The component ``policytext``: reads a doc through and sets its spans.

    Title, date, id and source are taken from ``doc.user_data``, or from the context that
    ``nlp.pipe(…, as_tuples=True)`` gives with a text; what they leave open is looked for in the text.
    """

    def __init__(self, engine: str = "auto", lexicon: str | None = None, themes: str | None = None) -> None:
        self.engine = engine
        self.lexicon = lexicon
        self.themes = themes

    def __call__(self, doc: Doc) -> Doc:
        context = doc._context if isinstance(doc._context, Mapping) else {}
        said = {key: context.get(key) or doc.user_data.get(key) for key in _GIVEN}
        given = {key: str(value) for key, value in said.items() if value}
        article = _pipeline(self.engine, self.lexicon, self.themes)(
            doc.text,
            given.get("published"),
            given.get("title"),
            id=given.get("id", ""),
            source=given.get("source"),
        )
        return mark(doc, article)


@lru_cache(maxsize=4)
def _pipeline(engine: str, lexicon: str | None, themes: str | None) -> Pipeline:
    return Pipeline(engine=engine, lexicon=_lexicon(lexicon), themes=themes)


@Language.factory("policytext", assigns=["doc._.article", "doc.spans"])
def create_component(
    nlp: Language, name: str, engine: str = "auto", lexicon: str | None = None, themes: str | None = None
) -> Any:
    """What ``nlp.add_pipe("policytext")`` calls.

    ``lexicon`` is the folder of a user's own word lists, ``themes`` the file of their own theme model.
    """
    _lexicon(lexicon)  # a folder that is not there is said at once
    return PolicyComponent(engine, lexicon, themes)


def mark(doc: Doc, article: Article) -> Doc:
    """Set an article's spans and its record on a doc of the same text.

    Span labels are the status of a claim, the type of a programme, the theme (else the kind) of a passage.
    Raises :class:`ReadError` where the texts differ.
    """
    if doc.text != article.text:
        raise ReadError(article.id or "doc", "the text of the doc is not that of the article")
    record = article.to_dict()
    del record["text"]
    doc.user_data[KEY] = json.dumps(record, ensure_ascii=False)
    claims = [_span(doc, c, c.status) for c in article.claims]
    programmes = [_span(doc, p, p.type) for p in article.programmes]
    passages = [_span(doc, p, p.theme or p.kind) for p in article.passages]
    for name, spans in zip(GROUPS, (claims, programmes, passages), strict=True):
        doc.spans[name] = [span for span in spans if span is not None]
    return doc


def _span(doc: Doc, record: Claim | Programme | Passage, label: str) -> Span | None:
    return doc.char_span(record.start, record.end, label, alignment_mode="expand")


# --- what can be asked of a doc and its spans ---


@lru_cache(maxsize=256)
def _article(text: str, record: str) -> Article:
    return Article.from_dict({**json.loads(record), "text": text})


def article_of(doc: Doc) -> Article | None:
    """The article of a doc, ``None`` where it was not read through; also ``doc._.article``."""
    record = doc.user_data.get(KEY)
    return _article(doc.text, record) if record else None


def _inside(span: Span, kind: str) -> tuple[Any, ...]:
    """The records of a kind that lie within a span of tokens, in order."""
    article = article_of(span.doc)
    records = getattr(article, kind) if article else ()
    first = bisect_left(records, span.start_char, key=lambda record: record.start)
    last = bisect_left(records, span.end_char, key=lambda record: record.start)
    return tuple(record for record in records[first:last] if record.end <= span.end_char)


def _claims(span: Span) -> tuple[Claim, ...]:
    return _inside(span, "claims")


def _programmes(span: Span) -> tuple[Programme, ...]:
    return _inside(span, "programmes")


def _claim(span: Span) -> Claim | None:
    return next(iter(_claims(span)), None)


def _programme(span: Span) -> Programme | None:
    return next(iter(_programmes(span)), None)


def _passage(span: Span) -> Passage | None:
    article = article_of(span.doc)
    return article.passage_at(max(span.start_char, 0)) if article else None


def _set_article(doc: Doc, article: Article) -> None:
    mark(doc, article)


def _set_extensions() -> None:
    Doc.set_extension("article", getter=article_of, setter=_set_article, force=True)
    getters = {
        "claim": _claim,
        "claims": _claims,
        "programme": _programme,
        "programmes": _programmes,
        "passage": _passage,
    }
    for name, getter in getters.items():
        Span.set_extension(name, getter=getter, force=True)


_set_extensions()


# --- files of docs ---


def to_doc(article: Article, nlp: Language | None = None) -> Doc:
    """An article as a doc, its tokens cut by ``nlp`` (else by ours), without reading it again.

    >>> from policytext import extract
    >>> doc = to_doc(extract("全市培训职工13万余人次。"))
    >>> doc.spans["claims"][0].text
    '13万余人次'
    """
    nlp = nlp or _blank()
    return mark(nlp.make_doc(article.text), article)


@lru_cache(maxsize=1)
def _blank() -> Language:
    return spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})


def write_docbin(articles: Iterable[Article], path: str | Path) -> None:
    """Write articles as a spaCy ``DocBin`` with spans and records."""
    box = DocBin(store_user_data=True, docs=map(to_doc, articles))
    with replacing(Path(path)) as file:
        file.write(box.to_bytes())


def read_docbin(path: str | Path) -> Iterator[Doc]:
    """The docs of a ``DocBin`` file. Raises :class:`ReadError` where it is none."""
    try:
        box = DocBin().from_bytes(Path(path).read_bytes())
    except OSError as error:
        raise ReadError(path, (error.strerror or str(error)).lower()) from None
    except Exception:  # zlib, msgpack and spaCy each have their own
        raise ReadError(path, "is no spaCy DocBin") from None
    yield from box.get_docs(_blank().vocab)
