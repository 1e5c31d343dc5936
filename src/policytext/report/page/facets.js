// The filters at the left: each counts what the others leave.

const FEW = 8;
const opened = new Set();
const narrowed = {};

function drawFacets() {
  const view = views[state.view], side = document.getElementById("facets");
  const focus = document.activeElement && document.activeElement.id;
  side.replaceChildren(...FACETS.filter((key) => view.facets[key]).map((key) => facet(view, key)).filter(Boolean));
  if (focus && document.getElementById(focus)) document.getElementById(focus).focus({ preventScroll: true });
  else if (focus && focus.startsWith("f-")) document.getElementById("grid").focus({ preventScroll: true });
}

function facet(view, key) {
  const chosen = state.chosen[key] || new Set();
  const counted = new Map([...chosen].map((value) => [value, 0]));
  for (const row of passing(view, key)) for (const value of view.facets[key](row)) counted.set(value, (counted.get(value) || 0) + 1);
  if (!counted.size) return null;
  const byName = key === "month";
  let values = [...counted].sort((a, b) => (byName ? (a[0] < b[0] ? 1 : -1) : b[1] - a[1]));
  const searchable = values.length > 2 * FEW;
  const wanted = (narrowed[key] || "").toLowerCase();
  if (wanted) values = values.filter(([value]) => facetLabel[key](value).toLowerCase().includes(wanted));
  const open = opened.has(key) || wanted;
  const front = open ? values.slice(0, 200) : values.filter(([value], i) => i < FEW || chosen.has(value));
  const most = Math.max(1, ...counted.values());
  return el("fieldset", { class: "facet", data: { facet: key } },
    el("legend", {}, t("facet_" + key), chosen.size ? el("span", { class: "badge" }, chosen.size) : null),
    searchable && open ? el("input", { type: "text", class: "narrow", id: "f-" + key + "-narrow", value: narrowed[key] || "",
      placeholder: t("narrow"), "aria-label": t("narrow") + " " + t("facet_" + key),
      oninput: (event) => { narrowed[key] = event.target.value; const at = event.target.selectionStart; drawFacets(); const again = document.getElementById("f-" + key + "-narrow"); if (again) again.setSelectionRange(at, at); } }) : null,
    el("div", { class: open ? "values tall" : "values" }, front.map(([value, number]) => {
      const bar = el("span", { class: "fill", "aria-hidden": "true" });
      bar.style.width = (100 * number) / most + "%";
      const label = facetLabel[key](value);
      return el("label", { class: chosen.has(value) ? "on" : "", title: label }, bar,
        el("input", { type: "checkbox", id: "f-" + key + "-" + value, checked: chosen.has(value), onchange: () => choose(key, value) }),
        el("span", { class: "name" }, label), el("span", { class: "number" }, number.toLocaleString("en-US")));
    })),
    values.length > FEW && !wanted ? el("button", { type: "button", class: "more", id: "f-" + key + "-more", "aria-expanded": String(!!open),
      onclick: () => { open ? opened.delete(key) : opened.add(key); drawFacets(); } },
      open ? t("fewer") : t("more", { n: values.length - FEW })) : null);
}

function choose(key, value) {
  const chosen = state.chosen[key] || (state.chosen[key] = new Set());
  chosen.has(value) ? chosen.delete(value) : chosen.add(value);
  refresh(true);
}
