// The rows in sight of the filters as a CSV file that Excel opens; no cell of it can act as a formula.

const inert = (value) => (typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? "'" + value : value);
const csvCell = (value) => {
  const cell = value === null || value === undefined ? "" : String(inert(value));
  return /[",\r\n]/.test(cell) ? '"' + cell.replaceAll('"', '""') + '"' : cell;
};
const day = (n) => D.head.days[n] ?? null;
const idOf = (n) => D.articles[n].id;
const themeId = (n) => (n < 0 ? null : D.head.themes[n][0]);

const TABLES = {
  claims: [["article", "title", "published", "text", "value", "low", "high", "bound", "unit", "measure", "subject", "time", "time_start", "time_end", "direction", "baseline", "status", "theme", "region", "sentence"],
    (c) => { const a = D.articles[c.article]; return [a.id, a.title, a.published, textOf(c), c.value, c.low, c.high, D.head.bounds[c.bound], c.unit < 0 ? null : D.head.units[c.unit][0], said(c, "measure"), said(c, "subject"), said(c, "time"), day(c.from), day(c.to), D.head.directions[c.direction], D.head.baselines[c.baseline], D.head.statuses[c.status], themeId(c.theme), regionName(c.region), sentenceOf(c)]; }],
  articles: [["id", "title", "published", "source", "region", "theme", "claims", "programmes", "repost_of"],
    (a) => [a.id, a.title, a.published, a.source, regionName(a.region), themeId(a.theme), a.nc, a.np, a.repost]],
  programmes: [["name", "type", "id", "articles", "mentions", "first", "last", "components"],
    (p) => [p.name, p.type, p.id, p.articles.size, p.mentions.length, p.days[0], p.days.at(-1), p.parts.join("|")]],
  ledger: [["region", "holder", "indicator", "kind", "period", "target", "target_article", "result", "result_article", "verdict", "conflict"],
    (r) => { const results = r.conflict || r.decided < 0 ? r.results : [r.decided]; const ids = (claims) => claims.map((c) => idOf(D.claims[c].article)).join("|"); return [r.region, r.holder, r.label, r.kind, r.period, quoted(r.targets), ids(r.targets), quoted(results), ids(results), D.head.verdicts[r.verdict], Boolean(r.conflict)]; }],
};

function exportRows() {
  const [names, cells] = TABLES[state.view];
  const lines = [names, ...state.rows.map(cells)].map((row) => row.map(csvCell).join(","));
  const link = el("a", { download: `policytext-${state.view}.csv`, href: URL.createObjectURL(new Blob(["\ufeff", lines.join("\r\n"), "\r\n"], { type: "text/csv" })) });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
