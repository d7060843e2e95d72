// Colours and cells, for every page: unsmoothed pixels in the colours of Limn's PNG heatmaps.

// Palettes from strings of hexadecimal digits.
function palettesOf(texts) {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [
    name, text.match(/.{6}/g).map((hex) => [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16))),
  ]));
}

// A colour as three numbers, for a position from 0 to 1 along a palette.
function colorAt(palette, position) {
  return palette[Math.round(Math.min(1, Math.max(0, position)) * (palette.length - 1))];
}

// Without marks the canvas has one pixel per cell, which the browser enlarges without smoothing.
//
// `picture` has color(i) for each cell, and optionally isMarked(i), which tells whether the sign of
// its value is uncertain.
function paintCells(canvas, picture, columns, lines, cell, cells = columns * lines) {
  const image = new ImageData(columns, lines);
  const marks = [[], []];
  for (let i = 0; i < cells; i++) {
    const [r, g, b] = picture.color(i);
    image.data.set([r, g, b, 255], 4 * i);
    // Dark marks on light cells, light marks on dark ones.
    if (picture.isMarked && picture.isMarked(i)) marks[r + g + b > 360 ? 0 : 1].push(i);
  }
  const isPlain = marks.every((places) => places.length === 0);
  const native = isPlain ? canvas : (paintCells.native ??= document.createElement("canvas"));
  native.width = columns;
  native.height = lines;
  native.getContext("2d").putImageData(image, 0, 0);
  if (isPlain) return;
  canvas.width = columns * cell;
  canvas.height = lines * cell;
  const context = canvas.getContext("2d");
  context.imageSmoothingEnabled = false;
  context.drawImage(native, 0, 0, canvas.width, canvas.height);
  context.lineWidth = Math.max(1, cell / 14);
  marks.forEach((places, pale) => {
    context.strokeStyle = pale ? "rgba(255,255,255,.85)" : "rgba(40,40,40,.75)";
    context.beginPath();
    for (const i of places) {
      const [x, y] = [(i % columns) * cell, Math.floor(i / columns) * cell];
      context.moveTo(x + cell * 0.22, y + cell * 0.78);
      context.lineTo(x + cell * 0.78, y + cell * 0.22);
    }
    context.stroke();
  });
}

// A colour ramp with its ends labelled.
function rampBar(palette, isSigned, limit, unit) {
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
