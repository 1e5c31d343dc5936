// What opens for a programme and for a row of the ledger.

function openProgramme(n, remember) {
  openPane(() => drawProgramme(namesSeen().find((row) => row.n === n)), remember);
}

function drawProgramme(row) {
  const counted = (of) => {
    const found = new Map();
    for (const a of row.articles) { const value = of(D.articles[a]); if (value) found.set(value, (found.get(value) || 0) + 1); }
    return [...found].sort((a, b) => b[1] - a[1]).slice(0, 6);
  };
  const list = (key, pairs) => pairs.length ? el("div", {}, el("dt", {}, t(key)), el("dd", {}, pairs.map(([name, number]) => el("span", { class: "tally" }, name, el("i", {}, number))))) : null;
  put(pane.node, paneBar(),
    el("h2", { lang: "zh-CN" }, row.name),
    el("p", { class: "about" }, [t("type_" + row.type), row.id, t("seen", { n: row.mentions.length, articles: row.articles.size })].filter(Boolean).join(" · ")),
    row.days.length ? el("figure", {}, el("figcaption", {}, t("timeline")), timeline(row.days)) : null,
    el("dl", { class: "facts" },
      row.parts.length ? el("div", {}, el("dt", {}, t("parts")), el("dd", {}, row.parts.join("、"))) : null,
      list("facet_theme", counted((a) => themeName(a.theme))),
      list("facet_region", counted((a) => regionName(a.region)))),
    el("h3", {}, t("in_words")));
  const quotes = el("ol", { class: "quotes" });
  pane.node.append(quotes);
  const mentions = row.mentions.map((m) => D.programmes[m]);
  const add = (from) => {
    quotes.append(...mentions.slice(from, from + 100).map((mention) => quote(mention, () => openArticle(mention.article, undefined, true))));
    if (from + 100 < mentions.length) {
      const more = el("button", { type: "button", class: "more", onclick: () => { more.remove(); add(from + 100); } }, t("more", { n: mentions.length - from - 100 }));
      quotes.append(more);
    }
  };
  add(0);
  pane.node.scrollTop = 0;
}

// A sentence with the words in question marked, and where it stands.
function quote(row, open, name) {
  const article = D.articles[row.article], [a, b] = sentenceAround(article.text, row.start, row.end);
  const from = Math.max(a, row.start - 60), to = Math.min(b, row.end + 60);
  return el("li", {}, el("button", { type: "button", onclick: open },
    name || null,
    el("q", { lang: "zh-CN" }, (from > a ? "…" : "") + article.text.slice(from, row.start).trimStart(), el("mark", {}, textOf(row)), article.text.slice(row.end, to).trimEnd() + (to < b ? "…" : "")),
    el("cite", {}, [article.published, titleOf(article)].filter(Boolean).join(" · "))));
}

function openLedger(n, remember) {
  openPane(() => drawLedger(D.ledger[n]), remember);
}

function drawLedger(row) {
  const series = D.ledger.filter((other) => other.series === row.series);
  const chart = courseChart(series);
  const unit = D.claims[[...row.targets, ...row.results][0]].unit;
  put(pane.node, paneBar(),
    el("h2", { lang: "zh-CN" }, row.label),
    el("p", { class: "about" }, [row.region, row.holder, t("form_" + row.kind), unit >= 0 ? D.head.units[unit][0] : null].filter(Boolean).join(" · ")),
    chart ? el("figure", {}, el("figcaption", {}, t("course"), el("span", { class: "key" }, el("i", { class: "ring" }), t("target"), el("i", { class: "dot" }), t("result"))), chart) : null,
    row.conflict ? el("p", { class: "warning" }, t("conflict_note")) : null);
  for (const other of [row, ...series.filter((other) => other !== row)]) {
    const box = el("section", { class: other === row ? "period on" : "period" },
      el("h3", {}, other.period, " ", verdictCell(other)));
    const cite = (number, key) => { const claim = D.claims[number]; return quote(claim, () => openArticle(claim.article, number, true), el("span", { class: "side " + key }, t(key))); };
    const quotes = [...other.targets.map((c) => cite(c, "target")), ...some([...other.results, ...(other.decided >= 0 ? [other.decided] : [])]).map((c) => cite(c, "result"))];
    if (other.later >= 0) quotes.push(cite(other.later, "next"));
    box.append(el("ol", { class: "quotes" }, quotes));
    pane.node.append(box);
  }
  pane.node.scrollTop = 0;
}
