"""PolicyVectorizer behaves as scikit-learn's vectorizers do, and its features are what the docs say."""

import json
import pickle
import warnings
from pathlib import Path

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline

from policytext import PolicytextError, ReadError, words
from policytext.lexicon import shipped
from policytext.vectorizer import PolicyVectorizer, features

GOLD = Path(__file__).resolve().parents[1] / "corpus" / "gold" / "gold.jsonl"
SAID = "2023年，省总工会投入近2亿元，培训13万余人次，合格率达95%以上，推进乡村振兴战略。"


@pytest.fixture(scope="module")
def passages() -> tuple[list[str], list[str]]:
    texts, themes = [], []
    for line in GOLD.read_text("utf-8").splitlines():
        record = json.loads(line)
        for passage in record["passages"]:
            texts.append(record["text"][passage["start"] : passage["end"]])
            themes.append(passage["primary"])
    return texts, themes


def names(text: str, **parameters) -> list[str]:
    return list(PolicyVectorizer(**parameters).fit([text]).get_feature_names_out())


def test_numbers_become_unit_classes_and_names_stay_whole():
    found = names(SAID)
    assert {"<元>", "<人次>", "<%>", "<时间>", "乡村振兴战略"} <= set(found)
    assert not any(any(c.isdigit() for c in name) for name in found)
    assert {"近2亿元", "13万余人次", "2023年"} <= set(names(SAID, numbers="keep"))
    assert not any(name.startswith("<") for name in names(SAID, numbers="drop"))
    assert "<数>" in names("五部门联合印发通知")


def test_order_and_repeats_are_kept_in_the_features():
    assert list(features("投入2亿元、3亿元", shipped())) == ["投入", "<元>", "<元>"]
    counts = PolicyVectorizer().fit_transform(["投入2亿元、3亿元"])
    assert counts.toarray().max() == 2
    assert "投资 <元>" in names("投资2亿元", ngram_range=(1, 2))


def test_stop_words_are_a_file_to_edit(tmp_path):
    assert "推进" not in names(SAID) and "推进" in names(SAID, stop_words=None)
    own = tmp_path / "stop.txt"
    own.write_text("# ours\n培训\n\n<元>\n", "utf-8")
    assert not {"培训", "<元>", "# ours"} & set(names(SAID, stop_words=own))
    assert "培训" not in names(SAID, stop_words=["培训"])
    (tmp_path / "stop_words.tsv").write_text("word\tkind\n推进\tnone\n合格率\tverb\n", "utf-8")
    found = names(SAID, lexicon=str(tmp_path))
    assert "推进" in found and "合格率" not in found
    with pytest.raises(ReadError):
        names(SAID, stop_words="nowhere.txt")


def test_the_shipped_stop_words_are_words():
    rows = [row["word"] for row in shipped().rows("stop_words")]
    assert len(rows) > 500
    assert [word for word in rows if words(word) != [word]] == []


def test_it_is_an_ordinary_vectorizer(passages):
    texts, _ = passages
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        vectorizer = PolicyVectorizer(min_df=2, max_features=200, dtype=np.float32)
        counts = vectorizer.fit_transform(texts)
    assert counts.shape == (len(texts), 200) and counts.dtype == np.float32
    assert len(vectorizer.get_feature_names_out()) == 200
    copy = clone(vectorizer)
    assert copy.get_params() == vectorizer.get_params() and copy.get_params()["numbers"] == "fold"
    with pytest.raises(NotFittedError):
        copy.transform(texts)
    again = pickle.loads(pickle.dumps(vectorizer))
    assert (again.transform(texts) != counts).nnz == 0
    fixed = PolicyVectorizer(vocabulary=["企业", "<%>"]).transform(texts)
    assert fixed.shape == (len(texts), 2)
    assert vectorizer.set_params(numbers="drop", shortest=1).numbers == "drop"
    with pytest.raises(PolicytextError, match="'folded' is no way"):
        PolicyVectorizer(numbers="folded").fit(texts)


def test_it_works_in_a_pipeline_and_a_search(passages):
    texts, themes = passages
    chosen = [
        i for i, theme in enumerate(themes) if theme in ("macro-economy", "agriculture", "labour-personnel")
    ]
    model = make_pipeline(PolicyVectorizer(), TfidfTransformer(), LogisticRegression(max_iter=200))
    search = GridSearchCV(model, {"policyvectorizer__numbers": ["fold", "drop"]}, cv=2, error_score="raise")
    search.fit([texts[i] for i in chosen], [themes[i] for i in chosen])
    assert set(search.cv_results_["param_policyvectorizer__numbers"]) == {"fold", "drop"}
    assert search.best_score_ > 1 / 3


def test_any_string_has_features():
    for text in ("", " ", "，。", "😀𠮷", "a" * 50, "1" * 400):
        assert all(isinstance(f, str) and f.strip() for f in features(text, shipped()))


def test_bertopic_takes_it(passages):
    bertopic = pytest.importorskip("bertopic", reason="BERTopic is not installed")
    from sklearn.cluster import KMeans
    from sklearn.decomposition import PCA

    texts, _ = passages
    vectors = PolicyVectorizer().fit_transform(texts).toarray().astype(float)
    model = bertopic.BERTopic(
        language="multilingual",
        umap_model=PCA(5),
        hdbscan_model=KMeans(4, n_init=3),
        vectorizer_model=PolicyVectorizer(),
    )
    topics, _ = model.fit_transform(texts, vectors)
    assert len(topics) == len(texts) and model.get_topic(0)
