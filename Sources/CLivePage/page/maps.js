// Inside a network that is not a chain of dense layers: the outputs of each layer as pictures.
// Feature maps are shown side by side, units of a vector as squares.

// The number of positions in a map; 1 for a vector, whose maps are its units.
const areaOf = (stage) => (stage.shape.length === 3 ? stage.shape[1] * stage.shape[2] : 1);
const excitedUnit = () => (lookedAt ? Math.floor(lookedAt.unit / areaOf(inside.stages[lookedAt.stage])) : null);

// The arrangement of a stage's maps: their number, their size, and how many are side by side.
function gridOf({ shape, width }) {
  const [count, high, wide] = shape.length === 3 ? shape : [width, 1, 1];
  const across = shape.length === 3 ? Math.max(1, Math.round(Math.sqrt((count * high) / wide))) : count <= 30 ? 1 : Math.ceil(Math.sqrt(count));
  // A line between maps, none between units.
  return { count, high, wide, across, down: Math.ceil(count / across), gap: high * wide > 1 ? 1 : 0 };
}

function buildMaps(stages) {
  const rows = stages.map((stage, s) => {
    if (s === 0) return null;
    const grid = gridOf(stage);
    const isLast = s === stages.length - 1;
    const canvas = element("canvas", { width: grid.across * (grid.wide + grid.gap) - grid.gap, height: grid.down * (grid.high + grid.gap) - grid.gap, "data-stage": s, "aria-hidden": "true" });
    // A unit is a square of 16 points; a cell of a map is up to 9 points, so that no row exceeds
    // 300.
    canvas.style.width = (grid.wide * grid.high === 1 ? 16 * grid.across : Math.max(canvas.width, Math.min(300, canvas.width * 9))) + "px";
    canvas.addEventListener("pointermove", onMapPoint);
    canvas.addEventListener("pointerdown", onMapPoint);
    const title = stage.title + (stage.activations.length ? ", " + stage.activations.join(", ") : "");
    const size = grid.high * grid.wide > 1 ? plural(grid.count, "map") + " of " + grid.high + "×" + grid.wide : plural(stage.width, isLast ? "output" : "unit");
    return { canvas, grid, figure: element("figure", {}, element("figcaption", {}, title, element("span", { class: "unit" }, size)), element("div", { class: "map-row" },
      element("div", { class: "map" }, canvas, element("i", { class: "map-mark", hidden: true })),
      isLast && stage.width <= 30 && grid.wide * grid.high === 1 ? element("ol", { class: "outputs-list", "aria-hidden": "true" }, Array.from({ length: stage.width }, (_, k) => element("li", {}, outputName(k)))) : null)) };
  });
  const view = element("div", { id: "maps", tabindex: "0", role: "application", "aria-label": "The output of each layer. Left and right move between layers, up and down between maps; Enter explains the strongest place.", on: { keydown: onMapKey } },
    rows.filter((row) => row).map((row) => row.figure));
  inside = { stages, rows, isMaps: true };
  fill("network-picture", view);
}

function onMapPoint(event) {
  const canvas = event.currentTarget;
  const stage = Number(canvas.dataset.stage);
  const { grid } = inside.rows[stage];
  const box = canvas.getBoundingClientRect();
  const x = Math.floor(((event.clientX - box.left) / box.width) * canvas.width);
  const y = Math.floor(((event.clientY - box.top) / box.height) * canvas.height);
  const [column, row] = [Math.floor(x / (grid.wide + grid.gap)), Math.floor(y / (grid.high + grid.gap))];
  const [dx, dy] = [x % (grid.wide + grid.gap), y % (grid.high + grid.gap)];
  const map = row * grid.across + column;
  if (map >= grid.count || dx >= grid.wide || dy >= grid.high || x < 0 || y < 0) return;
  lookAt(stage, map * grid.high * grid.wide + dy * grid.wide + dx);
}

// The position in a map with the largest value.
function strongestPlace(stage, map) {
  const area = areaOf(inside.stages[stage]);
  const given = unitsGiven()?.[stage];
  let best = map * area;
  for (let i = map * area; given && i < (map + 1) * area; i++) if (given[i] > given[best]) best = i;
  return best;
}

function onMapKey(event) {
  const steps = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
  if (event.key === "Enter" && lookedAt) return explainUnit();
  if (!(event.key in steps)) return;
  event.preventDefault();
  const [s, m] = steps[event.key];
  const stage = lookedAt ? Math.min(inside.stages.length - 1, Math.max(1, lookedAt.stage + s)) : 1;
  const { count } = inside.rows[stage].grid;
  const map = !lookedAt ? 0 : stage === lookedAt.stage ? (excitedUnit() + m + count) % count : Math.min(excitedUnit(), count - 1);
  lookAt(stage, strongestPlace(stage, map));
}

function showMaps() {
  const given = unitsGiven();
  inside.rows.forEach((row, s) => {
    if (!row) return;
    const { canvas, grid } = row;
    const context = canvas.getContext("2d");
    const image = context.createImageData(canvas.width, canvas.height);
    let most = 1e-9;
    for (const value of given ? given[s] : []) most = Math.max(most, Math.abs(value));
    const isSigned = given ? given[s].some((value) => value < 0) : false;
    const area = grid.high * grid.wide;
    for (let unit = 0; unit < inside.stages[s].width; unit++) {
      const [map, place] = [Math.floor(unit / area), unit % area];
      const x = (map % grid.across) * (grid.wide + grid.gap) + (place % grid.wide);
      const y = Math.floor(map / grid.across) * (grid.high + grid.gap) + Math.floor(place / grid.wide);
      const value = given ? given[s][unit] / most : 0;
      const color = isSigned ? colorAt(palettes.diverging, (value + 1) / 2) : colorAt(palettes.ink, value);
      image.data.set([...color, 255], 4 * (y * canvas.width + x));
    }
    context.putImageData(image, 0, 0);
    const mark = canvas.nextSibling;
    mark.hidden = !lookedAt || lookedAt.stage !== s;
    if (mark.hidden) return;
    const map = excitedUnit();
    const [x, y] = [(map % grid.across) * (grid.wide + grid.gap), Math.floor(map / grid.across) * (grid.high + grid.gap)];
    for (const [key, value, whole] of [["left", x, canvas.width], ["top", y, canvas.height], ["width", grid.wide, canvas.width], ["height", grid.high, canvas.height]]) mark.style[key] = (100 * value) / whole + "%";
  });
  showMap(given);
}

// The selected map or unit: its kernel, its output here, and the inputs that activate it most.
function showMap(given) {
  const box = document.getElementById("unit");
  if (!lookedAt) {
    // Written once: a screen reader announces it each time it is written.
    if (box.firstElementChild?.className !== "note") box.replaceChildren(element("p", { class: "note" }, "Each layer’s answer to the " + (data ? "row" : "image") + ": the darker, the larger the output; in layers with negative outputs, red is above and blue below zero. Point at a map, or use the arrow keys, to see its kernel and what excites it most."));
    return;
  }
  const { stage, unit } = lookedAt;
  const shown = inside.stages[stage];
  const isOutput = stage === inside.stages.length - 1;
  const { grid } = inside.rows[stage];
  const area = grid.high * grid.wide;
  const map = excitedUnit();
  const name = isOutput && area === 1 ? "Output " + outputName(unit) : (area > 1 ? "Map " : "Unit ") + map + " of " + shown.title;
  const place = area > 1 ? "At row " + Math.floor((unit % area) / grid.wide) + ", column " + (unit % grid.wide) + " it gives " : "It gives ";
  const parts = [element("h3", {}, name), element("p", {}, given ? place + number(given[stage][unit], 3) + "." : nothingGiven())];
  if (shown.kernel && shown.weights) parts.push(kernelFigure(shown, map));
  parts.push(element("div", { class: "choice" }, element("button", { type: "button", id: "explain-unit", on: { click: explainUnit } }, isOutput && area === 1 ? "Explain this " + outputNoun : area > 1 ? "Explain this place" : "Explain this unit")));
  const exciting = element("div", { class: "exciting" });
  parts.push(exciting);
  const hadFocus = document.activeElement && document.activeElement.id === "explain-unit";
  box.replaceChildren(...parts);
  if (hadFocus) document.getElementById("explain-unit").focus();
  showExciting(exciting, stage, map);
}

// The kernel of a map, one square for each input channel.
function kernelFigure({ kernel: [channelCount, high, wide], weights }, map) {
  const size = channelCount * high * wide;
  const own = weights.slice(map * size, (map + 1) * size);
  const across = Math.min(channelCount, 8);
  const canvas = element("canvas", { role: "img", "aria-label": "Its kernel", width: across * (wide + 1) - 1, height: Math.ceil(channelCount / across) * (high + 1) - 1 });
  const context = canvas.getContext("2d");
  const image = context.createImageData(canvas.width, canvas.height);
  const most = Math.max(1e-9, ...own.map(Math.abs));
  own.forEach((weight, i) => {
    const [channel, place] = [Math.floor(i / (high * wide)), i % (high * wide)];
    const x = (channel % across) * (wide + 1) + (place % wide);
    const y = Math.floor(channel / across) * (high + 1) + Math.floor(place / wide);
    image.data.set([...colorAt(palettes.diverging, (weight / most + 1) / 2), 255], 4 * (y * canvas.width + x));
  });
  context.putImageData(image, 0, 0);
  canvas.style.width = Math.min(240, canvas.width * (channelCount === 1 ? 26 : 9)) + "px";
  return element("figure", { class: "weights" }, canvas, element("figcaption", {}, "What it looks for" + (channelCount > 1 ? ", in each of " + channelCount + " maps" : "") + ": its kernel, ± " + number(most)));
}
