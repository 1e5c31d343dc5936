// Start: unpack, show the first table as soon as the first part is there, then the rest.

const remember = (key, value) => { try { localStorage.setItem("policytext-" + key, value); } catch { /* not kept */ } };
const recall = (key) => { try { return localStorage.getItem("policytext-" + key); } catch { return null; } };
const byId = (id) => document.getElementById(id);

function drawTabs() {
  byId("tabs").replaceChildren(...Object.keys(views).map((name) => el("button", {
    type: "button", role: "tab", id: "tab-" + name, "aria-selected": String(name === state.view), "aria-controls": "list",
    tabindex: name === state.view ? 0 : -1, onclick: () => setView(name) }, t("view_" + name))));
}

function setView(name) {
  state.view = name;
  table.body.scrollTop = 0;
  drawTabs();
  refresh(true);
}

// Filter, sort and draw again.
function refresh(filtered) {
  const view = views[state.view];
  if (filtered) { state.kept = passing(view); table.body.scrollTop = 0; }
  state.rows = sorted(view, state.kept);
  const all = view.rows().length;
  byId("count").textContent = t(state.kept.length === all ? "count_all" : "count_some", { n: state.kept.length.toLocaleString("en-US"), all: all.toLocaleString("en-US"), what: t("view_" + state.view) });
  byId("clear").hidden = !state.query && !Object.values(state.chosen).some((set) => set.size);
  byId("table").classList.toggle("empty", !state.rows.length);
  byId("table").dataset.empty = t(state.view === "ledger" && !all ? "empty_ledger" : "empty");
  drawTable();
  if (filtered) drawFacets();
}

function clearAll() {
  state.query = byId("search").value = "";
  state.chosen = {};
  refresh(true);
}

function speak(name) {
  language = name;
  sayAll();
  drawTabs();
  if (D.articles.length) { refresh(true); note(); if (pane.now) { const make = pane.now; pane.now = null; openPane(make); } }
}

function shade(name) {
  if (name) document.documentElement.dataset.shade = name;
  else delete document.documentElement.dataset.shade;
  byId("shade").textContent = isDark() ? "☀" : "☾";
}
const isDark = () => (document.documentElement.dataset.shade || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";

function note() {
  const days = D.articles.map((a) => a.published).filter(Boolean);
  const ends = days.length ? " · " + days.at(-1) + " — " + days[0] : "";
  byId("note").textContent = t("holds", { articles: D.head.articles.toLocaleString("en-US"), claims: D.head.claims.toLocaleString("en-US") }) + ends;
}

function onKey(event) {
  const typing = /^(input|textarea|select)$/i.test(event.target.tagName) && event.target.type !== "checkbox";
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) { event.preventDefault(); byId("search").focus(); byId("search").select(); }
  if (event.key === "Escape") {
    if (event.target === byId("search") && state.query) { state.query = byId("search").value = ""; refresh(true); }
    else if (event.target === byId("search")) byId("grid").focus();
    else if (!pane.node.hidden) closePane();
    else document.body.classList.remove("filtering");
  }
  if (event.target === byId("search") && (event.key === "ArrowDown" || event.key === "Enter")) { event.preventDefault(); byId("grid").focus(); moveTo(0); }
  if (event.target.getAttribute && event.target.getAttribute("role") === "tab" && /^Arrow(Left|Right)$/.test(event.key)) {
    const names = Object.keys(views), at = names.indexOf(state.view) + (event.key === "ArrowRight" ? 1 : -1);
    setView(names[(at + names.length) % names.length]);
    byId("tab-" + state.view).focus();
  }
}

function wire() {
  pane.node = byId("pane");
  buildTable();
  let waiting = 0;
  byId("search").addEventListener("input", (event) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { state.query = event.target.value; refresh(true); }, 80);
  });
  byId("clear").addEventListener("click", () => { clearAll(); byId("grid").focus(); });
  byId("export").addEventListener("click", exportRows);
  byId("filters").addEventListener("click", () => document.body.classList.toggle("filtering"));
  byId("language").addEventListener("click", () => { speak(language === "zh" ? "en" : "zh"); remember("language", language); });
  byId("shade").addEventListener("click", () => { const next = isDark() ? "light" : "dark"; shade(next); remember("shade", next); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => shade(recall("shade")));
  document.addEventListener("keydown", onKey);
  document.querySelector(".skip").addEventListener("click", (event) => { event.preventDefault(); byId("grid").focus(); });
}

async function start() {
  const wanted = recall("language") || (setup.language === "auto" ? navigator.language : setup.language);
  language = wanted.toLowerCase().startsWith("zh") ? "zh" : "en";
  wire();
  shade(recall("shade"));
  sayAll();
  drawTabs();
  if (!window.DecompressionStream) { byId("count").textContent = t("old_browser"); return; }
  D.head = await unpack("head");
  for (let i = 0; i < D.head.parts; i++) {
    addPart(await unpack("part-" + i));
    if (i === 0) {
      refresh(true);
      document.documentElement.dataset.firstTable = Math.round(performance.now());
      await new Promise((done) => setTimeout(done));
    }
  }
  D.ledger = (await unpack("ledger")).map((values, n) => ({ ...ledgerRow(values), n }));
  refresh(true);
  note();
  document.documentElement.dataset.ready = Math.round(performance.now());
}

start();
