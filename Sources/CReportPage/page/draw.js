// Pictures of values: unsmoothed pixels in the colours of Limn's PNG heatmaps.

const palettes = palettesOf(report.palettes);

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

// The colour of a pixel of the input: on a scale of 0 to 1 or 0 to 255 if all values lie within it,
// otherwise from the smallest to the largest value of all; opacity is blended over white.
function pixelColor(values, pixel) {
  const [least, most] = report.inputRange;
  const [low, high] = least >= 0 && most <= 1 ? [0, 1] : least >= 0 && most <= 255 ? [0, 255] : [least, most];
  const light = (channel) =>
    Math.min(1, Math.max(0, (values[channel * width + pixel] - low) / (high - low || 1)));
  const alpha = channels === 4 ? light(3) : 1;
  return [0, 1, 2].map((channel) => Math.round(255 * (alpha * light(channel) + 1 - alpha)));
}

// Draws one picture: an image cell by cell, a vector as bars from a zero line, and a vector too
// long for bars as lines of cells.
//
// `picture` has the values, their color(i), the ends of their scale, and isMarked(i), which tells
// whether the sign of a value is uncertain.
function paint(canvas, picture, size) {
  if (hasBars) paintBars(canvas, picture, size);
  else paintCells(canvas, picture, ...gridOf(), cellFor(size), width);
}

// Canvases that are painted when they come near the visible area or are printed.
const unpainted = new Map();
const watcher = new IntersectionObserver((entries) => {
  for (const entry of entries) if (entry.isIntersecting) paintNow(entry.target);
}, { rootMargin: "400px" });
window.addEventListener("beforeprint", () => [...unpainted.keys()].forEach(paintNow));

function paintNow(canvas) {
  watcher.unobserve(canvas);
  const painter = unpainted.get(canvas);
  unpainted.delete(canvas);
  if (painter) painter(canvas);
}

// A canvas with the pictures' proportions, painted by `painter` on demand.
function lazyCanvas(attributes, painter) {
  const [columns, lines] = hasBars ? [5, 3] : gridOf();
  const canvas = element("canvas", { ...attributes, width: columns, height: lines });
  unpainted.set(canvas, painter);
  watcher.observe(canvas);
  return canvas;
}

// Bars side by side; hollow if the sign is uncertain.
function paintBars(canvas, picture, size) {
  const step = Math.max(2, Math.floor(size / width));
  canvas.width = step * width;
  const height = Math.round(0.6 * canvas.width);
  canvas.height = height;
  const context = canvas.getContext("2d");
  const [low, high] = picture.ends;
  const y = (value) => Math.round((height - 2) * (high - value) / (high - low || 1)) + 1;
  for (let i = 0; i < width; i++) {
    const [top, bottom] = [Math.min(y(0), y(picture.values[i])), Math.max(y(0), y(picture.values[i]))];
    if (bottom === top) continue;
    const thick = Math.max(1, Math.round(step * 0.75));
    if (picture.isMarked && picture.isMarked(i)) {
      context.strokeStyle = picture.barColor(i);
      context.strokeRect(i * step + 0.5, top + 0.5, Math.max(1, thick - 1), Math.max(1, bottom - top - 1));
    } else {
      context.fillStyle = picture.barColor(i);
      context.fillRect(i * step, top, thick, bottom - top);
    }
  }
  context.fillStyle = "rgba(60,60,60,.7)";
  // Thick enough to remain visible if the picture is shrunk.
  context.fillRect(0, y(0), canvas.width, Math.max(1, Math.round(canvas.width / 48)));
}

// The columns and rows of cells: those of an image, or of a vector wrapped into lines.
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
  paint(canvas, {
    values, ends: report.inputRange, color: (i) => channels > 1 ? pixelColor(values, i) : inkColor(values[i]), barColor: () => "rgb(70,70,70)",
  }, size);
}

function paintValues(canvas, row, method, which, limit, size) {
  const errors = errorsOf(row, method, which);
  paintMethod(canvas, method, valuesOf(row, method, which), errors, limit, size);
}

function paintMethod(canvas, method, values, errors, limit, size) {
  paint(canvas, {
    values, ends: [report.methods[method].isSigned ? -limit : 0, limit],
    color: (i) => colorOf(method, values[i], limit), barColor: (i) => barColor(method, values[i]),
    isMarked: errors && ((i) => isUncertain(method, values[i], errors[i])),
  }, size);
}

// The colour of a bar; its length shows the magnitude.
function barColor(method, value) {
  const strong = report.methods[method].isSigned
    ? colorAt(palettes.diverging, value > 0 ? 0.88 : 0.12) : colorAt(palettes.sequential, 0.75);
  return "rgb(" + strong.join(",") + ")";
}

// A picture of an array of values with the given limit.
function valuesCanvas(values, method, limit, size, label) {
  return lazyCanvas({ role: "img", "aria-label": label },
    (canvas) => paintMethod(canvas, method, values, null, limit, size * 2));
}

function limitFor(row, method, which) {
  return state.scale === "row" ? rowLimit(row, method, which) : batchLimit(method, which);
}

// A colour scale with its ends labelled.
function colorBar(isSigned, limit, unit) {
  if (hasBars) {
    return element("div", { class: "bar" }, "bars up to " + (isSigned ? "± " : "") + number(limit),
      element("div", { class: "unit" }, unit));
  }
  return rampBar(isSigned ? palettes.diverging : palettes.sequential, isSigned, limit, unit);
}
