// One table for all views: only the rows in sight exist; arrow keys move, Enter opens.

const ROW = 42;
const table = { head: null, body: null, space: null, columns: [], first: -1, last: -1 };

function buildTable() {
  table.head = el("div", { class: "row head", role: "row", "aria-rowindex": 1 });
  table.space = el("div", { class: "space", role: "rowgroup" });
  table.body = el("div", { id: "grid", class: "body", role: "grid", tabindex: 0, onscroll: () => drawRows(false) },
    el("div", { class: "sticky", role: "rowgroup" }, table.head), table.space);
  document.getElementById("table").append(table.body);
  table.body.addEventListener("keydown", onGridKey);
  new ResizeObserver(() => drawTable()).observe(table.body);
}

// Head and rows anew: after another view, language, width or result.
function drawTable() {
  const view = views[state.view], width = table.body.clientWidth, sort = state.sort[state.view];
  table.columns = view.columns.filter((column) => !column.need || width >= column.need);
  const template = table.columns.map((c) => (c.width.endsWith("fr") ? `minmax(0, ${c.width})` : c.width)).join(" ");
  table.body.style.setProperty("--columns", template);
  table.body.setAttribute("aria-label", t("view_" + state.view));
  table.body.setAttribute("aria-rowcount", state.rows.length + 1);
  table.body.setAttribute("aria-colcount", table.columns.length);
  table.head.replaceChildren(...table.columns.map((column) => {
    const on = sort && sort.key === column.key;
    return el("div", { role: "columnheader", class: column.end ? "end" : "", "aria-sort": on ? (sort.down ? "descending" : "ascending") : "none" },
      el("button", { type: "button", data: { sort: column.key }, onclick: () => sortBy(column.key) },
        t("col_" + column.key), on ? el("i", { "aria-hidden": "true" }, sort.down ? "↓" : "↑") : null));
  }));
  table.space.style.height = state.rows.length * ROW + "px";
  drawRows(true);
}

function drawRows(anew) {
  const { body, space } = table;
  const first = Math.max(0, Math.floor(body.scrollTop / ROW) - 6);
  const last = Math.min(state.rows.length, first + Math.ceil(body.clientHeight / ROW) + 12);
  if (!anew && first === table.first && last === table.last) return;
  table.first = first;
  table.last = last;
  const active = state.active[state.view];
  const rows = [];
  for (let i = first; i < last; i++) rows.push(rowNode(i, state.rows[i] === active));
  space.replaceChildren(...rows);
  const at = state.rows.indexOf(active);
  if (at >= first && at < last) body.setAttribute("aria-activedescendant", "row-" + at);
  else body.removeAttribute("aria-activedescendant");
}

function rowNode(i, active) {
  const row = state.rows[i];
  const node = el("div", { class: "row", role: "row", id: "row-" + i, "aria-rowindex": i + 2, "aria-selected": String(active) },
    table.columns.map((column) => {
      const cell = column.cell(row);
      const name = [column.end ? "end" : "", column.dim ? "dim" : ""].join(" ").trim();
      return el("div", { role: "gridcell", class: name || null, title: cell.textContent }, cell);
    }));
  node.style.top = i * ROW + "px";
  node.addEventListener("click", () => { state.active[state.view] = row; drawRows(true); views[state.view].open(row); });
  return node;
}

function sortBy(key) {
  const old = state.sort[state.view];
  if (old && old.key === key) state.sort[state.view] = old.down ? null : { key, down: true };
  else state.sort[state.view] = { key, down: false };
  refresh(false);
  const button = table.head.querySelector(`[data-sort="${key}"]`);
  if (button) button.focus();
}

// Move to a row and bring it into sight.
function moveTo(i) {
  if (!state.rows.length) return;
  i = Math.max(0, Math.min(state.rows.length - 1, i));
  state.active[state.view] = state.rows[i];
  const top = i * ROW, { body } = table, room = body.clientHeight - ROW;
  if (top < body.scrollTop) body.scrollTop = top;
  else if (top + ROW > body.scrollTop + room) body.scrollTop = top + ROW - room;
  drawRows(true);
}

function onGridKey(event) {
  if (event.target !== table.body || event.ctrlKey || event.metaKey || event.altKey) return;
  const at = state.rows.indexOf(state.active[state.view]);
  const page = Math.max(1, Math.floor(table.body.clientHeight / ROW) - 2);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: state.rows.length - 1 }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    moveTo(to);
    if (!document.getElementById("pane").hidden && at >= 0) views[state.view].open(state.active[state.view]);
  } else if ((event.key === "Enter" || event.key === " ") && at >= 0) {
    event.preventDefault();
    views[state.view].open(state.active[state.view]);
  }
}

// Show a row of the table in it, if it passes the filters.
function showRow(row) {
  const at = state.rows.indexOf(row);
  if (at >= 0) moveTo(at);
  return at >= 0;
}
