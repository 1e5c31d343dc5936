// Small charts, drawn as SVG.

const monthNumber = (month) => 12 * +month.slice(0, 4) + +month.slice(5, 7) - 1;
const monthName = (n) => Math.floor(n / 12) + "-" + String((n % 12) + 1).padStart(2, "0");

function countMonths(days) {
  const counted = new Map();
  for (const day of days) counted.set(months(day), (counted.get(months(day)) || 0) + 1);
  return counted;
}

// All months of the file, from the first to the last article.
let spanMade = null;
function span() {
  if (spanMade && spanMade.of === D.articles.length) return spanMade.ends;
  const days = D.articles.map((a) => a.published).filter(Boolean).sort();
  const ends = days.length ? [monthNumber(months(days[0])), monthNumber(months(days.at(-1)))] : null;
  spanMade = { of: D.articles.length, ends };
  return ends;
}

function sparkline(days) {
  const ends = span(), node = svg("svg", { class: "spark", viewBox: "0 0 100 20", preserveAspectRatio: "none", "aria-hidden": "true" });
  if (!ends || !days.length) return node;
  const counted = countMonths(days), number = ends[1] - ends[0] + 1, most = Math.max(...counted.values());
  for (const [month, n] of counted) {
    const high = Math.max(2, (18 * n) / most);
    node.append(svg("rect", { x: ((monthNumber(month) - ends[0]) * 100) / number, y: 20 - high, width: Math.max(0.8, 100 / number - 0.4), height: high }));
  }
  return node;
}

// Mentions a month, as bars with a scale.
function timeline(days) {
  const ends = span();
  if (!ends || !days.length) return null;
  const counted = countMonths(days), first = ends[0], number = ends[1] - ends[0] + 1, most = Math.max(...counted.values());
  const W = 640, H = 150, low = 122, left = 30, step = (W - left) / number;
  const node = svg("svg", { class: "timeline", viewBox: `0 0 ${W} ${H}`, role: "img", "aria-label": t("timeline") });
  for (const value of most > 1 ? [most, Math.round(most / 2)] : [most]) {
    const y = low - (100 * value) / most;
    node.append(svg("line", { x1: left, x2: W, y1: y, y2: y, class: "rule" }), label(left - 6, y + 4, value, "end"));
  }
  for (let i = 0; i < number; i++) {
    const month = monthName(first + i), n = counted.get(month) || 0, high = (100 * n) / most;
    if (n) {
      const bar = svg("rect", { x: left + i * step + step * 0.12, y: low - high, width: Math.max(1, step * 0.76), height: high, rx: 1 });
      bar.append(svg("title", {}, month + " · " + n));
      node.append(bar);
    }
  }
  for (const i of ticks(number)) node.append(label(left + (i + 0.5) * step, H - 10, monthName(first + i), "middle"));
  node.append(svg("line", { x1: left, x2: W, y1: low, y2: low, class: "axis" }));
  return node;
}

function ticks(number) {
  const wanted = Math.min(number, 6), step = Math.max(1, Math.ceil(number / wanted));
  return range(0, Math.ceil(number / step)).map((i) => i * step).filter((i) => i < number);
}

function label(x, y, words, anchor) {
  const node = svg("text", { x, y, "text-anchor": anchor });
  node.textContent = words;
  return node;
}

// Targets as rings and results as dots, along the periods of one indicator.
function courseChart(rows) {
  const points = rows.flatMap((r) => [...r.targets.map((c) => [r, D.claims[c], true]), ...r.results.map((c) => [r, D.claims[c], false])])
    .map(([r, c, target]) => ({ r, c, target, y: signed(c) })).filter((p) => p.y !== null);
  const periods = some(rows.filter((r) => r.targets.length || r.results.length).map((r) => r.period));
  if (points.length < 2 || periods.length < 2) return null;
  const W = 640, H = 230, left = 64, right = 24, top = 18, low = 186;
  let min = Math.min(...points.map((p) => p.y)), max = Math.max(...points.map((p) => p.y));
  const room = (max - min || Math.abs(max) || 1) * 0.12, marks = scale(min - room, max + room);
  min = marks[0];
  max = marks.at(-1);
  const x = (period) => left + 20 + (periods.indexOf(period) * (W - left - right - 40)) / Math.max(1, periods.length - 1);
  const y = (value) => low - ((value - min) * (low - top)) / (max - min);
  const node = svg("svg", { class: "course", viewBox: `0 0 ${W} ${H}`, role: "img", "aria-label": t("course") });
  for (const value of marks) {
    node.append(svg("line", { x1: left, x2: W - right, y1: y(value), y2: y(value), class: "rule" }), label(left - 8, y(value) + 4, short(value), "end"));
  }
  const every = Math.ceil(periods.length / 7);
  periods.forEach((period, i) => { if (i % every === 0) node.append(label(x(period), H - 20, period.length > 12 ? period.slice(0, 4) + "–" : period, "middle")); });
  const line = points.filter((p) => !p.target).sort((a, b) => x(a.r.period) - x(b.r.period));
  if (line.length > 1) node.append(svg("polyline", { class: "line", points: line.map((p) => x(p.r.period) + "," + y(p.y)).join(" ") }));
  for (const p of points) {
    const dot = svg("circle", { cx: x(p.r.period), cy: y(p.y), r: p.target ? 6 : 4.5, class: p.target ? "target" : "result" });
    dot.append(svg("title", {}, `${t(p.target ? "target" : "result")} ${p.r.period} · ${textOf(p.c)}`));
    node.append(dot);
  }
  return node;
}

// Round values from below `min` to above `max`.
function scale(min, max) {
  const rough = (max - min) / 4, power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((n) => n * power).find((n) => n >= rough);
  const first = Math.floor(min / step), last = Math.ceil(max / step);
  return range(first, last - first + 1).map((n) => n * step);
}

function signed(claim) {
  const value = claim.value ?? (claim.low === null ? null : (claim.low + claim.high) / 2);
  return value === null ? null : D.head.directions[claim.direction] === "down" && D.head.baselines[claim.baseline] ? -value : value;
}

function short(value) {
  const size = Math.abs(value);
  for (const [unit, factor] of language === "zh" ? [["万亿", 1e12], ["亿", 1e8], ["万", 1e4]] : [["tn", 1e12], ["bn", 1e9], ["m", 1e6], ["k", 1e4]]) {
    if (size >= factor) return +(value / factor).toPrecision(3) + unit;
  }
  return String(+value.toPrecision(3));
}
