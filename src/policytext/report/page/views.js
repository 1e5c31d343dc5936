// The four views: what a row is, what it is searched by, its facets, its columns and what opens.

const state = { view: "claims", query: "", chosen: {}, sort: {}, active: {}, rows: [] };
const text = (value) => document.createTextNode(value);
const chip = (kind, label) => el("span", { class: "chip " + kind }, label);
const once = (make) => {
  const kept = new Map();
  return (row) => { if (!kept.has(row)) kept.set(row, make(row)); return kept.get(row); };
};
const some = (values) => [...new Set(values)];

const FACETS = ["verdict", "status", "kind", "type", "theme", "region", "month", "programme"];
const facetLabel = {
  verdict: (v) => t("verdict_" + v), status: (v) => t("status_" + v), kind: (v) => t("kind_" + v),
  type: (v) => t("type_" + v), theme: (v) => themeName(v), region: (v) => v, month: (v) => v,
  programme: (v) => D.head.programmes[v][0],
};

const views = {
  claims: {
    rows: () => D.claims,
    words: once((c) => [titleOf(D.articles[c.article]), said(c, "subject"), said(c, "time"), sentenceOf(c)]
      .join("\n").toLowerCase()),
    facets: {
      status: (c) => [D.head.statuses[c.status]],
      kind: (c) => [c.unit < 0 ? "none" : D.head.units[c.unit][1]],
      theme: (c) => (c.theme < 0 ? [] : [c.theme]),
      region: (c) => (c.region < 0 ? [] : [provinceName(c.region)]),
      month: (c) => [months(D.articles[c.article].published)].filter(Boolean),
      programme: once((c) => {
        const article = D.articles[c.article], passage = passageAt(article, c.start);
        if (!passage) return [];
        return some(programmesOf(article)
          .filter((p) => p.start >= passage.start && p.start < passage.end).map((p) => p.name));
      }),
    },
    columns: [
      { key: "measure", width: "1.5fr", cell: (c) => el("b", {}, said(c, "measure") || "—"), sort: (c) => said(c, "measure") },
      { key: "amount", width: "1.05fr", cell: (c) => el("span", { class: "amount" }, textOf(c)), sort: (c) => c.value ?? c.low },
      { key: "value", width: "1fr", need: 900, end: true, cell: (c) => text(reading(c)), sort: (c) => c.value ?? c.low },
      { key: "change", width: "84px", need: 700, cell: (c) => text(changeOf(c)), sort: (c) => changeOf(c) },
      { key: "subject", width: "1.1fr", need: 480, cell: (c) => text(said(c, "subject")), sort: (c) => said(c, "subject") },
      { key: "time", width: "1fr", need: 340, cell: (c) => text(said(c, "time")), sort: (c) => D.head.days[c.to] || D.head.days[c.from] || "" },
      { key: "status", width: "76px", cell: (c) => chip(D.head.statuses[c.status], t("status_" + D.head.statuses[c.status])), sort: (c) => c.status },
      { key: "published", width: "100px", need: 620, dim: true, cell: (c) => text(D.articles[c.article].published || ""), sort: (c) => D.articles[c.article].published || "" },
      { key: "article", width: "2fr", need: 1020, dim: true, cell: (c) => text(titleOf(D.articles[c.article])), sort: (c) => titleOf(D.articles[c.article]) },
    ],
    open: (c) => openArticle(c.article, c.n),
  },
  articles: {
    rows: () => D.articles,
    words: once((a) => [titleOf(a), a.source || "", a.text].join("\n").toLowerCase()),
    facets: {
      status: once((a) => some(claimsOf(a).map((c) => D.head.statuses[c.status]))),
      kind: once((a) => some(claimsOf(a).flatMap(views.claims.facets.kind))),
      theme: once((a) => some([a.theme, ...passagesOf(a).map((p) => p.theme)].filter((x) => x >= 0))),
      region: (a) => (a.region < 0 ? [] : [provinceName(a.region)]),
      month: (a) => [months(a.published)].filter(Boolean),
      programme: once((a) => some(programmesOf(a).map((p) => p.name))),
    },
    columns: [
      { key: "title", width: "3fr", cell: (a) => el("b", {}, titleOf(a)), sort: (a) => titleOf(a) },
      { key: "published", width: "100px", cell: (a) => text(a.published || ""), sort: (a) => a.published || "" },
      { key: "source", width: "1.2fr", need: 620, cell: (a) => text(a.source || ""), sort: (a) => a.source || "" },
      { key: "region", width: "90px", need: 700, cell: (a) => text(regionName(a.region)), sort: (a) => regionName(a.region) },
      { key: "theme", width: "1fr", need: 620, cell: (a) => text(themeName(a.theme)), sort: (a) => themeName(a.theme) },
      { key: "claims", width: "72px", end: true, cell: (a) => text(a.nc), sort: (a) => a.nc },
      { key: "programmes", width: "72px", end: true, cell: (a) => text(a.np), sort: (a) => a.np },
    ],
    open: (a) => openArticle(a.n),
  },
  programmes: {
    rows: () => namesSeen(),
    words: once((p) => [p.name, ...p.parts].join("\n").toLowerCase()),
    facets: {
      type: (p) => [p.type],
      theme: once((p) => some([...p.articles].map((a) => D.articles[a].theme).filter((x) => x >= 0))),
      region: once((p) => some([...p.articles].map((a) => provinceName(D.articles[a].region)).filter(Boolean))),
      month: once((p) => some(p.days.map(months))),
    },
    columns: [
      { key: "programme", width: "2.4fr", cell: (p) => el("b", {}, p.name), sort: (p) => p.name },
      { key: "type", width: "84px", cell: (p) => chip("type", t("type_" + p.type)), sort: (p) => p.type },
      { key: "articles", width: "72px", end: true, cell: (p) => text(p.articles.size), sort: (p) => p.articles.size },
      { key: "mentions", width: "72px", end: true, cell: (p) => text(p.mentions.length), sort: (p) => p.mentions.length },
      { key: "first", width: "100px", need: 620, dim: true, cell: (p) => text(p.days[0] || ""), sort: (p) => p.days[0] || "" },
      { key: "last", width: "100px", need: 620, dim: true, cell: (p) => text(p.days.at(-1) || ""), sort: (p) => p.days.at(-1) || "" },
      { key: "course", width: "1.6fr", need: 520, cell: (p) => sparkline(p.days), sort: (p) => p.mentions.length },
    ],
    open: (p) => openProgramme(p.n),
  },
  ledger: {
    rows: () => ledgerShown(),
    words: once((r) => [r.label, r.region, r.holder, r.period].join("\n").toLowerCase()),
    facets: {
      verdict: (r) => [D.head.verdicts[r.verdict], r.conflict ? "conflict" : null].filter(Boolean),
      region: (r) => (r.region ? [r.region] : []),
      month: (r) => some(r.targets.map((c) => months(D.articles[D.claims[c].article].published))).filter(Boolean),
    },
    columns: [
      { key: "indicator", width: "1.8fr", cell: (r) => el("b", {}, r.label), sort: (r) => r.label },
      { key: "form", width: "84px", need: 760, dim: true, cell: (r) => text(t("form_" + r.kind)), sort: (r) => r.kind },
      { key: "holder", width: "1.1fr", need: 660, cell: (r) => text([r.region, r.holder].filter(Boolean).join(" ")), sort: (r) => r.region + r.holder },
      { key: "period", width: "0.9fr", cell: (r) => text(r.period), sort: (r) => r.period },
      { key: "target", width: "1.2fr", cell: (r) => el("span", { class: "amount" }, quoted(r.targets)), sort: (r) => quoted(r.targets) },
      { key: "result", width: "1.3fr", cell: (r) => resultCell(r), sort: (r) => quoted(r.decided >= 0 ? [r.decided] : r.results) },
      { key: "verdict", width: "108px", cell: (r) => verdictCell(r), sort: (r) => r.verdict },
    ],
    open: (r) => openLedger(r.n),
  },
};

const quoted = (claims) => some(claims.map((c) => textOf(D.claims[c]))).join(" | ");
const resultCell = (r) => r.decided >= 0 || r.results.length
  ? el("span", { class: "amount" }, r.conflict ? quoted(r.results) : textOf(D.claims[r.decided >= 0 ? r.decided : r.results.at(-1)]))
  : r.later >= 0
    ? el("span", { class: "later" }, textOf(D.claims[r.later]) + " · " + said(D.claims[r.later], "time"))
    : text("—");
const verdictCell = (r) => el("span", {},
  r.verdict ? chip("v" + r.verdict, t("verdict_" + D.head.verdicts[r.verdict])) : null,
  r.conflict ? chip("conflict", t("verdict_conflict")) : null);

// The ledger, what is settled or disputed first; made once all of it is there.
let ledgerMade = null;
function ledgerShown() {
  const rank = (r) => (r.conflict ? 0 : r.verdict === 2 ? 1 : r.verdict === 1 ? 2 : r.later >= 0 ? 3 : 4);
  if (!ledgerMade || ledgerMade.of !== D.ledger) {
    const rows = D.ledger.filter((r) => r.shown).sort((a, b) => rank(a) - rank(b));
    ledgerMade = { of: D.ledger, rows };
  }
  return ledgerMade.rows;
}

// Programmes with their mentions in the order of time; built when first asked for.
let namesMade = null;
function namesSeen() {
  if (namesMade && namesMade.of === D.programmes.length) return namesMade.rows;
  const found = new Map();
  for (const mention of D.programmes) {
    if (!found.has(mention.name)) {
      const [name, type, id, parts] = D.head.programmes[mention.name];
      found.set(mention.name, { n: mention.name, name, type, id, parts, mentions: [], articles: new Set() });
    }
    const row = found.get(mention.name);
    row.mentions.push(mention.n);
    row.articles.add(mention.article);
  }
  const rows = [...found.values()].sort((a, b) => b.articles.size - a.articles.size || b.mentions.length - a.mentions.length);
  for (const row of rows) row.days = row.mentions.map((m) => D.articles[D.programmes[m].article].published).filter(Boolean).sort();
  namesMade = { of: D.programmes.length, rows };
  return rows;
}

// The rows that pass the search and all facets but `without`.
function passing(view, without) {
  const terms = state.query.toLowerCase().split(/\s+/).filter(Boolean);
  const tests = Object.entries(state.chosen)
    .filter(([key, values]) => values.size && key !== without && view.facets[key])
    .map(([key, values]) => [view.facets[key], values]);
  return view.rows().filter((row) =>
    tests.every(([of, values]) => of(row).some((value) => values.has(value)))
    && (!terms.length || terms.every((term) => view.words(row).includes(term))));
}

const compare = (a, b) => {
  if (a === b) return 0;
  if (a === null || a === undefined || a === "") return 1;
  if (b === null || b === undefined || b === "") return -1;
  return typeof a === "string" ? order.compare(a, b) : a - b;
};
const order = new Intl.Collator("zh-CN", { numeric: true });

function sorted(view, rows) {
  const sort = state.sort[state.view];
  if (!sort) return rows;
  const of = view.columns.find((column) => column.key === sort.key).sort;
  const keyed = rows.map((row) => [of(row), row]);
  const none = (x) => x === null || x === undefined || x === "";
  keyed.sort((a, b) => (none(a[0]) || none(b[0]) ? compare(a[0], b[0]) : sort.down ? compare(b[0], a[0]) : compare(a[0], b[0])));
  return keyed.map((pair) => pair[1]);
}
