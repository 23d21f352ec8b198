
/**
 * The page's script: the address after # says which incidents are meant; list, map, chart, numbers and controls follow.
 * Sections: data, words, query, selection, numbers, list, chips, map, chart, incident, sections and keys, printing.
 */

/* ---------- data ---------- */

const D = JSON.parse(document.getElementById("data").textContent);
const C = D.columns;
const W = D.words;
const N = C.id.length;
const PAGE = 40;
const MOST_PRINTED = 3000;
const DAY_MS = 86400000;
const EPOCH = Date.parse(`${D.origin}T00:00:00Z`);
const SHORT = ["vio", "und", "per", "out"];
const STATUS = ["rep", "cor", "ver", "dis"];
const VERDICTS = D.verdicts.map(([key]) => key);
const STATUSES = D.statuses.map(([key]) => key);
const KINDS = D.kinds.map(([key]) => key);
const SENSITIVE = 1, UNDATED = 2, IN_FORCE = 4;

/** @param {string} id @returns {HTMLElement} */
const the = id => document.getElementById(id);
/** @param {string} digits */
const column = digits => Uint8Array.from(digits, Number);

const day = Int32Array.from(C.day);
const verdict = column(C.verdict);
const kind = column(C.kind);
const status = column(C.status);
const marks = column(C.marks);
const killed = Int32Array.from(C.killed);
const civilians = Int32Array.from(C.civilians);
const numberOf = new Map(C.id.map((id, n) => [id, n]));
const claimantOf = new Map(D.claimants.map(([key], n) => [key, n]));
const regionOf = new Map(D.regions.map(([key], n) => [key, n]));
/** @param {number} n */
const origins = n => D.groups[C.by[n]];
/** Rows as the page has them, one line each. */
const lines = document.querySelector("#list noscript").textContent.split("\n").filter(line => line.startsWith("<li>"));

/* ---------- words ---------- */

const plural = new Intl.PluralRules(D.locale);
const figures = new Intl.NumberFormat(D.locale);
const tenths = new Intl.NumberFormat(D.locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const percents = new Intl.NumberFormat(D.locale);
const dating = options => new Intl.DateTimeFormat(D.lang === "en" ? "en-GB" : D.locale, { timeZone: "UTC", ...options });
const weekdays = dating({ weekday: "long", day: "numeric", month: "long" });
const dates = dating({ day: "numeric", month: "long", year: "numeric" });

/** @param {string} text */
const escaped = text => String(text).replace(/[&<>"']/g, c => `&#${c.charCodeAt(0)};`);
/** A message with its places filled by markup. @param {string} pattern @param {Object<string, string|number>} values */
const filled = (pattern, values) => pattern.split(/\{(\w+)\}/)
  .map((part, n) => n % 2 ? values[part] ?? "" : escaped(part)).join("");
/** The form that goes with a number. @param {Object<string, string>} forms @param {number} n */
const formed = (forms, n) => forms[plural.select(n)] ?? forms.other;
/** @param {number} n @returns {Date} */
const dateOf = n => new Date(EPOCH + n * DAY_MS);
/** @param {number} n @returns {string} ISO */
const isoOf = n => dateOf(n).toISOString().slice(0, 10);
/** @param {string} iso @returns {number|null} */
const dayOf = iso => {
  const at = /^\d{4}-\d\d-\d\d$/.test(iso) ? Date.parse(`${iso}T00:00:00Z`) : NaN;
  return Number.isNaN(at) ? null : Math.round((at - EPOCH) / DAY_MS);
};
/** The parts of a date in our order: weekday, day, month, year. */
const spoken = (format, n) => {
  const parts = Object.fromEntries(format.formatToParts(dateOf(n)).map(each => [each.type, each.value]));
  return ["weekday", "day", "month", "year"].map(name => parts[name]).filter(Boolean).join(" ");
};
/** @param {number} first @param {number} last */
const daysSaid = (first, last) => first === last
  ? spoken(dates, first) : `${spoken(dates, first)} – ${spoken(dates, last)}`;
/** A number that opens what it counts. @param {number} n @param {Query} query @param {string} [sum] @param {string} [text] */
const opening = (n, query, sum = "", text = figures.format(n)) =>
  `<a class="n" href="#${escaped(addressed(query))}" data-n="${n}"${sum ? ` data-sum="${sum}"` : ""}>${escaped(text)}</a>`;

/* ---------- query: what is meant, as the address has it ---------- */

/**
 * @typedef {Object} Query  Empty lists are no condition; `since` and `until` are days by number.
 * @property {string[]} v @property {string[]} k @property {string[]} s @property {string[]} c @property {boolean} b
 * @property {string[]} w @property {string[]} a @property {string} q @property {number|null} since
 * @property {number|null} until @property {string[]} f @property {string[]} cl @property {string} h
 * @property {boolean} r @property {boolean} long @property {string} i
 */

const LISTS = ["v", "k", "s", "c", "w", "a", "f", "cl"];
/** @returns {Query} */
const nothing = () => ({
  v: [], k: [], s: [], c: [], b: false, w: [], a: [], q: "", since: null, until: null, f: [], cl: [], h: "", r: false,
  long: false, i: "",
});
const decoded = text => {
  try { return decodeURIComponent(text); } catch { return text; }
};
const encoded = text => encodeURIComponent(text)
  .replace(/[!'()*]/g, c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`).replace(/%3A/g, ":").replace(/%2F/g, "/");

/** @param {string} hash @returns {Query} */
function read(hash) {
  const found = nothing();
  for (const part of hash.replace(/^#/, "").split("&")) {
    const [key, text = ""] = part.split(/=(.*)/s);
    if (LISTS.includes(key)) {
      found[key] = text.split(",").map(decoded).filter(each => each !== "" || key === "c" || key === "a");
    } else if (key === "from" || key === "to") {
      found[key === "from" ? "since" : "until"] = dayOf(decoded(text));
    } else if (key === "q" || key === "i") {
      found[key] = decoded(text);
    } else if (key === "h") {
      found.h = ["killed", "civilians"].includes(text) ? text : "";
    } else if (key === "b" || key === "r" || key === "long") {
      found[key] = text === "1";
    }
  }
  return found;
}

/** @param {Query} query @returns {string} */
function addressed(query) {
  const list = key => query[key].map(encoded).join(",");
  const has = key => query[key].length > 0;
  const [since, until] = window_(query);
  const own = !query.long && D.period && since === D.period[0] && until === D.period[1];
  const parts = [
    ...["v", "k", "s", "c"].filter(has).map(key => `${key}=${list(key)}`),
    ...(query.b ? ["b=1"] : []),
    ...["w", "a"].filter(has).map(key => `${key}=${list(key)}`),
    ...(query.q ? [`q=${encoded(query.q)}`] : []),
    ...(own || query.long || !D.period ? [] : [`from=${isoOf(since)}`, `to=${isoOf(until)}`]),
    ...["f", "cl"].filter(has).map(key => `${key}=${list(key)}`),
    ...(query.h ? [`h=${query.h}`] : []),
    ...(query.r ? ["r=1"] : []),
    ...(query.long ? ["long=1"] : []),
    ...(query.i ? [`i=${encoded(query.i)}`] : []),
  ];
  return parts.join("&") || "situation";
}

/** The days that are meant: those of the address, else the page's own. @param {Query} query @returns {[number, number]} */
const window_ = query => {
  const [since, until] = D.period ?? D.span ?? [0, 0];
  return [query.since ?? since, query.until ?? until];
};

/* ---------- selection: the same as selection.py ---------- */

const V = 1, K = 2, S = 4, CL = 8, BOTH = 16, WHO = 32, PLACE = 64, HARM = 128, REST = 256, DATE = 512, READING = 1024;

/** @param {string[]} values @param {string[]} known */
const flagged = (values, known) => known.map(each => values.includes(each));

/** For each incident the conditions that it does not meet, as bits. @param {Query} query @returns {(n: number) => number} */
function failing(query) {
  const [since, until] = window_(query);
  const v = flagged(query.v, VERDICTS), k = flagged(query.k, KINDS), s = flagged(query.s, STATUSES);
  const named = new Set(query.c.map(each => each === "~others" || each === "" ? each : claimantOf.get(each) ?? -2));
  const regions = new Set(query.a.map(each => regionOf.get(each) ?? -2));
  const words = query.q.toLowerCase();
  const there = words && C.place ? D.places.map(each => each.includes(words)) : null;
  const asked = new Set(query.f.map(Number));
  const answered = asked.size ? D.groups.map(group => group.some(each => asked.has(each))) : null;
  const under = query.cl.length ? clausesOf(query.cl) : null;
  const acted = query.w.length ? actedBy(query.w) : null;
  const said = n => {
    const by = origins(n);
    if (!by.length) return named.has("") || named.has("~others");
    return by.some(each => named.has(each)) || (named.has("~others") && by.some(each => each >= D.leads));
  };
  const dated = n => day[n] >= since && day[n] <= until;
  return n => (query.v.length && !v[verdict[n]] ? V : 0)
    | (query.k.length && verdict[n] === 1 && !(kind[n] && k[kind[n] - 1]) ? K : 0)
    | (query.s.length && !s[status[n]] ? S : 0)
    | (query.c.length && !said(n) ? CL : 0)
    | (query.b && origins(n).length < 2 ? BOTH : 0)
    | (acted && !acted(n) ? WHO : 0)
    | (query.a.length && !regions.has(C.region[n]) ? PLACE : 0)
    | (query.h && (query.h === "killed" ? killed : civilians)[n] <= 0 ? HARM : 0)
    | (query.r && !(marks[n] & SENSITIVE) ? READING : 0)
    | ((!(marks[n] & UNDATED) === query.long) || (!query.long && !dated(n)) ? DATE : 0)
    | ((words && !(there && there[C.place[n]])) || (answered && !answered[C.asked[n]])
      || (under && !under[C.decided[n]]) ? REST : 0);
}

/** By decision, whether a clause that is asked for speaks in it. @param {string[]} asked @returns {boolean[]} */
function clausesOf(asked) {
  const meant = D.findings.map(each => asked.some(one => one === each || (!one.includes("/") && each.startsWith(`${one}/`))));
  return D.decided.map(each => each.some(one => meant[one]));
}

/** @param {string[]} asked @returns {(n: number) => boolean} */
function actedBy(asked) {
  const meant = new Set();
  for (const each of asked) {
    const [party, said = ""] = each.split(":");
    const at = D.parties.findIndex(([key]) => key === party);
    VERDICTS.forEach((name, n) => at >= 0 && (said === "" || said === name) && meant.add(at * 4 + n));
  }
  const group = D.groups.map(each => each.some(one => meant.has(one)));
  const none = D.groups.map(each => each.every(one => one % 4 !== 0));
  const either = asked.includes("either");
  return n => group[C.sides[n]] || (either && verdict[n] === 0 && none[C.sides[n]]);
}

/** The incidents that are meant, newest first. @param {Query} query @returns {number[]} */
function select(query) {
  const fails = failing(query);
  const found = [];
  for (let n = 0; n < N; n += 1) if (!fails(n)) found.push(n);
  return found;
}

/* ---------- numbers: facets, heads, sides ---------- */

/** What is set besides. @param {Query} query @param {Partial<Query>} more @returns {Query} */
const within = (query, more) => ({ ...query, i: "", ...more });

/** @param {Query} query */
function showFacets(query) {
  const fails = failing(query);
  const count = { v: new Uint32Array(4), k: new Uint32Array(KINDS.length + 1), s: new Uint32Array(4), c: new Uint32Array(D.leads + 1), b: 0, r: 0 };
  for (let n = 0; n < N; n += 1) {
    const miss = fails(n);
    if (!(miss & ~V)) count.v[verdict[n]] += 1;
    if (!(miss & ~(V | K)) && verdict[n] === 1) count.k[kind[n]] += 1;
    if (!(miss & ~S)) count.s[status[n]] += 1;
    if (!(miss & ~CL)) for (const each of splitOf(n)) count.c[each] += 1;
    if (!(miss & ~BOTH) && origins(n).length > 1) count.b += 1;
    if (!(miss & ~READING) && marks[n] & SENSITIVE) count.r += 1;
  }
  const at = { v: key => VERDICTS.indexOf(key), k: key => KINDS.indexOf(key) + 1, s: key => STATUSES.indexOf(key), c: splitAt };
  for (const each of document.querySelectorAll("[data-facet]")) {
    const { facet, value } = each.dataset;
    const single = facet === "b" || facet === "r";
    const more = facet === "k" ? { v: ["undetermined"], k: [value] } : { [facet]: single ? true : [value] };
    put(each, opening(single ? count[facet] : count[facet][at[facet](value)], within(query, more)));
  }
}

/** By group of origins, those that numbers are split by: leads by number, all others together after them. */
const SPLIT = D.groups.map(by => {
  const leads = by.filter(each => each < D.leads);
  return by.length === leads.length && by.length ? leads : [...leads, D.leads];
});
/** @param {number} n */
const splitOf = n => SPLIT[C.by[n]];
/** The place of an origin in that split. @param {string} key */
const splitAt = key => key === "~others" ? D.leads : claimantOf.get(key);

/** Change what an element holds only where it differs. @param {Element} element @param {string} html */
function put(element, html) {
  if (held.get(element) === html) return;
  const focused = element.contains(document.activeElement);
  held.set(element, html);
  element.innerHTML = html;
  if (focused) element.querySelector("a")?.focus();
}
/** What was put into each element. @type {WeakMap<Element, string>} */
const held = new WeakMap();

/** The days before those that are meant: as many, as far as there are any. @param {Query} query @returns {[number, number]|null} */
function before(query) {
  const [since, until] = window_(query);
  if (D.period && since === D.period[0] && until === D.period[1]) return D.before;
  const first = Math.max(D.floor ?? since, since - (until - since + 1));
  return first < since ? [first, since - 1] : null;
}

const HEADS = {
  violation: { v: ["violation"] }, undetermined: { v: ["undetermined"] }, out_of_scope: { v: ["out_of_scope"] },
  killed: { h: "killed" }, civilians: { h: "civilians" },
};

const HEAD_AT = { violation: 0, undetermined: 1, out_of_scope: 2, killed: 3, civilians: 4 };
const HEAD_OF = [0, 1, -1, 2];
/** Places in the sums of a number: all, in several, readings differ, then kinds, then the split by origin. */
const ALL = 0, SEVERAL = 1, DIFFER = 2, KIND = 3, BY = KIND + KINDS.length + 1;
const BROAD = BY + D.leads + 1;

/** Sums of the five numbers, all and in part, over the days of a query. @param {Query} query @returns {Float64Array} */
function summed(query) {
  const found = new Float64Array(5 * BROAD);
  const fails = failing(query);
  for (let n = 0; n < N; n += 1) {
    if (fails(n)) continue;
    const places = [ALL, KIND + kind[n], ...splitOf(n).map(each => BY + each)];
    if (origins(n).length > 1) places.push(SEVERAL);
    if (marks[n] & SENSITIVE) places.push(DIFFER);
    const head = HEAD_OF[verdict[n]] * BROAD;
    for (const place of places) {
      if (head >= 0) found[head + place] += 1;
      if (killed[n] > 0) found[3 * BROAD + place] += killed[n];
      if (civilians[n] > 0) found[4 * BROAD + place] += civilians[n];
    }
  }
  return found;
}

/** @param {string} key of a bar */
const placeOf = key => key === "+" ? SEVERAL : BY + splitAt(key);

/** @param {Query} query */
function showHeads(query) {
  const [since, until] = window_(query);
  const days = until - since + 1;
  const was = before(query);
  const plain = within(query, { v: [], k: [], s: [], h: "", since, until });
  const past = was && { ...plain, since: was[0], until: was[1] };
  const now = summed(plain), old = past ? summed(past) : new Float64Array(5 * BROAD);
  for (const element of document.querySelectorAll("[data-head]")) {
    const head = element.dataset.head;
    const from = HEAD_AT[head] * BROAD;
    const link = (place, more) => opening(now[from + place], { ...plain, ...HEADS[head], ...more }, HEADS[head].h ?? "");
    put(element.querySelector("[data-part]"), link(ALL, {}));
    put(element.querySelector(".chg"), changed(now[from], old[from], days, past, HEADS[head], HEADS[head].h ?? ""));
    const note = element.querySelector("small > span");
    if (head === "out_of_scope") put(note, link(DIFFER, { r: true }));
    else if (note) put(note, link(KIND + KINDS.indexOf(note.dataset.kind) + 1, { k: [note.dataset.kind] }));
    showBars(element, key => [now[from + placeOf(key)] / days, was ? old[from + placeOf(key)] / (was[1] - was[0] + 1) : 0],
      key => link(placeOf(key), key === "+" ? { b: true } : { c: [key] }));
  }
}

/** How a number stands to that of the days before. */
function changed(now, old, days, past, more, sum) {
  if (!past) return escaped(W.no_before);
  const length = past.until - past.since + 1;
  const name = !D.measured ? "only" : days !== length ? "rate" : now > old ? "more" : now < old ? "fewer" : "same";
  return filled(formed(W.changes[name], length), {
    n: figures.format(length),
    before: opening(old, { ...past, ...more }, sum),
    change: `<b>${figures.format(Math.abs(now - old))}</b>`,
    rate: tenths.format(now / days),
    old: tenths.format(old / length),
  });
}

/** Bars by origin, to the scale of the largest. */
function showBars(element, rates, link) {
  const rows = [...element.querySelectorAll("[data-bar]")];
  const keys = rows.map(row => ({ "~": "~others" })[row.dataset.bar] ?? row.dataset.bar);
  const most = Math.max(...keys.flatMap(rates)) || 1;
  rows.forEach((row, n) => {
    const [rate, old] = rates(keys[n]);
    row.querySelector("rect").setAttribute("width", (98 * rate / most).toFixed(1));
    row.querySelector(".tick")?.setAttribute("d", `M${(98 * old / most).toFixed(1)} 0v9`);
    put(row.querySelector(".v > span"), link(keys[n]));
  });
}

/** By side, with what cannot be judged and on whose word. @param {Query} query */
function showSides(query) {
  const plain = within(query, { v: [], k: [], s: [], w: [], h: "" });
  const count = new Uint32Array(4 * D.parties.length);
  const open = new Map([...D.parties.map(([key]) => [key, []]), ["either", []]]);
  for (const n of select(plain)) {
    const by = D.groups[C.sides[n]];
    for (const each of by) {
      count[each] += 1;
      if (each % 4 < 2) open.get(D.parties[Math.floor(each / 4)][0]).push(n);
    }
    if (verdict[n] === 0 && by.every(each => each % 4)) open.get("either").push(n);
  }
  for (const row of document.querySelectorAll("[data-side]")) showSide(row, plain, count, open.get(row.dataset.side));
}

/** @param {HTMLTableRowElement} row @param {Query} plain @param {Uint32Array} count @param {number[]} open those that may fall under the terms */
function showSide(row, plain, count, open) {
  const party = row.dataset.side;
  const [, first, second, last] = row.cells;
  const of = (...names) => ({ ...plain, w: names.map(name => `${party}:${name}`) });
  put(last, escaped(camps(open)));
  if (party === "either") {
    put(first, opening(open.length, { ...plain, w: [party] }));
    return;
  }
  const at = 4 * D.parties.findIndex(([key]) => key === party);
  const judged = count[at] + count[at + 1] + count[at + 2];
  put(first, opening(count[at], of("violation")));
  put(second, filled(judged ? W.of_judged : W.of_none, {
    n: opening(count[at + 1], of("undetermined")),
    judged: opening(judged, of("violation", "undetermined", "permitted")),
    share: percent(count[at + 1] / judged),
  }));
}

/** @param {number} share */
const percent = share => W.percent.replace("{n}", percents.format(Math.round(share * 100)));

/** Incidents by the camp of those who say so. @param {number[]} several */
function camps(several) {
  const found = new Map();
  for (const n of several) {
    for (const camp of new Set(origins(n).map(each => D.claimants[each][2]))) found.set(camp, (found.get(camp) ?? 0) + 1);
  }
  const ordered = [...found].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return ordered.map(([camp, n]) => W.camp.replace("{camp}", D.camps[camp]).replace("{n}", figures.format(n))).join(W.comma) || "–";
}

/* ---------- list ---------- */

/** @type {{query: Query, address: string, found: number[], shown: number, opened: string}} */
const state = { query: nothing(), address: "situation", found: [], shown: 0, opened: "" };

/** The address of an incident among those that are meant. @param {number} n */
const addressOf = n => `#${state.address === "situation" ? "" : `${state.address}&`}i=${encoded(C.id[n])}`;

/** A row as HTML, its link that of the incident. @param {number} n */
const rowOf = n => lines[n].replace(/ href=#d\d+>/, ` href="${escaped(addressOf(n))}" data-n=${n}>`);

/** A row on its own. @param {number} n @returns {HTMLLIElement} */
function rowElement(n) {
  const mould = document.createElement("template");
  mould.innerHTML = rowOf(n);
  return mould.content.firstElementChild;
}

/** Days in words, once. @type {Map<number, string>} */
const titles = new Map();
/** @param {number} at @returns {string} */
function dayTitle(at) {
  if (!titles.has(at)) {
    const said = escaped(spoken(weekdays, at));
    titles.set(at, D.start !== null && at >= D.start ? filled(W.day, { day: said, n: figures.format(at - D.start + 1) }) : said);
  }
  return titles.get(at);
}

/** Put more rows below those that are there, with a heading for each day. @param {number} [many] */
function showRows(many = PAGE) {
  const box = the("shown");
  box.querySelector(".more")?.remove();
  const until = Math.min(state.found.length, state.shown + many);
  const last = state.shown ? day[state.found[state.shown - 1]] : null;
  const html = ["", ""];
  let at = last;
  for (const n of state.found.slice(state.shown, until)) {
    if (day[n] !== at) {
      html[1] += `${at === last ? "" : "</ol>"}${dayRow(day[n])}<ol>`;
      at = day[n];
    }
    html[at === last ? 0 : 1] += rowOf(n);
  }
  box.lastElementChild?.insertAdjacentHTML("beforeend", html[0]);
  box.insertAdjacentHTML("beforeend", html[1]);
  state.shown = until;
  if (until < state.found.length) box.append(moreButton(state.found.length - until));
}

/** @param {number} at @returns {string} */
function dayRow(at) {
  const many = state.query.long ? 0 : countOn.get(at) ?? 0;
  const link = many ? opening(many, within(state.query, { since: at, until: at }), "", counted(many)) : "";
  return `<h3 class="dayrow"><span>${dayTitle(at)}</span>${link}</h3>`;
}

/** So many incidents, in words. @param {number} many */
const counted = many => formed(W.incidents, many).replace("{n}", figures.format(many));

/** @param {number} rest @returns {HTMLElement} */
function moreButton(rest) {
  const line = document.createElement("p");
  const many = Math.min(rest, PAGE);
  line.className = "more";
  line.innerHTML = `<button type="button" class="btn">${filled(formed(W.more, many), { n: figures.format(many) })}</button>`;
  line.firstChild.addEventListener("click", () => {
    const at = state.shown;
    showRows();
    the("shown").querySelector(`a.it[data-n="${state.found[at]}"]`)?.focus();
  });
  return line;
}

/** Incidents a day among those found. @type {Map<number, number>} */
let countOn = new Map();

function showList() {
  countOn = new Map();
  for (const n of state.found) countOn.set(day[n], (countOn.get(day[n]) ?? 0) + 1);
  const many = state.found.length;
  put(the("found"), opening(many, within(state.query, {}), "", counted(many)));
  the("shown").replaceChildren();
  the("shown").scrollTop = 0;
  state.shown = 0;
  if (many) showRows();
  else the("shown").append(emptyNote());
}

/** Nothing matches: which filters can be lifted, and who was silent. @returns {HTMLElement} */
function emptyNote() {
  const note = document.createElement("div");
  note.className = "empty";
  const [since, until] = window_(state.query);
  const heard = new Set();
  for (let n = 0; n < N; n += 1) if (day[n] >= since && day[n] <= until) origins(n).forEach(each => heard.add(each));
  const silent = D.claimants.slice(0, D.leads).filter((_, n) => !heard.has(n)).map(each => each[1]);
  const said = silent.length ? filled(W.silent, { names: silent.join(escaped(W.comma)) }) : D.leads ? escaped(W.not_silent) : "";
  note.innerHTML = `<h3>${escaped(W.empty)}</h3><p>${said}</p><div></div>`;
  for (const chip of chipsOf(state.query)) note.lastChild.append(lifting(chip, filled(W.lift, { what: chip.html })));
  return note;
}

/* ---------- chips: the filters in force ---------- */

/** @typedef {{html: string, lifted: Query}} Chip */

/** @param {Query} query @returns {Chip[]} */
function chipsOf(query) {
  const name = (list, key) => escaped(list.find(([id]) => id === key)?.[1] ?? key);
  const party = key => {
    const [id, said] = key.split(":");
    const who = id === "either" ? escaped(W.either) : name(D.parties, id);
    return said ? `${who}: ${name(D.verdicts, said)}` : who;
  };
  const origin = key => key === "~others" ? escaped(W.others) : key === "" ? escaped(W.no_origin)
    : D.claimants[claimantOf.get(key)]?.[1] ?? escaped(key);
  const saying = {
    v: each => name(D.verdicts, each), k: each => name(D.kinds, each), s: each => name(D.statuses, each), c: origin,
    w: party, a: each => name(D.regions, each), f: each => escaped(D.asked[Number(each)] ?? each), cl: each => `<bdi>${escaped(each)}</bdi>`,
  };
  const found = LISTS.filter(key => query[key].length)
    .map(key => chip(query, key, query[key].map(saying[key]).join(escaped(W.comma)), []));
  if (query.q) found.push(chip(query, "q", `<bdi>${escaped(query.q)}</bdi>`, ""));
  if (query.h) found.push(chip(query, "h", escaped(W[query.h]), ""));
  for (const key of ["b", "r", "long"]) if (query[key]) found.push(chip(query, key, "", false));
  const [since, until] = window_(query);
  if (!query.long && D.period && (since !== D.period[0] || until !== D.period[1])) {
    found.push({
      html: filled(W.chips.dates, { what: escaped(daysSaid(since, until)) }),
      lifted: within(query, { since: null, until: null }),
    });
  }
  return found;
}

/** @returns {Chip} */
const chip = (query, key, what, empty) => ({ html: filled(W.chips[key], { what }), lifted: within(query, { [key]: empty }) });

/** @param {Chip} chip @param {string} html @returns {HTMLElement} */
function lifting(chip_, html) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn";
  button.innerHTML = html;
  button.setAttribute("aria-label", filled(W.lift, { what: chip_.html }).replace(/<[^>]*>/g, "").replace(/&#(\d+);/g, (_, c) => String.fromCharCode(c)));
  button.addEventListener("click", () => { go(chip_.lifted); the("list").focus(); });
  return button;
}

function showChips() {
  const chips = chipsOf(state.query);
  the("chips").replaceChildren(...chips.map(each => lifting(each, `<span>${each.html}</span>`)));
  the("chips").hidden = chips.length === 0;
}

/* ---------- controls ---------- */

/** Boxes, lists and fields as the query has them. @param {Query} query */
function showControls(query) {
  const form = document.querySelector("#filters form");
  for (const box of form.querySelectorAll("input[type=checkbox]")) {
    const chosen = query[box.name];
    box.checked = typeof chosen === "boolean" ? chosen : chosen.length === 0 || chosen.includes(box.value);
  }
  form.w.value = query.w.length === 1 && [...form.w.options].some(each => each.value === query.w[0]) ? query.w[0] : "";
  form.a.value = query.a.length === 1 && regionOf.has(query.a[0]) ? query.a[0] : "*";
  if (form.q && form.q !== document.activeElement) form.q.value = query.q;
  const [since, until] = window_(query);
  for (const [name, at] of [["from", since], ["to", until]]) {
    if (form[name] !== document.activeElement) form[name].value = isoOf(at);
  }
  for (const link of document.querySelectorAll("#presets a")) {
    const count = link.dataset.days;
    const days = count === "all" ? { since: null, until: null } : { since: D.period[1] - Number(count) + 1, until: D.period[1] };
    const target = within(query, { ...days, long: false });
    link.href = `#${addressed(target)}`;
    const [first, last] = window_(target);
    if (first === since && last === until && !query.long) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

/** What a box changes: all of a group is no condition. @param {HTMLInputElement} box */
function boxed(box) {
  const key = box.name;
  if (key === "b" || key === "r") return { [key]: box.checked };
  const boxes = [...box.form.querySelectorAll(`input[name="${key}"]`)];
  const chosen = boxes.filter(each => each.checked).map(each => each.value);
  return { [key]: chosen.length === boxes.length ? [] : chosen };
}

function listenToControls() {
  const form = document.querySelector("#filters form");
  form.addEventListener("submit", event => event.preventDefault());
  for (const field of [form.from, form.to]) {
    if (D.span) [field.min, field.max] = [isoOf(D.span[0]), isoOf(D.span[1])];
    field.addEventListener("blur", () => dated(form));
  }
  form.addEventListener("change", ({ target }) => {
    if (target.type === "checkbox") go(within(state.query, boxed(target)));
    else if (target.name === "w") go(within(state.query, { w: target.value ? [target.value] : [] }));
    else if (target.name === "a") go(within(state.query, { a: target.value === "*" ? [] : [target.value] }));
    else if ((target.name === "from" || target.name === "to") && target.value) dated(form);
  });
  form.q?.addEventListener("input", () => go(within(state.query, { q: form.q.value.trim() }), true));
  if (matchMedia("(max-width: 1100px)").matches) the("filters").open = false;
}

/** @param {HTMLFormElement} form */
function dated(form) {
  const [since, until] = [dayOf(form.from.value), dayOf(form.to.value)];
  const [first, last] = window_(state.query);
  if (form.from.validity.badInput || form.to.validity.badInput || (since === first && until === last)) return;
  if (since === null && until === null) go(within(state.query, { since: null, until: null, long: false }));
  else go(within(state.query, { since, until, long: false }));
}

/* ---------- map ---------- */

const M = D.map;
const R = M.rule;
const mapBox = the("map");
const mapSvg = mapBox.querySelector("svg");
const FARTHEST = 1, CLOSEST = 24;
/** What of the map is seen at zoom 1: on a narrow screen its own area, where no inset lies beside it. */
const whole = matchMedia("(max-width: 640px)").matches && M.frames.slice(1).every(([left]) => left > 140)
  ? [140, 0, M.width - 140, M.height] : [0, 0, M.width, M.height];
/** Marks are larger, and fewer stand alone, where the map is small. */
const DENSE = matchMedia("(max-width: 640px)").matches ? 0.62 : 1;
const scale = () => view.zoom * DENSE;
const view = { zoom: 1, x: whole[0] + whole[2] / 2, y: whole[1] + whole[3] / 2 };

/** Where a spot stands in a frame (0 is the main map, then the insets): x, y, ring. @param {number} spot @param {number} frame */
const placed = (spot, frame) => frame ? M.at[spot].slice(4, 7) : M.at[spot].slice(0, 3);
/** @param {number} spot */
const frameOf = spot => view.zoom > 1 || M.at[spot].length < 4 ? 0 : M.at[spot][3] + 1;
/** To a tenth as Python rounds: the nearest, and of two that are as near the even one. @param {number} number */
const rounded = number => {
  const tenth = Math.floor(number * 10);
  const even = Number.isInteger(number * 4) && number * 10 - tenth === 0.5;
  return String(Number(even ? (tenth + tenth % 2) / 10 : number.toFixed(1)));
};

/** Whether its place is known and lies on the map. @param {number} n */
function onMap(n) {
  if (C.spot[n] < 0) return false;
  const [x, y] = placed(C.spot[n], 0);
  return x >= 0 && x <= M.width && y >= 0 && y <= M.height;
}

function showMap() {
  const frames = M.frames.map(() => []);
  let off = 0;
  for (const n of state.found) {
    if (!onMap(n)) off += 1;
    else frames[frameOf(C.spot[n])].push(n);
  }
  const regions = tallied(state.found);
  mapSvg.querySelector(".marks").innerHTML = frames.map((several, frame) => several.length
    ? `<g data-frame="${frame}">${ringsOf(several, frame)}${marksOf(several, frame, regions)}</g>` : "").join("");
  put(the("off-map"), off ? filled(formed(W.off_map, off), { n: figures.format(off) }) : "");
  M.insets.forEach((inset, at) => {
    const title = mapSvg.querySelector(`[data-inset="${at}"]`);
    const many = frames[at + 1].length;
    if (title) title.textContent = W.inset.replace("{name}", inset.name)
      .replace("{count}", counted(many));
  });
}

/** Incidents by region and verdict. @param {number[]} several @returns {Map<string, number>} */
function tallied(several) {
  const found = new Map();
  for (const n of several) {
    const key = `${C.region[n]} ${verdict[n]}`;
    found.set(key, (found.get(key) ?? 0) + 1);
  }
  return found;
}

/** One dotted ring for each spot that is known only to within a distance. */
function ringsOf(several, frame) {
  const heaviest = new Map();
  for (const n of several) heaviest.set(C.spot[n], Math.min(verdict[n], heaviest.get(C.spot[n]) ?? 9));
  const drawn = [...heaviest].map(([spot, rank]) => {
    const [x, y, ring] = placed(spot, frame);
    return ring > 0 ? `<circle class="wide ${SHORT[rank]}" cx="${rounded(x)}" cy="${rounded(y)}" r="${rounded(ring)}"/>` : "";
  }).join("");
  return drawn && `<g class="rings"${view.zoom > 1 ? "" : ` clip-path="url(#map-clip-${frame})"`}>${drawn}</g>`;
}

/** Marks by the rule of map/marks.py: alone where a cell has few, else one for each verdict with its number. */
function marksOf(several, frame, regions) {
  const cell = R.cell / scale();
  const cells = new Map();
  for (const n of several) {
    const [x, y] = placed(C.spot[n], frame);
    const row = Math.floor(y / cell), across = Math.floor(x / cell);
    const key = row * 100000 + across;
    if (!cells.has(key)) cells.set(key, []);
    cells.get(key).push(n);
  }
  return [...cells].sort((a, b) => a[0] - b[0]).map(([, inside]) => {
    inside.sort((a, b) => verdict[a] - verdict[b] || Math.max(0, killed[b]) - Math.max(0, killed[a]) || (C.id[a] < C.id[b] ? -1 : 1));
    let x = 0, y = 0;
    for (const n of inside) {
      const at = placed(C.spot[n], frame);
      x += at[0] / inside.length;
      y += at[1] / inside.length;
    }
    return (inside.length <= R.single ? singlesOf : clustersOf)(inside, x, y, regions);
  }).join("");
}

/** @param {number} n @param {number} rank */
const use = (rank, known, x, y, size) => `<use href="#m-${SHORT[rank]}-${STATUS[known]}" x="${rounded(x - size / 2)}"`
  + ` y="${rounded(y - size / 2)}" width="${rounded(size)}" height="${rounded(size)}" class="${SHORT[rank]}"/>`;

function singlesOf(inside, x, y) {
  const sizes = inside.map(n =>
    Math.min(Math.max(R.base + R.growth * Math.sqrt(Math.min(Math.max(0, killed[n]), R.most)), R.least_size), R.most_size));
  const pitch = Math.max(R.pitch, ...sizes) / scale();
  return inside.map((n, at) => {
    const size = sizes[at] / scale();
    const [right, down] = R.slots[at];
    return `<a href="${escaped(addressOf(n))}" tabindex="-1" aria-label="${markSaid(n)}">`
      + `${use(verdict[n], status[n], x + right * pitch, y + down * pitch, size)}</a>`;
  }).join("");
}

/** @param {number} n */
const markSaid = n => filled(killed[n] < 0 ? W.single_unstated : W.single, {
  verdict: escaped(D.verdicts[verdict[n]][1]), status: escaped(D.statuses[status[n]][1]), n: figures.format(Math.max(0, killed[n])),
});

/** The least certain status first, as the rule has it. */
const LEAST = R.statuses.map(each => STATUSES.indexOf(each));

function clustersOf(inside, x, y, regions) {
  const present = [0, 1, 2, 3].filter(rank => inside.some(n => verdict[n] === rank));
  const within_ = [...new Set(inside.map(n => C.region[n]))];
  return present.map((rank, at) => {
    const same = inside.filter(n => verdict[n] === rank);
    const size = R.cluster_size * (1 + R.cluster_growth * Math.log10(same.length)) / scale();
    const across = x + (at - (present.length - 1) / 2) * R.cluster_pitch / scale();
    const known = LEAST.find(each => same.some(n => status[n] === each));
    const font = R.font / scale();
    const inner = `${use(rank, known, across, y, size)}<text class="cn" x="${rounded(across)}"`
      + ` y="${rounded(y + size / 2 + font * R.below)}" font-size="${rounded(font)}" text-anchor="middle">${figures.format(same.length)}</text>`;
    const label = filled(W.cluster, { n: figures.format(same.length), verdict: escaped(D.verdicts[rank][1]) });
    const own = [...new Set(same.map(n => C.region[n]))];
    const exact = own.reduce((sum, region) => sum + (regions.get(`${region} ${rank}`) ?? 0), 0) === same.length;
    if (!exact) return `<g class="many ${SHORT[rank]}" role="button" tabindex="-1" aria-label="${label}" data-x="${rounded(x)}" data-y="${rounded(y)}" data-n="${same.length}">${inner}</g>`;
    const query = within(state.query, { a: own.map(each => D.regions[each][0]), v: [VERDICTS[rank]] });
    return `<a class="n many ${SHORT[rank]}" href="#${escaped(addressed(query))}" data-n="${same.length}" tabindex="-1" aria-label="${label}">${inner}</a>`;
  }).join("");
}

/** Show the part of the map that is looked at. @param {boolean} [redraw] */
function lookAt(redraw = true) {
  const wide = whole[2] / view.zoom, high = whole[3] / view.zoom;
  view.x = Math.min(Math.max(view.x, whole[0] + wide / 2), whole[0] + whole[2] - wide / 2);
  view.y = Math.min(Math.max(view.y, whole[1] + high / 2), whole[1] + whole[3] - high / 2);
  mapSvg.setAttribute("viewBox", [view.x - wide / 2, view.y - high / 2, wide, high].map(rounded).join(" "));
  mapSvg.style.setProperty("--z", view.zoom);
  mapSvg.classList.toggle("near", view.zoom > 1);
  mapBox.classList.toggle("near", view.zoom > 1);
  if (redraw) showMap();
}

/** @param {number} factor @param {{x: number, y: number}} [about] a point of the map that keeps its place */
function zoomBy(factor, about = view) {
  const zoom = Math.min(CLOSEST, Math.max(FARTHEST, view.zoom * factor));
  const share = view.zoom / zoom;
  view.x = about.x + (view.x - about.x) * share;
  view.y = about.y + (view.y - about.y) * share;
  view.zoom = zoom < 1.01 ? 1 : zoom;
  lookAt();
}

/** @param {{clientX: number, clientY: number}} event */
function pointOf(event) {
  const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(mapSvg.getScreenCTM().inverse());
  return { x: at.x, y: at.y };
}

const MAP_KEYS = {
  ArrowLeft: () => move(-1, 0), ArrowRight: () => move(1, 0), ArrowUp: () => move(0, -1), ArrowDown: () => move(0, 1),
  "+": () => zoomBy(1.6), "=": () => zoomBy(1.6), "-": () => zoomBy(1 / 1.6), 0: () => zoomBy(1 / CLOSEST),
};
const move = (right, down) => {
  view.x += right * 60 / view.zoom;
  view.y += down * 60 / view.zoom;
  lookAt(false);
};

/** Mark the words that stand in an inset, which is not seen from near. */
function markInsetWords() {
  for (const each of mapSvg.querySelectorAll(".words > *")) {
    const x = Number(each.getAttribute("x") ?? each.getAttribute("cx")), y = Number(each.getAttribute("y") ?? each.getAttribute("cy"));
    if (M.frames.slice(1).some(([left, top, right, foot]) => x >= left && x <= right && y >= top && y <= foot)) each.classList.add("in");
  }
}

function listenToMap() {
  markInsetWords();
  const held_ = new Map();
  let moved = 0;
  for (const button of document.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", () => zoomBy({ in: 1.6, out: 1 / 1.6, whole: 1 / CLOSEST }[button.dataset.zoom]));
  }
  mapBox.addEventListener("keydown", event => {
    if (event.target !== mapBox || event.ctrlKey || event.metaKey || event.altKey || !MAP_KEYS[event.key]) return;
    event.preventDefault();
    MAP_KEYS[event.key]();
  });
  mapBox.addEventListener("wheel", event => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoomBy(Math.exp(-event.deltaY / 150), pointOf(event));
  }, { passive: false });
  mapBox.addEventListener("pointerdown", event => { held_.set(event.pointerId, event); moved = 0; });
  mapBox.addEventListener("pointermove", event => {
    const last = held_.get(event.pointerId);
    if (!last || (view.zoom === 1 && held_.size < 2)) return;
    const [from, to] = [pointOf(last), pointOf(event)];
    if (held_.size === 2) pinch(held_, last, event);
    else { view.x -= to.x - from.x; view.y -= to.y - from.y; lookAt(false); }
    moved += Math.abs(event.clientX - last.clientX) + Math.abs(event.clientY - last.clientY);
    held_.set(event.pointerId, event);
  });
  for (const name of ["pointerup", "pointercancel", "pointerleave"]) mapBox.addEventListener(name, event => held_.delete(event.pointerId));
  mapBox.addEventListener("click", event => {
    if (moved > 6) event.preventDefault();
    const crowd = event.target.closest("[data-x]");
    if (crowd && moved <= 6) zoomBy(2.5, { x: Number(crowd.dataset.x), y: Number(crowd.dataset.y) });
  });
}

/** @param {Map<number, PointerEvent>} held_ @param {PointerEvent} last @param {PointerEvent} now */
function pinch(held_, last, now) {
  const other = [...held_.values()].find(each => each.pointerId !== now.pointerId);
  const apart = each => Math.hypot(each.clientX - other.clientX, each.clientY - other.clientY) || 1;
  zoomBy(apart(now) / apart(last), pointOf({ clientX: (now.clientX + other.clientX) / 2, clientY: (now.clientY + other.clientY) / 2 }));
}

/* ---------- chart ---------- */

const chart = document.querySelector("#chart svg");
const T = Object.fromEntries(Object.entries(chart.dataset).map(([key, text]) => [key, Number(text)]));
const firstDay = dayOf(chart.dataset.first ?? "") ?? 0;
const edges = chart.dataset.edges ? chart.dataset.edges.split(",").map(Number)
  : Array.from({ length: T.days + 1 }, (_, n) => n);
const WIDE = chart.viewBox.baseVal.width, HIGH = chart.viewBox.baseVal.height;

/** Bars of what the filters leave, whatever the days. @param {Query} query */
function showBarsADay(query) {
  if (!T.days) return;
  const counts = [new Float64Array(T.days), new Float64Array(T.days), new Float64Array(T.days)];
  const all = within(query, { since: D.span[0] - 1, until: D.span[1] });
  for (const n of query.long ? [] : select(all)) {
    const at = day[n] - firstDay;
    if (verdict[n] < 3 && at >= 0 && at < T.days) counts[verdict[n]][at] += 1;
  }
  const drawn = { before: "", now: "" };
  for (let n = 0; n + 1 < edges.length; n += 1) {
    const lit = D.start !== null && firstDay + edges[n] >= D.start && (D.end === null || firstDay + edges[n] < D.end);
    drawn[lit ? "now" : "before"] += bar(n, counts);
  }
  chart.querySelectorAll("rect[data-d]").forEach(each => each.remove());
  barGroup("before").innerHTML = drawn.before;
  barGroup("now").innerHTML = drawn.now;
}

/** One stack. @param {number} n @param {Float64Array[]} counts */
function bar(n, counts) {
  const [first, stop] = [edges[n], edges[n + 1]];
  const room = (stop - first) * Math.abs(T.step), wide = Math.min(room, T.bar);
  const left = Math.min(T.x0 + first * T.step, T.x0 + stop * T.step) + (room - wide) / 2;
  let y = T.y0;
  return counts.map((by, rank) => {
    let sum = 0;
    for (let at = first; at < stop; at += 1) sum += by[at];
    if (!sum) return "";
    const high = sum / (stop - first) / T.max * (T.y0 - T.y1);
    y -= high;
    return `<rect class="${SHORT[rank]}" x="${left.toFixed(2)}" y="${y.toFixed(2)}" width="${wide.toFixed(2)}" height="${high.toFixed(2)}" data-d="${n}"/>`;
  }).join("");
}

/** @param {string} name @returns {SVGGElement} */
function barGroup(name) {
  let group = chart.querySelector(`[data-bars="${name}"]`);
  if (!group) {
    group = document.createElementNS("http://www.w3.org/2000/svg", "g");
    group.dataset.bars = name;
    if (name === "before") group.setAttribute("class", "before");
    chart.querySelector(".base").before(group);
  }
  return group;
}

/** The box around the days that are chosen, and its two handles. @param {Query} query */
function showBrush(query) {
  const [since, until] = window_(query).map(each => Math.min(Math.max(each - firstDay, 0), T.days - 1));
  const [from, to] = [T.x0 + since * T.step, T.x0 + (until + 1) * T.step];
  const box = chart.querySelector(".brush");
  if (!box) return;
  box.setAttribute("x", Math.min(from, to));
  box.setAttribute("width", Math.abs(to - from));
  box.toggleAttribute("hidden", query.long);
  for (const [name, x, at] of [["from", from, since], ["to", to, until]]) {
    chart.querySelector(`rect[data-grip="${name}"]`)?.setAttribute("x", x - 3.5);
    const grip = document.querySelector(`.grip[role="slider"][data-grip="${name}"]`);
    grip.style.setProperty("display", "block");
    grip.style.setProperty("left", `calc(${100 * x / WIDE}% - ${x === Math.min(from, to) ? 24 : 0}px)`);
    grip.style.setProperty("top", `${100 * T.y1 / HIGH}%`);
    grip.style.setProperty("height", `${100 * (T.y0 - T.y1) / HIGH}%`);
    grip.setAttribute("aria-valuemax", T.days - 1);
    grip.setAttribute("aria-valuenow", at);
    grip.setAttribute("aria-valuetext", spoken(dates, firstDay + at));
  }
}

/** The day under a pointer, by number. @param {PointerEvent} event */
function dayAt(event) {
  const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(chart.getScreenCTM().inverse());
  return firstDay + Math.min(Math.max(Math.floor((at.x - T.x0) / T.step), 0), T.days - 1);
}

/** @param {number} one @param {number} other @param {boolean} passing */
const choose = (one, other, passing) => go(within(state.query, {
  since: Math.min(one, other), until: Math.max(one, other), long: false,
}), passing);

function listenToChart() {
  if (!T.days || !chart.querySelector(".brush")) return;
  const box = the("chart");
  let anchor = null, waiting = 0;
  const follow = event => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => anchor !== null && choose(anchor, dayAt(event), true));
  };
  box.addEventListener("pointerdown", event => {
    if (event.button) return;
    const [since, until] = window_(state.query);
    const grip = event.target.dataset?.grip;
    anchor = grip ? (grip === "from" ? until : since) : dayAt(event);
    box.setPointerCapture(event.pointerId);
    if (!grip) event.preventDefault();
    history.pushState(null, "", location.href);
    if (!grip) follow(event);
  });
  box.addEventListener("pointermove", event => { if (anchor !== null) follow(event); });
  for (const name of ["pointerup", "pointercancel"]) box.addEventListener(name, () => setTimeout(() => { anchor = null; }, 40));
  box.addEventListener("keydown", brushByKey);
}

/** @param {KeyboardEvent} event */
function brushByKey(event) {
  const name = event.target.dataset?.grip;
  const forth = T.step > 0 ? 1 : -1;
  const steps = { ArrowRight: forth, ArrowLeft: -forth, ArrowUp: 1, ArrowDown: -1, PageUp: 7, PageDown: -7, Home: -1e6, End: 1e6 };
  if (!name || !(event.key in steps)) return;
  event.preventDefault();
  const [since, until] = window_(state.query);
  const last = firstDay + T.days - 1;
  const bound = (at, low, high) => Math.min(Math.max(at, low), high);
  if (name === "from") choose(bound(since + steps[event.key], firstDay, until), until, true);
  else choose(since, bound(until + steps[event.key], since, last), true);
}

/* ---------- one incident ---------- */

/** @param {string} name @returns {HTMLElement} */
const slot = name => document.querySelector(`#incident [data-s="${name}"]`);
const icon = name => `<svg class="ic" aria-hidden="true"><use href="#i-${name}"/></svg>`;
/** @param {number} rank @param {number} known */
const markOf = (rank, known) => `<svg class="mk ${SHORT[rank]}" aria-hidden="true"><use href="#m-${SHORT[rank]}-${STATUS[known]}"/></svg>`;
const items = several => several.map(each => `<li>${each}</li>`).join("");

/** @param {number} n */
function showIncident(n) {
  const row = rowElement(n);
  const known = D.groups[C.known[n]].map(each => D.said[each].split(/\|(.*)/s));
  slot("title").innerHTML = row.querySelector("b").innerHTML;
  slot("id").textContent = C.id[n];
  slot("verdict").innerHTML = `${markOf(verdict[n], status[n])} <span class="verdict ${SHORT[verdict[n]]}">${escaped(D.verdicts[verdict[n]][1])}</span>`
    + `<small>${escaped(row.querySelector("em").nextSibling.textContent.trim())}</small>`;
  known.forEach(([how, says], at) => showProposition(slot(`p${at}`), how, says));
  showVoices(n, row, known);
  slot("decided").replaceChildren(...decisionOf(n));
  slot("settles").innerHTML = items((D.groups[C.settles[n]] ?? []).map(each => `${icon("ring")}<span>${D.said[each]}</span>`))
    || `<li>${icon("minus")}<span>${escaped(W.settles_none)}</span></li>`;
  slot("people").innerHTML = items(C.people[n] ?? [escaped(W.people_none)]);
  slot("findings").innerHTML = items(D.decided[C.decided[n]].map(findingSaid)) || `<li>${escaped(W.finding_none)}</li>`;
  slot("flags").innerHTML = items((C.flags[n] ?? []).map(each => `<bdi>${escaped(each)}</bdi>`));
  showPlace(n);
  showTurn(n);
}

/** @param {HTMLElement} element @param {string} how @param {string} says */
function showProposition(element, how, says) {
  const rank = STATUSES.indexOf(how);
  element.classList.toggle("unk", rank < 0);
  const mark = rank < 0 ? icon("unknown")
    : `<svg class="mk ink" aria-hidden="true"><use href="#m-und-${STATUS[rank]}"/></svg>`;
  element.innerHTML = `${mark} ${escaped(rank < 0 ? W.not_known : D.statuses[rank][1])}<small>${says}</small>`;
}

/** Who says so, in what words. */
function showVoices(n, row, known) {
  const by = origins(n);
  const name = each => `<b>${D.claimants[each][1]}</b> <span>${escaped(D.camps[D.claimants[each][2]])}</span>`;
  slot("voices").textContent = formed(W.voices, by.length).replace("{n}", figures.format(by.length));
  slot("origins").innerHTML = items(by.map(name)) || `<li>${escaped(W.no_origin)}</li>`;
  const carried = D.groups[C.carried[n]].filter(each => !by.includes(each)).map(each => D.claimants[each][1]).join(escaped(W.comma));
  slot("chain").innerHTML = [
    carried && filled(W.carried, { names: carried }),
    C.compiled[n] >= 0 && filled(W.compiled, { name: D.claimants[C.compiled[n]][1] }),
  ].filter(Boolean).join(" ");
  const said = row.querySelector(".said");
  slot("words").textContent = said?.textContent ?? "";
  slot("words").dir = "auto";
  slot("words").hidden = !said;
  slot("worded").innerHTML = items(C.worded[n] ?? []);
  slot("paraphrase").innerHTML = filled(W.reported, {
    act: known[1][1], place: D.said[C.where[n]], when: D.said[C.when[n]], harm: known[4][1],
  });
}

/** The decision that it shares with others, with its own day and place. @param {number} n */
function decisionOf(n) {
  const copy = the(`d${C.decided[n]}`).cloneNode(true);
  copy.querySelector("h2").remove();
  copy.querySelectorAll("[data-f]").forEach(each => {
    const name = each.dataset.f === "place" ? "where" : each.dataset.f;
    each.innerHTML = D.said[C[name][n]];
  });
  return [...copy.childNodes];
}

/** @param {number} number */
function findingSaid(number) {
  const [clause, reading, said] = D.findings[number].split("/");
  const rank = VERDICTS.indexOf(said);
  return filled(W.found, {
    clause: `<a class="cl" href="#clause-${escaped(clause)}"><bdi>${escaped(clause)}</bdi></a>`,
    reading: escaped(reading === "plain" ? W.reading : reading.replace(/-/g, " ")),
    verdict: `<span class="nowrap">${rank < 0 ? "" : markOf(rank, 2)} ${escaped(D.verdicts[rank]?.[1] ?? said)}</span>`,
  });
}

/** The part of the map where it was. @param {number} n */
function showPlace(n) {
  const map = slot("map");
  map.closest("figure").hidden = C.spot[n] < 0;
  slot("where").innerHTML = D.said[C.where[n]];
  if (C.spot[n] < 0) return;
  const [x, y, ring] = placed(C.spot[n], 0);
  const wide = Math.max(M.mini, ring * 3), size = wide / 18;
  map.setAttribute("viewBox", [x - wide / 2, y - wide / 4, wide, wide / 2].map(rounded).join(" "));
  map.style.setProperty("--z", M.width / wide);
  map.innerHTML = `<use href="#map-ground"/><use href="#map-words"/>${ring ? `<circle class="wide ${SHORT[verdict[n]]}" cx="${rounded(x)}" cy="${rounded(y)}" r="${rounded(ring)}"/>` : ""}`
    + use(verdict[n], status[n], x, y, size);
}

/** Where it stands among those found, and its neighbours. @param {number} n */
function showTurn(n) {
  const at = state.found.indexOf(n);
  put(slot("position"), at < 0 ? "" : filled(W.position, { n: figures.format(at + 1), total: figures.format(state.found.length) }));
  for (const [id, other] of [["previous", state.found[at - 1]], ["next", at < 0 ? undefined : state.found[at + 1]]]) {
    const link = the(id);
    if (other === undefined) {
      link.setAttribute("aria-disabled", "true");
      link.removeAttribute("href");
    } else {
      link.removeAttribute("aria-disabled");
      link.href = addressOf(other);
    }
  }
  the("back").href = `#${addressed(within(state.query, {}))}`;
}

/* ---------- sections, address and keys ---------- */

/** Write what is meant into the address, and show it. @param {Query} query @param {boolean} [passing] without a step back to it */
function go(query, passing = false) {
  const hash = `#${addressed(query)}`;
  if (hash !== location.hash) history[passing ? "replaceState" : "pushState"](null, "", hash);
  follow();
}

/** @param {string} id */
function see(id) {
  for (const each of document.querySelectorAll(".view")) each.classList.toggle("on", each.id === id);
  document.body.dataset.seen = id;
  const current = id === "incident" ? "situation" : id === "decided" ? "method" : id;
  for (const link of document.querySelectorAll(".nav a, .logo")) {
    const target = link.dataset.section ??= link.hash.slice(1);
    if (target === current && !link.matches(".logo")) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
    if (target === "situation") link.href = `#${addressed(within(state.query, {}))}`;
  }
  const other = the("other");
  if (other) other.hash = location.hash;
}

/** Whether anything was shown yet. */
let started = false;

/** Show what the address says. */
function follow() {
  const hash = location.hash.slice(1);
  const part = hash && !hash.includes("=") ? the(decoded(hash)) : null;
  const came = started && document.body.dataset.seen;
  started = true;
  if (part?.id === "list") {
    history.replaceState(null, "", `#${addressed(state.query)}`);
    see("situation");
    arrive(part);
    return;
  }
  if (part && part.closest(".view") && part.id !== "situation" && part.id !== "incident") {
    see(part.closest(".view").id);
    arrive(part.matches(".view") ? part.querySelector("h1") : part);
    return;
  }
  const query = read(part ? "" : hash);
  const n = numberOf.get(query.i);
  const same = came && addressed(within(query, {})) === addressed(within(state.query, {}));
  state.query = within(query, {});
  state.address = addressed(state.query);
  if (!same) showSituation();
  const opened = state.opened;
  state.opened = n === undefined ? "" : C.id[n];
  see(n === undefined ? "situation" : "incident");
  if (n !== undefined) {
    showIncident(n);
    arrive(the("incident-h"));
  } else if (opened) {
    backTo(numberOf.get(opened));
  } else if (came && came !== "situation") {
    arrive(query.i || !hash || part ? the("lede") : the("list"));
  }
}

/** @param {HTMLElement} element */
function arrive(element) {
  if (!element.matches("[tabindex]")) element.tabIndex = -1;
  scrollTo(0, 0);
  element.focus({ preventScroll: element.matches("h1") });
}

/** The row that was opened, in focus again. @param {number} n */
function backTo(n) {
  const at = state.found.indexOf(n);
  if (at < 0) return arrive(the("list"));
  if (at >= state.shown) showRows(at + PAGE - state.shown);
  the("shown").querySelector(`a.it[data-n="${n}"]`)?.focus();
}

function showSituation() {
  const inRows = the("shown").contains(document.activeElement);
  state.found = select(state.query);
  showList();
  showChips();
  showControls(state.query);
  showFacets(state.query);
  showHeads(state.query);
  showSides(state.query);
  showMap();
  showBarsADay(state.query);
  showBrush(state.query);
  if (inRows) the("list").focus();
}

/** A link within the page, without the browser's own jump, which would take the focus away. @param {MouseEvent} event */
function byLink(event) {
  const link = event.target.closest("a[href]");
  const hash = link?.getAttribute("href") ?? "";
  if (!hash.startsWith("#") || link.matches(".skip") || event.defaultPrevented || event.button) return;
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  if (hash !== location.hash) history.pushState(null, "", hash);
  follow();
}

/** Rows by letters, where the keyboard is not in a field. @param {KeyboardEvent} event */
function byKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const at = document.activeElement;
  if (at.matches("input, select, textarea, [role=slider]") || mapBox.contains(at)) return;
  const letters = the("keys").getAttribute("aria-pressed") === "true";
  const steps = { j: letters && 1, k: letters && -1, ArrowDown: 1, ArrowUp: -1 };
  if (state.opened) {
    if (event.key === "Escape") the("back").click();
    if (event.key === "j" || event.key === "k") letters && the(event.key === "j" ? "next" : "previous").click();
  } else if (document.body.dataset.seen === "situation" && steps[event.key]) {
    const inList = the("list").contains(at);
    if (event.key.startsWith("Arrow") ? !inList : !inList && at !== document.body) return;
    event.preventDefault();
    stepRow(steps[event.key], at);
  }
}

/** @param {number} by @param {Element} at */
function stepRow(by, at) {
  const links = [...the("shown").querySelectorAll("a.it")];
  let next = links.indexOf(at.closest("a.it")) + by;
  if (next >= links.length && state.shown < state.found.length) {
    showRows();
    links.push(...[...the("shown").querySelectorAll("a.it")].slice(links.length));
  }
  next = Math.min(Math.max(next, 0), links.length - 1);
  links[next]?.focus();
}

/* ---------- printing ---------- */

function beforePrint() {
  const seen = document.body.dataset.seen;
  if (seen !== "situation") return;
  if (state.shown < state.found.length) showRows(Math.min(state.found.length, MOST_PRINTED) - state.shown);
  const rest = state.found.length > MOST_PRINTED;
  if (rest) {
    const note = document.createElement("p");
    note.className = "pad";
    note.id = "cut";
    note.textContent = W.printed.replace("{n}", figures.format(MOST_PRINTED)).replace("{total}", figures.format(state.found.length));
    the("shown").prepend(note);
  }
  const used = new Set(state.found.slice(0, MOST_PRINTED).map(n => `d${C.decided[n]}`));
  document.querySelectorAll(".dec").forEach(each => each.classList.toggle("used", used.has(each.id)));
  document.querySelector(".astable").open = true;
}

function afterPrint() {
  the("cut")?.remove();
  document.querySelector(".astable").open = false;
  if (document.body.dataset.seen === "situation") showList();
}

/* ---------- start ---------- */

listenToControls();
listenToMap();
listenToChart();
the("keys").addEventListener("click", ({ currentTarget: keys }) => {
  keys.setAttribute("aria-pressed", keys.getAttribute("aria-pressed") !== "true");
});
addEventListener("keydown", byKey);
addEventListener("click", byLink);
addEventListener("hashchange", follow);
addEventListener("beforeprint", beforePrint);
addEventListener("afterprint", afterPrint);
lookAt(false);
follow();
