// What the page says, in Chinese or English, and small makers of elements. Text is set as text, never as markup.

let language = "zh";
const t = (key, fields) => {
  const pair = setup.messages[key];
  let text = pair ? pair[language === "zh" ? 0 : 1] : key;
  for (const name in fields) text = text.replace("{" + name + "}", fields[name]);
  return text;
};
const themeName = (theme) => (theme < 0 ? "" : D.head.themes[theme][language === "zh" ? 1 : 2]);
const regionName = (region) => (region < 0 ? "" : D.head.regions[region][0]);
const provinceName = (region) => (region < 0 ? "" : D.head.regions[region][1] || "");

function el(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else if (name === "data") Object.assign(node.dataset, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  return put(node, children);
}

// Append what is there; null and false are left out.
function put(node, ...children) {
  node.append(...children.flat(2).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function svg(tag, props, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(props || {})) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

const plain = (number) => number.toLocaleString("en-US", { maximumFractionDigits: 4 });

// A number as it is read: 万 and 亿 in Chinese, grouped digits in English.
function figure(number) {
  const size = Math.abs(number);
  if (language === "zh" && size >= 1e12) return plain(number / 1e12) + "万亿";
  if (language === "zh" && size >= 1e8) return plain(number / 1e8) + "亿";
  if (language === "zh" && size >= 1e5) return plain(number / 1e4) + "万";
  return plain(number);
}

const SIGNS = { about: "≈", near: "↗", above: "≥", below: "≤" };
function reading(claim) {
  const unit = claim.unit < 0 ? "" : D.head.units[claim.unit][0];
  if (claim.value === null && claim.low === null) return "";
  const number = claim.value === null ? figure(claim.low) + "–" + figure(claim.high) : figure(claim.value);
  return (SIGNS[D.head.bounds[claim.bound]] || "") + number + (unit === "%" || language === "zh" ? "" : " ") + unit;
}

function changeOf(claim) {
  const arrow = { up: "↑", down: "↓" }[D.head.directions[claim.direction]] || "";
  const base = D.head.baselines[claim.baseline];
  return [arrow, base ? t("base_" + base) : ""].filter(Boolean).join(" ");
}

// Fill in all fixed words of the page.
function sayAll() {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  for (const node of document.querySelectorAll("[data-say]")) node.textContent = t(node.dataset.say);
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", t(node.dataset.label));
  for (const node of document.querySelectorAll("[data-title]")) node.title = t(node.dataset.title);
  document.getElementById("search").placeholder = t("search_hint");
  document.title = document.querySelector("h1").textContent = setup.title || t("title");
  document.getElementById("language").textContent = language === "zh" ? "EN" : "中文";
}
