// The network next to its answer: units lit by their activation, lines by weight × activation and,
// for the selected unit, its weights, its outgoing contributions, and the inputs that activate it
// most.

const mostUnits = 160;
const mostLines = 90;
const [insideWidth, insideHeight] = [900, 480];
let lookedAt = null;
let inside = null;

const isDrawable = (stages) => stages.length > 1 && (isImage || stages[0].width <= mostUnits) && stages.slice(1).every((s) => s.width <= mostUnits && s.weights && s.shape.length === 1 && !s.kernel);
const namespace = document.getElementById("drawing").namespaceURI;

function svg(name, attributes, ...children) {
  const node = document.createElementNS(namespace, name);
  for (const [key, value] of Object.entries(attributes)) if (value !== null && value !== undefined) node.setAttribute(key, value);
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return node;
}

// The names of the input's numbers: features, or words of categories.
const inputName = (i) => inside.stages[0].names?.[i] ?? featureName(i);
// The maximum number of features with names next to their units; more would overlap.
const mostNamed = 32;

// The position of each unit: the input as a picture or a list, hidden stages in columns, answers on
// the right.
function placesOf(stages) {
  const side = 150 / Math.max(columns, lines);
  return stages.map((stage, s) => {
    if (s === 0 && !isImage) return inputPlaces(stage.width);
    if (s === 0) {
      return Array.from({ length: cellCount }, (_, i) => [
        10 + ((i % columns) + 0.5) * side, insideHeight / 2 + (Math.floor(i / columns) + 0.5 - lines / 2) * side, side / 2]);
    }
    const x = 200 + (560 * (s - 0.5)) / Math.max(1, stages.length - 2);
    const perColumn = Math.min(stage.width, s === stages.length - 1 ? 30 : 16);
    const wide = Math.ceil(stage.width / perColumn);
    const step = Math.min(42, (insideHeight - 24) / perColumn);
    return Array.from({ length: stage.width }, (_, i) => [
      (s === stages.length - 1 ? insideWidth - 110 : x) + (Math.floor(i / perColumn) - (wide - 1) / 2) * step * 1.02,
      insideHeight / 2 + ((i % perColumn) - (Math.min(perColumn, stage.width) - 1) / 2) * step, Math.min(12, step * 0.43)]);
  });
}

function inputPlaces(count) {
  const perColumn = Math.min(count, count <= mostNamed ? mostNamed : 24);
  const step = Math.min(24, (insideHeight - 10) / perColumn);
  const wide = Math.ceil(count / perColumn);
  return Array.from({ length: count }, (_, i) => [
    (count <= mostNamed ? 190 : 110) + (Math.floor(i / perColumn) - (wide - 1) / 2) * step * 1.05,
    insideHeight / 2 + ((i % perColumn) - (perColumn - 1) / 2) * step, Math.min(8, step * 0.42)]);
}

// Builds the drawing for a different set of stages.
function buildInside() {
  const stages = shownModel().stages;
  const section = document.getElementById("inside");
  section.hidden = stages.length < 2;
  lookedAt = null;
  inside = null;
  if (section.hidden) return;
  if (!isDrawable(stages)) return buildMaps(stages);
  const places = placesOf(stages);
  inside = { stages };
  // The drawing is no higher than its tallest stage.
  const top = Math.min(...places.flat().map(([, y, r]) => y - r)) - 14;
  const bottom = Math.max(...places.flat().map(([, y, r]) => y + r)) + 8;
  const edges = Array.from({ length: stages.length - 1 }, () => Array.from({ length: mostLines }, () => svg("line", { visibility: "hidden" })));
  const units = stages.map((stage, s) => places[s].map(([x, y, r], i) => s === 0
    ? svg("rect", { x: x - r, y: y - r, width: 2 * r, height: 2 * r, class: isImage ? "cell" : "unit input" }, isImage ? null : svg("title", {}, inputName(i)))
    : svg("circle", { cx: x, cy: y, r, class: "unit", "data-stage": s, "data-unit": i })));
  const last = stages.length - 1;
  const labels = stages[last].width <= 30 ? places[last].map(([x, y, r], i) => svg("text", { x: x + r + 8, y: y + 4 }, outputName(i))) : [];
  const features = !isImage && stages[0].width <= mostNamed ? places[0].map(([x, y, r], i) => svg("text", { x: x - r - 7, y: y + 4, "text-anchor": "end" }, cut(inputName(i), 24))) : [];
  const titles = stages.map((stage, s) => svg("text", { x: places[s].reduce((sum, [x]) => sum + x, 0) / places[s].length, y: s === 0 && isImage ? insideHeight / 2 - 88 : top, class: "title", "text-anchor": "middle" },
    stage.title + (stage.activations.length && s < last ? ", " + stage.activations.join(", ") : "")));
  const picture = svg("svg", {
    viewBox: "0 " + (top - 14) + " " + insideWidth + " " + (bottom - top + 14), id: "network", tabindex: "0", role: "application",
    "aria-label": "The network. Arrow keys move between units and read their outputs; Enter explains one.",
  }, edges, units.map((row) => svg("g", {}, row)), labels, features, titles);
  picture.addEventListener("pointermove", (event) => lookAtTarget(event.target));
  picture.addEventListener("click", (event) => lookAtTarget(event.target));
  picture.addEventListener("keydown", onUnitKey);
  inside = { stages, places, edges, units, labels };
  fill("network-picture", picture);
}

function lookAtTarget(target) {
  const [stage, unit] = [Number(target.dataset.stage), Number(target.dataset.unit)];
  if (target.dataset.stage !== undefined) lookAt(stage, unit);
}

function onUnitKey(event) {
  if (!inside) return;
  const steps = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
  if (event.key === "Enter" && lookedAt) return explainUnit();
  if (!(event.key in steps)) return;
  event.preventDefault();
  const [s, u] = steps[event.key];
  const stage = lookedAt ? Math.min(inside.stages.length - 1, Math.max(1, lookedAt.stage + s)) : 1;
  const width = inside.stages[stage].width;
  const unit = lookedAt ? (stage === lookedAt.stage ? (lookedAt.unit + u + width) % width : Math.min(lookedAt.unit, width - 1)) : 0;
  lookAt(stage, unit);
}

function lookAt(stage, unit) {
  if (lookedAt && lookedAt.stage === stage && lookedAt.unit === unit) return;
  lookedAt = { stage, unit };
  showInside();
}

function explainUnit() {
  if (lookedAt.stage === inside.stages.length - 1) change({ unit: "", target: String(lookedAt.unit), against: "" });
  else change({ unit: lookedAt.stage + ":" + lookedAt.unit });
  document.getElementById("explained").scrollIntoView({ block: "start" });
}

// The activations, once the answer belongs to the drawn network: after switching networks, the last
// answer is briefly that of the previous one, which may have other stages.
function unitsGiven() {
  const rows = answer?.units;
  return rows && rows.length === inside.stages.length && rows.every((row, s) => row.length === inside.stages[s].width) ? rows : null;
}

const nothingGiven = () => (hasInk() ? "Its answer is on its way." : "Nothing is drawn.");

// Updates the units' brightness and the strongest lines; for a selected unit, its own lines.
function showInside() {
  if (!inside) return;
  if (inside.isMaps) return showMaps();
  const given = unitsGiven();
  inside.units.forEach((row, s) => {
    const most = given ? Math.max(1e-9, ...given[s].map(Math.abs)) : 1;
    const isSigned = given && given[s].some((value) => value < 0);
    row.forEach((node, i) => {
      const value = given ? given[s][i] / most : 0;
      node.style.fill = s === 0 && isImage ? "rgb(" + colorAt(palettes.ink, Math.abs(value)).join(",") + ")"
        : isSigned ? "rgb(" + colorAt(palettes.diverging, (value + 1) / 2).join(",") + ")" : "color-mix(in srgb, var(--accent) " + Math.round(100 * value) + "%, var(--paper))";
      node.classList.toggle("looked", Boolean(lookedAt && lookedAt.stage === s && lookedAt.unit === i));
    });
  });
  inside.edges.forEach((edgeNodes, s) => {
    const flows = given ? strongestFlows(s, given) : [];
    const most = flows.length ? Math.abs(flows[0].flow) : 1;
    edgeNodes.forEach((line, k) => {
      const flow = flows[k];
      line.setAttribute("visibility", flow ? "visible" : "hidden");
      if (!flow) return;
      const [[x1, y1], [x2, y2]] = [inside.places[s][flow.from], inside.places[s + 1][flow.to]];
      const share = Math.abs(flow.flow) / most;
      for (const [key, value] of Object.entries({ x1, y1, x2, y2, "stroke-width": 0.4 + 2.6 * share, opacity: 0.2 + 0.7 * share,
        stroke: "rgb(" + colorAt(palettes.diverging, flow.flow > 0 ? 0.9 : 0.1).join(",") + ")" })) line.setAttribute(key, value);
    });
  });
  showUnit(given);
}

// The largest contributions from one stage to the next, largest first: weight × activation.
function strongestFlows(s, given) {
  const { weights, width } = inside.stages[s + 1];
  const flows = [];
  const only = lookedAt && (lookedAt.stage === s || lookedAt.stage === s + 1) ? lookedAt : null;
  for (let from = 0; from < given[s].length; from++) {
    if (given[s][from] === 0 || (only && only.stage === s && only.unit !== from)) continue;
    for (let to = 0; to < width; to++) {
      if (only && only.stage === s + 1 && only.unit !== to) continue;
      flows.push({ from, to, flow: weights[from * width + to] * given[s][from] });
    }
  }
  return flows.sort((a, b) => Math.abs(b.flow) - Math.abs(a.flow)).slice(0, mostLines);
}

// The selected unit, in pictures and numbers.
function showUnit(given) {
  const box = document.getElementById("unit");
  if (!lookedAt) {
    // Written once: a screen reader announces it each time it is written.
    if (box.firstElementChild?.className !== "note") box.replaceChildren(element("p", { class: "note" }, "Point at a unit, or use the arrow keys, to see its weights and its effect on the next layer. Lines are weight × activation: red raises, blue lowers; the " + mostLines + " strongest between two layers are drawn. The darker a unit, the larger its output; if some outputs are negative, red is above and blue below zero." + (data ? " Features are as the network scales them." : "")));
    return;
  }
  const { stage, unit } = lookedAt;
  const stages = inside.stages;
  const isOutput = stage === stages.length - 1;
  const name = isOutput ? "Output " + outputName(unit) : "Unit " + unit + " of " + stages[stage].title;
  const width = stages[stage].width;
  const incoming = Array.from({ length: stages[stage - 1].width }, (_, from) => stages[stage].weights[from * width + unit]);
  const parts = [element("h3", {}, name), element("p", {}, given ? "It gives " + number(given[stage][unit], 3) + (isOutput ? "." : given[stage][unit] === 0 ? ": it is off." : ".") : nothingGiven())];
  if (stage > 1 || !isImage) {
    parts.push(element("h4", {}, stage === 1 ? "What it looks for: its weights" : "Its weights"), strengths(incoming, stage === 1 ? inputName : (from) => "unit " + from));
  } else {
    const canvas = element("canvas", { role: "img", "aria-label": "Its weights" });
    const most = Math.max(1e-9, ...incoming.map(Math.abs));
    paintCells(canvas, { color: (i) => colorAt(palettes.diverging, (incoming[i] / most + 1) / 2) }, columns, lines, 1);
    parts.push(element("figure", { class: "weights" }, canvas, element("figcaption", {}, "What it looks for: its weights, ± " + number(most))));
  }
  if (!isOutput && given) {
    const next = stages[stage + 1];
    const sent = Array.from({ length: next.width }, (_, to) => next.weights[unit * next.width + to] * given[stage][unit]);
    const isLast = stage + 1 === stages.length - 1;
    parts.push(element("h4", {}, isLast ? "Its effect on each " + outputNoun : "Its effect on the next layer"), strengths(sent, isLast ? outputName : (to) => "unit " + to));
  }
  parts.push(element("div", { class: "choice" }, element("button", { type: "button", id: "explain-unit", on: { click: explainUnit } }, isOutput ? "Explain this " + outputNoun : "Explain this unit")));
  const exciting = element("div", { class: "exciting" });
  parts.push(exciting);
  const hadFocus = document.activeElement && document.activeElement.id === "explain-unit";
  box.replaceChildren(...parts);
  if (hadFocus) document.getElementById("explain-unit").focus();
  showExciting(exciting, stage, unit);
}

// Numbers as bars with names: all of a few, or the largest of many.
function strengths(values, nameOf) {
  const most = Math.max(1e-9, ...values.map(Math.abs));
  const order = [...values.keys()];
  const listed = values.length <= 14 ? order : order.sort((a, b) => Math.abs(values[b]) - Math.abs(values[a])).slice(0, 10);
  const list = element("ul", { class: "sent" }, listed.map((i) => element("li", {},
    element("span", {}, nameOf(i)),
    element("span", { class: "length signed" }, element("span", { style: "left:" + (values[i] < 0 ? 50 + (50 * values[i]) / most : 50) + "%;width:" + (50 * Math.abs(values[i])) / most + "%;background:rgb(" + colorAt(palettes.diverging, values[i] > 0 ? 0.88 : 0.12).join(",") + ")" })),
    element("span", {}, signed(values[i], 2)))));
  return listed.length < values.length ? [list, element("p", { class: "note" }, "The " + listed.length + " largest of " + values.length + ".")] : list;
}

const exciters = new Map();

// The digits or table rows that activate a unit most, found by the server.
function showExciting(box, stage, unit) {
  if (!examples || isKept) return;
  const key = [shownModel().key, stage, unit].join();
  const show = (found) => found.length === 0 ? box.replaceChildren(element("p", {}, "No " + examples.noun + " excites it.")) : data ? box.replaceChildren(element("h4", {}, "The rows that excite it most"), element("ul", { class: "rows" }, found.map(({ index, activation }) => element("li", {},
    element("button", { type: "button", on: { click: () => setTried({ row: index, changes: new Map() }) } }, rowName(index)), " ", labelOfRow(index).slice(2), element("span", {}, number(activation)))))) : box.replaceChildren(element("h4", {}, "What excites it most"), element("div", { class: "thumbs" }, found.map(({ index, label, values, activation }) => {
    const canvas = element("canvas", { "aria-hidden": "true" });
    paintInput(canvas, values);
    const words = (examples.isEmbedded ? "Digit " : "Example ") + index + (label === undefined || label === null ? "" : ", a " + outputName(label)) + ": " + number(activation);
    return element("button", { type: "button", "aria-label": words, title: words, on: { click: () => loadDigit(index) } }, canvas);
  })));
  if (exciters.has(key)) return show(exciters.get(key));
  clearTimeout(showExciting.timer);
  showExciting.timer = setTimeout(async () => {
    try {
      const found = await (await request("api/exciting?stage=" + stage + "&unit=" + unit + (shownModel() === ownModel ? "" : "&model=" + shownModel().which + (shownModel().number === undefined ? "" : "&other=" + shownModel().number)))).json();
      if (!shownModel().isTraining) exciters.set(key, found);
      if (lookedAt && lookedAt.stage === stage && excitedUnit() === unit) show(found);
    } catch (error) {
      showTrouble(troubleOf(error));
    }
  }, 120);
}
