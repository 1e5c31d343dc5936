"""A share of ``make fuzz``, and texts that hypothesis makes up and shrinks, on every public function."""

import pytest
import run
import targets
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from inputs import atoms, words

import policytext
from policytext.records import Article

SHARE = 15_000  # inputs of all targets together
SHARES = run.shares(SHARE, list(targets.TARGETS))
TEXTS = [name for name, (_, kind, _) in targets.TARGETS.items() if kind in ("string", "article")]
BYTES = [name for name in targets.TARGETS if name not in TEXTS]


@pytest.mark.parametrize("name", targets.TARGETS)
def test_a_share_of_make_fuzz(name):
    _, failed, said = run.try_target(name, max(SHARES[name], 10), seed=20)
    assert failed == 0, said


# Numbers of every form, nested quotes, furniture, surrogates, combining marks, right-to-left text, NUL …
number = st.one_of(
    st.decimals(allow_nan=False, allow_infinity=False).map(str),
    st.integers(0, 10**30).map("{:,}".format),
    st.text("零〇一二三四五六七八九十百千万亿两几数半多余点", max_size=12),
    st.text("０１２３４５６７８９．％", max_size=8),
)
piece = st.one_of(
    number, st.sampled_from(atoms()), st.sampled_from(words()), st.characters(), st.text(max_size=5)
)
flat = st.lists(piece, max_size=12).map("".join)
shells = st.sampled_from(["“{}”", "《{}》", "（{}）", "‘{}", "「{}」", "{}》"])
quoted = st.recursive(
    flat,
    lambda inner: st.builds(lambda shell, text: shell.replace("{}", text), shells, inner),
    max_leaves=4,
)
policy_text = st.lists(quoted, min_size=1, max_size=5).map("\n".join)
quiet = settings(deadline=None, max_examples=10, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("name", TEXTS)
@given(text=policy_text)
@quiet
def test_any_text(name, text):
    targets.TARGETS[name][0](text)


@pytest.mark.parametrize("name", BYTES)
@given(data=st.one_of(st.binary(max_size=300), policy_text.map(lambda t: t.encode("utf-8", "replace"))))
@quiet
def test_any_bytes(name, data):
    targets.TARGETS[name][0](data)


@pytest.mark.parametrize("text", ["9" * 10**6, "一" * 10**6, "１" * 10**6, "1," * 10**4, "亿" * 10**5])
def test_a_million_digits(text):
    for name in ("parse_numeral", "find_quantities", "find_times", "dates", "fold"):
        targets.TARGETS[name][0](text)


@given(text=policy_text, published=st.one_of(st.none(), flat), title=st.one_of(st.none(), flat))
@quiet
def test_whatever_stands_beside_the_text(text, published, title):
    article = policytext.extract(text, published, title)
    assert Article.from_dict(article.to_dict()) == article
