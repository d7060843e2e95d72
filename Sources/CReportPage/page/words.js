// Texts and elements. Text from outside only ever becomes a text node.

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

const rowNoun = run.inputs.name === "embedded digits" ? "Digit" : "Row";

// A row by its id, where rows have ids.
function rowTitle(row) {
  return rows.names ? rows.names[row] : rowNoun + " " + rows.places[row];
}

function objectiveText(row, which) {
  const target = scoreText(rows.targets[row]);
  const against = which === 1 ? scoreText(rows.rivals[row])
    : run.objective.against === undefined || run.objective.against === null
      ? null : scoreText(run.objective.against);
  return against === null ? target : target + " against " + against;
}

function unitOf(method) {
  const scale = scoreWord;
  return {
    contribution: scale + (channels > 1 ? ", summed over channels" : ""), slope: scale + " per unit of input",
    slopeMagnitude: scale + " per unit of input", slopeVariance: "(" + scale + " per unit of input)²",
  }[method.quantity] || scale;
}

const featureNoun = isImage ? "pixel" : "feature";

function featureTitle(index) {
  return isImage
    ? "row " + Math.floor(index / imageWidth) + ", column " + (index % imageWidth)
    : report.content.featureNames[index] || "feature " + index;
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
