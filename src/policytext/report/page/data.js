// The articles and what was found in them, as columns; a number everywhere stands for a row.

const setup = JSON.parse(document.getElementById("setup").textContent);
const D = { head: null, articles: [], claims: [], programmes: [], passages: [], texts: [], ledger: [] };

// A block of the page: base64 of gzip of JSON.
async function unpack(id) {
  const node = document.getElementById(id);
  const raw = atob(node.textContent);
  node.remove();
  const bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

const ARTICLE = ["id", "title", "published", "source", "repost", "theme", "region", "nc", "np", "ns"];
const CLAIM = ["start", "size", "value", "low", "high", "bound", "unit", "measureAt", "measureSize", "subjectAt",
  "subjectSize", "timeAt", "timeSize", "from", "to", "direction", "baseline", "status", "theme", "region"];

function rowsOf(columns, names, make) {
  const size = columns.length ? columns[0].length : 0;
  const rows = new Array(size);
  for (let i = 0; i < size; i++) {
    const row = { };
    for (let k = 0; k < names.length; k++) row[names[k]] = columns[k][i];
    rows[i] = make(row);
  }
  return rows;
}

// Take in one part; places that are counted from the last one become places in the article.
function addPart(part) {
  const first = D.articles.length;
  const claims = rowsOf(part.claim, CLAIM, (row) => row);
  const programmes = rowsOf(part.programme, ["start", "size", "name"], (row) => row);
  const passages = rowsOf(part.passage, ["start", "size", "kind", "theme"], (row) => row);
  const at = { claims: 0, programmes: 0, passages: 0 };
  const take = (kind, rows, number, article) => {
    const begin = D[kind].length;
    let last = 0;
    for (let i = 0; i < number; i++) {
      const row = rows[at[kind]++];
      row.start += last;
      last = row.start;
      row.end = row.start + row.size;
      row.article = article;
      row.n = begin + i;
      D[kind].push(row);
    }
    return begin;
  };
  for (const row of rowsOf(part.article, ARTICLE, (row) => row)) {
    row.n = D.articles.length;
    row.claims = take("claims", claims, row.nc, row.n);
    row.programmes = take("programmes", programmes, row.np, row.n);
    row.passages = take("passages", passages, row.ns, row.n);
    row.text = part.text[row.n - first];
    D.articles.push(row);
  }
}

const range = (begin, size) => Array.from({ length: size }, (_, i) => begin + i);
const claimsOf = (a) => D.claims.slice(a.claims, a.claims + a.nc);
const programmesOf = (a) => D.programmes.slice(a.programmes, a.programmes + a.np);
const passagesOf = (a) => D.passages.slice(a.passages, a.passages + a.ns);
const titleOf = (a) => a.title || a.id;
const textOf = (row) => D.articles[row.article].text.slice(row.start, row.end);

// The words of a claim's measure, subject or time; "" where it has none.
function said(claim, part) {
  const at = claim[part + "At"];
  if (at === null) return "";
  const begin = claim.start + at;
  return D.articles[claim.article].text.slice(begin, begin + claim[part + "Size"]).replace(/\s+/g, "");
}

// Begin and end of the sentence around a place.
function sentenceAround(text, start, end) {
  let a = start, b = end;
  while (a > 0 && !"。！？；\n".includes(text[a - 1])) a--;
  while (b < text.length && !"。！？；\n".includes(text[b])) b++;
  return [a, b < text.length && text[b] !== "\n" ? b + 1 : b];
}

function sentenceOf(row) {
  const text = D.articles[row.article].text;
  const [a, b] = sentenceAround(text, row.start, row.end);
  return text.slice(a, b).trim();
}

// The passage a place stands in, by halving; undefined in furniture.
function passageAt(article, place) {
  let low = article.passages, high = article.passages + article.ns - 1;
  while (low <= high) {
    const middle = (low + high) >> 1, passage = D.passages[middle];
    if (place < passage.start) high = middle - 1;
    else if (place >= passage.end) low = middle + 1;
    else return passage;
  }
}

const months = (day) => (day ? day.slice(0, 7) : null);

// What the ledger's rows hold, in the order of the payload.
const LEDGER = ["series", "shown", "region", "holder", "label", "kind", "period", "end", "verdict", "conflict",
  "targets", "results", "decided", "later"];
const ledgerRow = (values) => Object.fromEntries(LEDGER.map((name, i) => [name, values[i]]));
