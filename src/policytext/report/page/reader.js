// The article: its passages with numbers and programmes marked; a number's fields, and the way back to its row.

const pane = { node: null, trail: [], now: null };

function openPane(make, remember) {
  if (remember && pane.now) pane.trail.push(pane.now);
  pane.now = make;
  pane.node.hidden = false;
  document.body.classList.add("reading");
  pane.node.replaceChildren();
  make();
}

function closePane() {
  pane.node.hidden = true;
  pane.now = null;
  pane.trail = [];
  document.body.classList.remove("reading");
  document.getElementById("grid").focus({ preventScroll: true });
}

function paneBar() {
  return el("div", { class: "panebar" },
    pane.trail.length ? el("button", { type: "button", id: "back", onclick: () => { const make = pane.trail.pop(); pane.now = null; openPane(make); } }, "← " + t("back")) : null,
    el("span", { class: "spacer" }),
    el("button", { type: "button", id: "close", title: t("close"), "aria-label": t("close"), onclick: closePane }, "✕"));
}

function openArticle(n, claim, remember) {
  openPane(() => drawArticle(D.articles[n], claim), remember);
}

function drawArticle(article, claim) {
  const about = [article.published, article.source, regionName(article.region), themeName(article.theme)].filter(Boolean);
  const body = el("div", { class: "text", lang: "zh-CN" });
  const title = titleOf(article);
  put(pane.node, paneBar(),
    el("h2", { lang: "zh-CN" }, title),
    el("p", { class: "about" }, about.join(" · ")),
    article.repost ? el("p", { class: "repost" }, t("repost", { id: article.repost })) : null,
    legend(), el("div", { id: "card", role: "status", "aria-live": "polite" }), body);
  const marks = marksOf(article);
  let theme = -1;
  const passages = article.ns ? passagesOf(article) : [{ start: 0, end: article.text.length, kind: 2, theme: -1 }];
  for (const passage of passages) {
    const kind = D.head.kinds[passage.kind];
    if (kind === "title" && squeeze(article.text.slice(passage.start, passage.end)) === squeeze(title)) continue;
    const tag = kind === "title" || kind === "heading" ? "h3" : "p";
    const node = el(tag, { class: kind });
    if (passage.theme >= 0 && passage.theme !== theme && kind === "body") node.append(el("span", { class: "theme", lang: language }, themeName(passage.theme)));
    if (passage.theme >= 0) theme = passage.theme;
    fill(node, article, passage, marks);
    body.append(node);
  }
  if (claim !== undefined) selectClaim(claim, true);
  else pane.node.scrollTop = 0;
}

const squeeze = (words) => words.replace(/\s+/g, "");

function legend() {
  return el("p", { class: "legend", "aria-hidden": "true" }, ["number", "measure", "subject", "time", "programme"].map((kind) => el("span", { class: "k-" + kind }, t("mark_" + kind))));
}

// Everything that is marked: start, end, kind and the claim or programme it belongs to.
function marksOf(article) {
  const marks = [];
  for (const claim of claimsOf(article)) {
    marks.push({ start: claim.start, end: claim.end, kind: "number", claim: claim.n });
    for (const part of ["measure", "subject", "time"]) {
      const at = claim[part + "At"];
      if (at !== null) marks.push({ start: claim.start + at, end: claim.start + at + claim[part + "Size"], kind: part, of: claim.n });
    }
  }
  for (const mention of programmesOf(article)) marks.push({ start: mention.start, end: mention.end, kind: "programme", programme: mention.name });
  return marks.sort((a, b) => a.start - b.start || b.end - a.end);
}

// Write a passage into a node, cut wherever a mark begins or ends.
function fill(node, article, passage, marks) {
  const here = marks.filter((mark) => mark.start < passage.end && mark.end > passage.start);
  const cuts = some([passage.start, passage.end, ...here.flatMap((m) => [m.start, m.end])])
    .filter((cut) => cut >= passage.start && cut <= passage.end).sort((a, b) => a - b);
  const named = new Set();
  for (let i = 0; i + 1 < cuts.length; i++) {
    const words = article.text.slice(cuts[i], cuts[i + 1]);
    const over = here.filter((mark) => mark.start <= cuts[i] && mark.end >= cuts[i + 1]);
    if (!over.length) { node.append(words); continue; }
    const number = over.find((mark) => mark.kind === "number"), programme = over.find((mark) => mark.kind === "programme");
    const main = number || programme;
    const piece = el(main ? "mark" : "span", { class: main ? main.kind : null });
    const parts = over.filter((mark) => mark.of !== undefined);
    if (parts.length) piece.dataset.of = parts.map((mark) => mark.kind + mark.of).join(" ");
    if (number) {
      piece.dataset.claim = number.claim;
      piece.title = hint(D.claims[number.claim]);
      piece.addEventListener("click", () => selectClaim(number.claim, false));
    } else if (programme) {
      piece.title = D.head.programmes[programme.programme][0];
      piece.addEventListener("click", () => openProgramme(programme.programme, true));
    }
    if (main && !named.has(main)) {
      named.add(main);
      piece.tabIndex = 0;
      piece.setAttribute("role", "button");
      piece.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); piece.click(); } });
    }
    piece.append(words);
    node.append(piece);
  }
}

const hint = (claim) => [said(claim, "measure"), said(claim, "subject"), said(claim, "time"), changeOf(claim), reading(claim),
  t("status_" + D.head.statuses[claim.status])].filter(Boolean).join(" · ");

// Mark a claim's number and its words, show its fields, and find its row.
function selectClaim(n, jump) {
  const claim = D.claims[n], root = pane.node;
  for (const old of root.querySelectorAll(".on")) old.classList.remove("on", "measure", "subject", "time");
  for (const piece of root.querySelectorAll(`[data-claim="${n}"]`)) piece.classList.add("on");
  for (const piece of root.querySelectorAll("[data-of]")) {
    for (const part of ["measure", "subject", "time"]) {
      if (piece.dataset.of.split(" ").includes(part + n)) piece.classList.add("on", part);
    }
  }
  drawCard(claim);
  const mark = root.querySelector(`[data-claim="${n}"]`);
  if (mark && jump) {
    const room = root.getBoundingClientRect(), box = mark.getBoundingClientRect();
    if (box.top < room.top + 180 || box.bottom > room.bottom - 80) mark.scrollIntoView({ block: "center" });
  }
  if (!jump && state.view === "claims") showRow(claim);
}

function drawCard(claim) {
  const days = [D.head.days[claim.from], D.head.days[claim.to]].map((day) => day || "…");
  const when = said(claim, "time") + (claim.from >= 0 || claim.to >= 0 ? `（${days.join(" — ")}）` : "");
  const rows = [["amount", textOf(claim)], ["value", reading(claim)], ["measure", said(claim, "measure")], ["subject", said(claim, "subject")],
    ["time", when], ["change", changeOf(claim)], ["status", t("status_" + D.head.statuses[claim.status])], ["theme", themeName(claim.theme)]];
  document.getElementById("card").replaceChildren(el("dl", {}, rows.filter((row) => row[1]).map(([key, value]) =>
    el("div", { class: key }, el("dt", {}, t("col_" + key)), el("dd", {}, value)))),
    el("button", { type: "button", id: "torow", onclick: () => toRow(claim) }, t("to_row")));
}

// To the claim's row, if need be without the filters that hide it.
function toRow(claim) {
  if (state.view !== "claims") setView("claims");
  if (!showRow(claim)) { clearAll(); showRow(claim); }
  document.getElementById("grid").focus({ preventScroll: true });
}
