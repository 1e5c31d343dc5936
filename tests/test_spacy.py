"""policytext inside spaCy: by entry point, beside other components, through files and processes."""

import json
import pickle
from pathlib import Path

import pytest
import spacy
from spacy import displacy
from spacy.tokens import Doc, DocBin

from policytext import Article, Lexicon, LexiconError, ReadError, extract, read
from policytext.spans import GROUPS, TOKENIZER, article_of, blank, mark, read_docbin, to_doc, write_docbin

CORPUS = Path(__file__).resolve().parents[1] / "corpus" / "articles"
TEXT = "2023年，全省粮食产量比上年增长5.2%，其中😀𠮷县增长3.1、4.2个百分点。\n  启动“百日攻坚”行动 。\r\n"
TWO = ("去年，全市生产总值增长5%。", "力争培训职工13万余人次。")


@pytest.fixture(scope="module")
def nlp():
    return blank()


def test_the_component_is_found_by_its_name():
    plain = spacy.blank("zh")
    plain.add_pipe("policytext")
    doc = plain(TEXT)
    assert [span.text for span in doc.spans["claims"]] == ["5.2%", "3.1", "4.2个百分点"]
    assert doc._.article == extract(TEXT)


def test_the_tokenizer_keeps_the_text(nlp):
    for text in (TEXT, "", " ", "  甲 乙\t\n", "\u3000正文", "a  b ", "𠮷"):
        doc = nlp.make_doc(text)
        assert doc.text == text
    assert [t.text for t in nlp.make_doc("全省 粮食产量") if not t.is_space] == ["全省", "粮食", "产量"]
    assert nlp("").spans["claims"] is not None and nlp("")._.article.claims == ()


def test_spans_lead_to_their_records(nlp):
    doc = nlp(TEXT)
    claims = doc.spans["claims"]
    assert [span._.claim for span in claims] == list(doc._.article.claims)
    assert [span.label_ for span in claims] == [claim.status for claim in doc._.article.claims]
    (named,) = doc.spans["programmes"]
    assert (named.text, named.label_, named._.programme.canonical) == (
        "百日攻坚",
        "campaign",
        "“百日攻坚”行动",
    )
    first = doc.spans["passages"][0]
    assert first._.passage == doc._.article.passages[0] and len(first._.claims) == 3
    assert claims[0]._.passage == first._.passage and claims[0]._.programme is None


def test_a_span_inside_a_token_snaps_outward_and_its_record_stays_exact():
    nlp = spacy.blank("en")  # whose tokens are cut at blanks
    text = "预计投入2亿元左右用于建设"
    doc = mark(nlp.make_doc(text), extract(text))
    (span,) = doc.spans["claims"]
    assert span.text == text
    assert span._.claim.text == "2亿元左右" and text[span._.claim.start : span._.claim.end] == "2亿元左右"


def test_every_article_of_the_corpus_goes_in_whole(nlp):
    for path in sorted(CORPUS.glob("*.txt"))[:12]:
        raw = read(path)
        doc = nlp(raw.text)
        for group in GROUPS:
            records = getattr(doc._.article, group)
            assert len(doc.spans[group]) == len(records)
            for span, record in zip(doc.spans[group], records, strict=True):
                assert span.start_char <= record.start < record.end <= span.end_char


def test_dates_and_titles_come_from_user_data_and_contexts(nlp):
    doc = nlp.make_doc(TWO[0])
    doc.user_data["published"] = "2022-03-01"
    assert nlp(doc)._.article.claims[0].time_start == "2021-01-01"
    about = [{"published": "2020-03-01", "title": "标题", "id": "a"}, {"published": "2019-03-01", "id": 7}]
    for processes in (1, 2):
        found = list(nlp.pipe(zip(TWO, about, strict=True), as_tuples=True, n_process=processes))
        articles = [doc._.article for doc, _ in found]
        assert [(a.id, a.title, a.published) for a in articles] == [
            ("a", "标题", "2020-03-01"),
            ("7", None, "2019-03-01"),
        ]
        assert articles[0].claims[0].time_end == "2019-12-31"
        assert [context for _, context in found] == about


def test_processes_give_what_one_gives(nlp):
    texts = [TEXT, *TWO] * 3
    alone = [doc._.article for doc in nlp.pipe(texts)]
    assert [doc._.article for doc in nlp.pipe(texts, n_process=2, batch_size=2)] == alone


def test_bytes_and_docbin_carry_everything(nlp):
    huge = "总额达" + "9" * 30 + "亿元"  # msgpack itself holds no such number
    for text in (TEXT, huge):
        doc = nlp(text)
        again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
        box = DocBin().from_bytes(DocBin(store_user_data=True, docs=[doc]).to_bytes())
        (boxed,) = box.get_docs(spacy.blank("zh").vocab)
        for copy in (again, boxed):
            assert copy._.article == doc._.article
            for group in GROUPS:
                spans = [(s.text, s.label_) for s in copy.spans[group]]
                assert spans == [(s.text, s.label_) for s in doc.spans[group]]


def test_docbin_files_are_written_and_read(tmp_path):
    articles = [extract(TEXT), extract(TWO[1])]
    write_docbin(articles, tmp_path / "a.spacy")
    assert [article_of(doc) for doc in read_docbin(tmp_path / "a.spacy")] == articles
    (tmp_path / "b.spacy").write_bytes(b"no such thing")
    for name in ("b.spacy", "c.spacy"):
        with pytest.raises(ReadError):
            next(read_docbin(tmp_path / name))


def test_a_pipeline_is_saved_and_loaded(nlp, tmp_path):
    nlp.to_disk(tmp_path / "nlp")
    loaded = spacy.load(tmp_path / "nlp")
    assert loaded.config["nlp"]["tokenizer"]["@tokenizers"] == TOKENIZER
    doc = loaded(TEXT)
    assert doc._.article == extract(TEXT)
    assert pickle.loads(pickle.dumps(nlp))(TWO[0])._.article == extract(TWO[0])


def test_a_lexicon_of_ones_own(tmp_path):
    (tmp_path / "units.tsv").write_text("form\tunit\tfactor\tdimension\n盏茶\t盏茶\t1\tcount\n", "utf-8")
    nlp = blank(lexicon=str(tmp_path))
    assert nlp.get_pipe("policytext").lexicon == str(tmp_path)
    assert Lexicon(tmp_path).rows("units")[-1]["form"] == "盏茶"
    with pytest.raises(LexiconError):
        blank(lexicon=str(tmp_path / "nowhere"))


def test_other_components_work_beside():
    nlp = blank()
    nlp.add_pipe("sentencizer", config={"punct_chars": ["。", "！", "？"]}, first=True)
    ruler = nlp.add_pipe("entity_ruler", before="policytext")
    ruler.add_patterns([{"label": "ORG", "pattern": "总工会"}])
    doc = nlp("省总工会培训职工13万余人次。今年再投入2亿元。")
    assert [(e.text, e.label_) for e in doc.ents] == [("总工会", "ORG")]
    assert [[c.text for c in s._.claims] for s in doc.sents] == [["13万余人次"], ["2亿元"]]


def test_displacy_shows_the_spans(nlp):
    doc = nlp(TEXT)
    for group in GROUPS:
        page = displacy.render(doc, style="span", options={"spans_key": group}, page=True)
        assert all(span.label_ in page for span in doc.spans[group])
    assert "5.2%" in page


def test_an_article_is_no_doc_of_another_text(nlp):
    with pytest.raises(ReadError):
        mark(nlp.make_doc("甲"), Article("乙"))
    plain = nlp.make_doc("甲")
    assert plain._.article is None and plain[:]._.claims == () and plain[:]._.passage is None
    plain._.article = Article("甲", id="set")
    assert json.loads(plain.user_data["policytext"])["id"] == "set"
    assert to_doc(Article("甲 乙"), nlp).text == "甲 乙"
