"""The explorer in a real headless Chromium: search, filters, reading, keyboard, export, nothing foreign runs.

Skipped where Chromium or Playwright is not installed; ``make browser`` installs both. Screenshots are kept in
``out/screenshots``.
"""

import csv
import io
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from policytext import Pipeline, read
from policytext.report import write_report

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT / "corpus" / "articles"
SHOTS = ROOT / "out" / "screenshots"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]
EVIL = "<script>document.title='ran'</script><img src=x onerror=\"document.title='ran'\">"

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: make browser")
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: make browser"),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture(scope="module")
def articles():
    pipeline = Pipeline()
    names = [*CORPUS.glob("*work-report*.txt"), CORPUS / "05-monthly-stats.txt", CORPUS / "20-railway.txt"]
    found = [pipeline.read(read(path)) for path in sorted(names)]
    evil = pipeline(f"{EVIL}2024年，临江市培训😀职工2750人。", title=f"=1+1{EVIL}", published="2024-05-06")
    return [*found, evil]


@pytest.fixture(scope="module")
def report(articles, tmp_path_factory):
    path = tmp_path_factory.mktemp("browser") / "report.html"
    write_report(articles, path)
    return path


@pytest.fixture(scope="module")
def browser():
    SHOTS.mkdir(parents=True, exist_ok=True)
    with sync_api.sync_playwright() as play:
        started = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


def opened(browser, report, **context):
    """A page that has read everything, and the list of all that it complained of or asked the network for."""
    page = browser.new_page(**{"viewport": {"width": 1440, "height": 900}, "locale": "zh-CN", **context})
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("request", lambda one: one.url.startswith(("file:", "blob:")) or page.complaints.append(one.url))
    page.goto(report.as_uri())
    page.wait_for_selector("html[data-ready]", state="attached")
    return page


@pytest.fixture
def page(browser, report):
    page = opened(browser, report)
    yield page
    assert page.complaints == []
    page.context.close()


def search(page, words):
    page.fill("#search", words)
    page.wait_for_timeout(200)


def count(page):
    return int(page.get_attribute("#grid", "aria-rowcount")) - 1


def test_the_table_holds_all_claims(page, articles):
    assert count(page) == sum(len(article.claims) for article in articles)
    assert page.locator(".space .row").count() < 60  # only what is in sight exists
    page.screenshot(path=SHOTS / "claims.png")


def test_search_and_filter(page, articles):
    search(page, "粮食产量 2024")
    assert 0 < count(page) < 20
    assert all("粮食产量" in page.locator(".space .row").nth(i).inner_text() for i in range(1))
    page.click("#clear")
    page.check("#f-status-target")
    targets = sum(claim.status == "target" for article in articles for claim in article.claims)
    assert count(page) == targets
    number = page.locator("label:has(#f-status-target) .number").inner_text()
    assert int(number) == targets
    page.check("#f-kind-money")
    assert 0 < count(page) < targets
    search(page, "没有这样的词")
    assert count(page) == 0 and page.locator("#table.empty").count() == 1


def test_from_a_row_to_its_words_and_back(page):
    search(page, "城镇调查失业率")
    page.locator(".space .row", has_text="城镇调查失业率").first.click()
    number = page.locator("#pane mark.number.on")
    assert number.inner_text() == page.locator(".space .row[aria-selected=true] .amount").inner_text()
    assert page.locator("#pane .on.measure").inner_text().startswith("城镇调查失业率")
    box, room = number.bounding_box(), page.locator("#pane").bounding_box()
    assert room["y"] < box["y"] < room["y"] + room["height"]
    page.screenshot(path=SHOTS / "article.png")
    other = page.locator("#pane mark.number:not(.on)").first
    other.click()
    page.click("#torow")  # the search hides it: cleared on the way
    assert (
        page.locator(".space .row[aria-selected=true] .amount").inner_text()
        == page.locator("#pane mark.on").inner_text()
    )


def test_sorting(page):
    page.click("[data-sort=amount]")
    first = page.locator(".space .row .end").first.inner_text()
    page.click("[data-sort=amount]")
    assert page.locator(".space .row .end").first.inner_text() != first
    assert page.locator("[role=columnheader][aria-sort=descending]").count() == 1
    assert "万亿" in page.locator(".space .row .amount").first.inner_text()


def test_the_keyboard_does_it_all(page):
    page.keyboard.press("/")
    page.keyboard.type("高铁")
    page.wait_for_timeout(200)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.locator(".space .row[aria-selected=true]").get_attribute("id") == "row-1"
    page.keyboard.press("Enter")
    assert page.locator("#pane").is_visible()
    page.keyboard.press("ArrowDown")
    assert page.locator("#grid").get_attribute("aria-activedescendant") == "row-2"
    page.keyboard.press("Escape")
    assert page.locator("#pane").is_hidden()
    page.keyboard.press("End")
    assert page.locator(f"#row-{count(page) - 1}[aria-selected=true]").is_visible()
    page.focus("#tab-claims")
    page.keyboard.press("ArrowRight")
    assert page.locator("#tab-articles[aria-selected=true]").count() == 1
    page.keyboard.press("/")
    page.keyboard.press("Escape")
    assert page.input_value("#search") == ""
    reached = set()
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.add(page.locator(":focus").evaluate("node => node.id || node.tagName"))
    assert {"language", "tab-articles"} & reached


def test_export_is_the_filtered_table_and_inert(page, tmp_path):
    page.click("#tab-articles")
    with page.expect_download() as download:
        page.click("#export")
    text = Path(download.value.path()).read_text("utf-8")
    assert text.startswith("\ufeff") and "'=1+1" in text
    page.click("#tab-claims")
    search(page, "粮食产量")
    with page.expect_download() as download:
        page.click("#export")
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig"))))
    assert len(rows) == count(page)
    assert {"measure", "value", "time_start", "status", "sentence"} <= set(rows[0])
    assert all("粮食产量" in "".join(row.values()) for row in rows)


def test_markup_in_an_article_is_shown_and_never_runs(page):
    page.click("#tab-articles")
    search(page, "临江市培训")
    page.locator(".space .row").first.click()
    assert EVIL in page.locator("#pane .text").inner_text()
    assert EVIL in page.locator("#pane h2").inner_text()
    assert page.title() != "ran" and page.locator("#pane img, #pane script").count() == 0
    assert page.locator("#pane mark.number").first.inner_text() == "2750人"  # behind a character of two units


def test_a_programme_has_a_timeline_and_quotes(page):
    page.click("#tab-programmes")
    search(page, "一带一路")
    page.locator(".space .row").first.click()
    assert page.locator("#pane .timeline rect").count() >= 2
    assert "一带一路" in page.locator("#pane .quotes mark").first.inner_text()
    page.screenshot(path=SHOTS / "programme.png")
    page.locator("#pane .quotes button").first.click()
    assert page.locator("#pane .text").is_visible()
    page.click("#back")
    assert page.locator("#pane .timeline").is_visible()


def test_the_ledger_sets_targets_beside_results(page):
    page.click("#tab-ledger")
    page.check("#f-verdict-met")
    row = page.locator(".space .row", has_text="城镇化率")
    assert "65.1%" in row.inner_text() and "已达到" in row.inner_text()
    row.click()
    assert page.locator("#pane .course circle.target").count() >= 1
    page.screenshot(path=SHOTS / "ledger.png")
    page.locator("#pane .period.on .quotes button").first.click()
    assert page.locator("#pane mark.number.on").inner_text() == "65%"


def test_languages_and_shades(browser, report):
    page = opened(browser, report, locale="en-GB", color_scheme="dark")
    assert page.locator("#tab-ledger").inner_text() == "Targets and results"
    dark = page.evaluate_handle("getComputedStyle(document.body).backgroundColor").json_value()
    page.locator(".space .row").nth(2).click()
    page.screenshot(path=SHOTS / "dark-english.png")
    page.click("#shade")
    assert page.evaluate_handle("getComputedStyle(document.body).backgroundColor").json_value() != dark
    page.click("#language")
    assert page.locator("#tab-ledger").inner_text() == "目标与结果"
    assert page.get_attribute("html", "lang") == "zh-CN"
    page.set_viewport_size({"width": 420, "height": 860})
    page.keyboard.press("Escape")
    page.screenshot(path=SHOTS / "narrow.png")
    assert page.complaints == []
    page.context.close()


def test_every_control_has_a_name(page):
    page.locator(".space .row").first.click()
    nameless = page.locator("button, input, [role=button], [role=tab], [role=grid], aside, section, article")
    nameless = nameless.evaluate_all(
        """nodes => nodes.filter(node => !(node.textContent.trim() || node.getAttribute("aria-label")
            || node.title || node.closest("label"))).map(node => node.outerHTML.slice(0, 80))"""
    )
    assert nameless == []


def test_two_thousand_articles_show_a_table_within_three_seconds(browser, articles, tmp_path):
    rounds = range(2000 // len(articles) + 1)
    many = [
        replace(a, id=f"{a.id}-{i}", published=f"{2000 + i % 25}-05-01") for i in rounds for a in articles
    ]
    made = write_report(many[:2000], tmp_path / "many.html")
    assert made.articles == 2000 and made.claims > 50_000  # five times what news of that number hold
    page = opened(browser, tmp_path / "many.html")
    assert int(page.get_attribute("html", "data-first-table")) <= 3000
    search(page, "粮食产量")
    assert count(page) > 1000
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    assert page.locator("[aria-selected=true]").count() >= 1
    assert page.complaints == []
    page.context.close()
