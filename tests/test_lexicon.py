"""A user's own word lists reach every step, and only the pipeline that was given them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from policytext import Lexicon, Pipeline
from policytext.ledger import normal_measure
from policytext.lexicon import in_use, shipped, using

OWN = {
    "units": "form\tunit\tfactor\tdimension\tbase\n篓\t篓\t1\tmass\t30",
    "bounds": "form\tside\tbound\n满打满算\tbefore\tabout",
    "not_quantities": "form\n八百里滩",
    "time_words": "form\tkind\tvalue\n开茶以来\tundated\t",
    "furniture": "pattern\tkind\n云溪掌上通.{0,20}\tline",
    "indicators": "form\tkind\tname\n茶青产量\talias\t茶叶产量",
}
TEXT = "云溪掌上通 下载客户端\n2024年，全县采摘春茶满打满算8600篓，八百里滩新建茶园500亩。\n"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    folder: Path = tmp_path_factory.mktemp("own")
    for name, rows in OWN.items():
        (folder / f"{name}.tsv").write_text(rows + "\n", encoding="utf-8")
    return Lexicon(folder)


def amounts(pipeline: Pipeline) -> list[tuple[str, str | None, str]]:
    claims = pipeline(TEXT, "2025-02-18").claims
    return [(c.text, c.quantity.unit, c.quantity.bound) for c in claims]


def test_own_units_bounds_and_set_phrases(own: Lexicon) -> None:
    assert amounts(Pipeline(lexicon=own)) == [("满打满算8600篓", "篓", "about"), ("500亩", "亩", "exact")]
    without = amounts(Pipeline())
    assert [text for text, *_ in without] == ["八百里", "500亩"]


def test_own_furniture(own: Lexicon) -> None:
    def first(lexicon: Lexicon) -> str:
        article = Pipeline(lexicon=lexicon)(TEXT, "2025-02-18")
        return TEXT[article.passages[0].start : article.passages[0].end]

    assert first(own).startswith("2024年") and first(shipped()).startswith("云溪掌上通")


def test_conversion_and_the_ledger_within_using(own: Lexicon) -> None:
    basket = Pipeline(lexicon=own)(TEXT).claims[0].quantity
    with using(own):
        assert basket.to("吨") == 258 and normal_measure("茶青产量")[1] == "茶叶产量"
    with pytest.raises(ValueError, match="cannot be converted"):
        basket.to("吨")
    assert normal_measure("茶青产量")[1] == "茶青产量" and in_use() is shipped()


def test_pipelines_in_threads_keep_their_own(own: Lexicon) -> None:
    pipelines = [Pipeline(lexicon=own), Pipeline()] * 8
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(amounts, pipelines))
    assert found[0] != found[1] and found == [found[0], found[1]] * 8
