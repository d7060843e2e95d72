// Pictures of values: hard pixels in the colours of Limn's PNG heatmaps.

const palettes = Object.fromEntries(Object.entries(report.palettes).map(([name, text]) => [
  name, text.match(/.{6}/g).map((hex) => [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16))),
]));

// A colour as three numbers, for a position of 0 to 1 along a palette.
function colorAt(palette, position) {
  return palette[Math.round(Math.min(1, Math.max(0, position)) * (palette.length - 1))];
}

function colorOf(method, value, limit) {
  if (report.methods[method].isSigned) {
    return colorAt(palettes.diverging, limit > 0 ? (value / limit + 1) / 2 : 0.5);
  }
  return colorAt(palettes.sequential, limit > 0 ? value / limit : 0);
}

function inkColor(value) {
  const [low, high] = report.inputRange;
  return colorAt(palettes.ink, high > low ? (value - low) / (high - low) : 0);
}

// Draws one picture: an image as it is, a vector as a strip of cells in rows.
//
// `colors` gives the colour of each value, `marks` whether a cell is hatched.
function paint(canvas, colors, marks, cell) {
  const [columns, lines] = gridOf();
  canvas.width = columns * cell;
  canvas.height = lines * cell;
  const context = canvas.getContext("2d");
  for (let i = 0; i < width; i++) {
    const [r, g, b] = colors(i);
    const x = (i % columns) * cell;
    const y = Math.floor(i / columns) * cell;
    context.fillStyle = "rgb(" + r + "," + g + "," + b + ")";
    context.fillRect(x, y, cell, cell);
    if (!marks || !marks(i)) continue;
    // Dark on pale cells, pale on dark ones.
    context.strokeStyle = r + g + b > 360 ? "rgba(40,40,40,.75)" : "rgba(255,255,255,.85)";
    context.lineWidth = Math.max(1, cell / 14);
    context.beginPath();
    context.moveTo(x + cell * 0.22, y + cell * 0.78);
    context.lineTo(x + cell * 0.78, y + cell * 0.22);
    context.stroke();
  }
}

// Columns and rows of cells: an image's own, or a vector in lines of at most sixteen.
function gridOf() {
  if (isImage) return [imageWidth, imageHeight];
  const columns = Math.min(width, Math.max(8, Math.ceil(Math.sqrt(width))));
  return [columns, Math.ceil(width / columns)];
}

function cellFor(size) {
  const [columns, lines] = gridOf();
  return Math.max(1, Math.floor(size / Math.max(columns, lines)));
}

function paintInput(canvas, row, size) {
  const values = inputOf(row);
  paint(canvas, (i) => inkColor(values[i]), null, cellFor(size));
}

function paintValues(canvas, row, method, which, limit, size) {
  const values = valuesOf(row, method, which);
  const errors = errorsOf(row, method, which);
  paint(canvas, (i) => colorOf(method, values[i], limit),
    errors && ((i) => isUncertain(method, values[i], errors[i])), cellFor(size));
}

// A picture of an array of values on a stated limit.
function valuesCanvas(values, method, limit, size, label) {
  const canvas = element("canvas", { role: "img", "aria-label": label });
  paint(canvas, (i) => colorOf(method, values[i], limit), null, cellFor(size * 2));
  return canvas;
}

function limitFor(row, method, which) {
  return state.scale === "row" ? rowLimit(row, method, which) : batchLimit(method, which);
}

// A scale of colours with its ends named.
function colorBar(isSigned, limit, unit) {
  const palette = isSigned ? palettes.diverging : palettes.sequential;
  const stops = [];
  for (let i = 0; i <= 16; i++) {
    stops.push("rgb(" + colorAt(palette, i / 16).join(",") + ")");
  }
  return element("div", { class: "bar" },
    element("div", { class: "ramp", style: "background:linear-gradient(to right," + stops.join(",") + ")" }),
    element("div", { class: "ends" },
      element("span", {}, isSigned ? number(-limit) : "0"),
      isSigned ? element("span", {}, "0") : null,
      element("span", {}, number(limit))),
    element("div", { class: "unit" }, unit));
}
