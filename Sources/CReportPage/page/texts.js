// Texts and elements, for every page. External text only ever becomes a text node.

function element(name, attributes, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "on") {
      for (const [event, handler] of Object.entries(value)) node.addEventListener(event, handler);
    } else if (value === true) {
      node.setAttribute(key, "");
    } else {
      node.setAttribute(key, value);
    }
  }
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined) continue;
    node.append(child);
  }
  return node;
}

function fill(id, ...children) {
  document.getElementById(id).replaceChildren(...children.flat(Infinity).filter((c) => c !== null));
}

// Cuts a text to at most `most` columns, where Chinese, Japanese and Korean characters take two
// each. It is cut in the middle, because names often differ at their ends.
function cut(text, most) {
  const wide = /[\u1100-\u115f\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{20000}-\u{3fffd}]/u;
  const columns = (letter) => (wide.test(letter) ? 2 : 1);
  const letters = [...text];
  if (letters.reduce((sum, letter) => sum + columns(letter), 0) <= most) return text;
  const taken = (from, room) => {
    let kept = 0;
    for (const letter of from) {
      room -= columns(letter);
      if (room < 0) break;
      kept++;
    }
    return kept;
  };
  const end = taken([...letters].reverse(), Math.floor((most - 1) / 3));
  const tail = letters.slice(letters.length - end);
  const start = taken(letters, most - 1 - tail.reduce((sum, letter) => sum + columns(letter), 0));
  return letters.slice(0, start).join("").trimEnd() + "…" + tail.join("").trimStart();
}

function count(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
}

function plural(number, one, many) {
  return count(number) + " " + (number === 1 ? one : many || one + "s");
}

// A number with three significant digits and a true minus sign.
function number(value, digits) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text = size >= 1e5 || size < 1e-3
    ? value.toExponential((digits || 3) - 1).replace(/e\+?(-?\d+)/, " × 10^$1")
    : String(Number(value.toPrecision(digits || 3)));
  const exponents = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
  return text.replace(/\^(-?\d+)/, (_, digits) => [...digits].map((d) => exponents[d]).join(""))
    .replace("-", "−");
}

function signed(value, digits) {
  return (value > 0 ? "+" : "") + number(value, digits);
}

// A correlation or an agreement with two decimals: "0.98".
function hundredths(value) {
  return value === null || value === undefined ? "–" : value.toFixed(2).replace("-", "−");
}

// A probability, which the page stores rounded; never shown as certain.
function percent(share) {
  if (share > 0.9995) return "> 99.9%";
  if (share < 0.0005) return "< 0.1%";
  return (100 * share).toFixed(1) + "%";
}

function table(caption, head, body, attributes) {
  return element("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": caption },
    element("table", attributes || {},
      element("caption", {}, element("span", {}, caption)),
      element("thead", {}, element("tr", {}, head.map((text) => element("th", { scope: "col" }, text)))),
      element("tbody", {}, body.map((cells) => element("tr", {}, cells.map((cell, index) =>
        index === 0 ? element("th", { scope: "row" }, cell) : element("td", {}, cell)))))));
}

function figure(caption, ...children) {
  return element("figure", {}, children, element("figcaption", {}, caption));
}
