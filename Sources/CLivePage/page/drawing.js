// A drawing is a list of strokes over an embedded digit or an empty board. It is converted to the
// model's input by rules that give the same numbers in every browser; no canvas is read back.

// Kinds of strokes, as encoded in the address.
const kinds = { pen: 0, eraser: 1, ink: 2, clear: 3 };
// Sample points along each cell's side, and the pen's radius in cells.
const fine = columns <= 16 ? 8 : 4;
const penRadius = Math.max(0.62, columns / 26);

const emptyDrawing = () => ({ digit: null, base: null, picture: null, strokes: [], isCentred: true });

// Fills or clears all points within `radius` cells of a stroke; positions are in cells.
function rasterStroke(planes, points, radius, color) {
  const [width, height] = [columns * fine, lines * fine];
  const r = radius * fine;
  for (let k = 0; k < points.length; k++) {
    const [bx, by] = points[k].map((v) => v * fine);
    const [ax, ay] = points[Math.max(0, k - 1)].map((v) => v * fine);
    const [dx, dy] = [bx - ax, by - ay];
    const length = dx * dx + dy * dy;
    const [left, right] = [Math.max(0, Math.floor(Math.min(ax, bx) - r)), Math.min(width - 1, Math.ceil(Math.max(ax, bx) + r))];
    const [top, bottom] = [Math.max(0, Math.floor(Math.min(ay, by) - r)), Math.min(height - 1, Math.ceil(Math.max(ay, by) + r))];
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        const [px, py] = [x + 0.5 - ax, y + 0.5 - ay];
        const t = length > 0 ? Math.min(1, Math.max(0, (px * dx + py * dy) / length)) : 0;
        const [ex, ey] = [px - t * dx, py - t * dy];
        if (ex * ex + ey * ey > r * r) continue;
        for (let c = 0; c < planes.length; c++) planes[c][y * width + x] = color[c];
      }
    }
  }
}

function rasterCell(planes, [x, y], color) {
  const width = columns * fine;
  for (let line = 0; line < fine; line++) {
    const start = (Math.floor(y) * fine + line) * width + Math.floor(x) * fine;
    for (let c = 0; c < planes.length; c++) planes[c].fill(color[c], start, start + fine);
  }
}

// The drawing on the fine grid, one plane per colour, 0 to 1. `move` maps a point to where it is
// drawn.
function raster(drawing, move) {
  const painted = Math.min(channels, 3);
  const width = columns * fine;
  const planes = Array.from({ length: painted }, (_, c) => {
    const plane = new Float32Array(width * lines * fine);
    if (!drawing.base) return plane;
    for (let i = 0; i < plane.length; i++) {
      const cell = Math.floor(Math.floor(i / width) / fine) * columns + Math.floor((i % width) / fine);
      plane[i] = drawing.base[c * cellCount + cell] / setup.fullInk;
    }
    return plane;
  });
  const none = new Array(painted).fill(0);
  for (const stroke of drawing.strokes) {
    const color = painted === 1 ? [1] : stroke.color.map((part) => part / 255);
    const points = stroke.points.map(([x, y]) => [(x / 255) * columns, (y / 255) * lines]);
    if (stroke.kind === kinds.pen) rasterStroke(planes, move ? points.map(move) : points, penRadius, color);
    if (stroke.kind === kinds.eraser) rasterStroke(planes, move ? points.map(move) : points, penRadius * 1.4, none);
    if (stroke.kind === kinds.ink) points.forEach((point) => rasterCell(planes, point, color));
    if (stroke.kind === kinds.clear) points.forEach((point) => rasterCell(planes, point, none));
  }
  return planes;
}

const canBeCentred = (drawing) => !drawing.base && drawing.strokes.every((s) => s.kind <= kinds.eraser);

// The shift and scale that place a stroke like the training digits: centred, and as high as they
// are. `null` if it already is, or is not to be moved.
function centring(drawing, planes) {
  if (!drawing.isCentred || !canBeCentred(drawing)) return null;
  const [width, height] = [columns * fine, lines * fine];
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let i = 0; i < width * height; i++) {
    if (!planes.some((plane) => plane[i] > 0)) continue;
    const [x, y] = [i % width, Math.floor(i / width)];
    [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
  }
  if (right < 0) return null;
  // The embedded digits fill their 8 rows; larger pictures, such as MNIST's, leave a border.
  const [wide, high] = isDigits ? [columns - 1, lines] : [(columns * 20) / 28, (lines * 20) / 28];
  const across = Math.max(0.01, (right + 1 - left) / fine - 2 * penRadius);
  const down = Math.max(0.01, (bottom + 1 - top) / fine - 2 * penRadius);
  const scale = Math.min((wide - 2 * penRadius) / across, (high - 2 * penRadius) / down, 4);
  const [cx, cy] = [(left + right + 1) / 2 / fine, (top + bottom + 1) / 2 / fine];
  return ([x, y]) => [columns / 2 + (x - cx) * scale, lines / 2 + (y - cy) * scale];
}

// The model's input: integers for digits, as in the training data; otherwise multiples of 1/255.
function inputOf(drawing, planes) {
  // Cells that are not drawn on keep their exact values.
  if (drawing.base && drawing.strokes.length === 0) return { values: [...drawing.base], isMoved: false };
  const move = centring(drawing, planes);
  const shown = move ? raster(drawing, move) : planes;
  const values = new Array(valueCount).fill(0);
  const width = columns * fine;
  for (let c = 0; c < channels; c++) {
    for (let cell = 0; cell < cellCount; cell++) {
      // A fourth channel is opacity.
      if (c === 3) { values[c * cellCount + cell] = setup.fullInk; continue; }
      let sum = 0;
      const [x, y] = [(cell % columns) * fine, Math.floor(cell / columns) * fine];
      for (let line = 0; line < fine; line++) {
        for (let k = 0; k < fine; k++) sum += shown[c][(y + line) * width + x + k];
      }
      const share = sum / (fine * fine);
      values[c * cellCount + cell] = isDigits ? Math.round(share * setup.fullInk) : (Math.round(share * 255) / 255) * setup.fullInk;
    }
  }
  return { values, isMoved: move !== null };
}

// Values as text for the address, in exact single precision. Decoding gives `null` if their number
// does not match.
function encodeValues(values) {
  const bytes = new Uint8Array(new Float32Array(values).buffer);
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function decodeValues(text) {
  if (!/^[\w-]*$/.test(text) || text.length % 4 === 1) return null;
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  if (binary.length !== 4 * valueCount) return null;
  const values = [...new Float32Array(Uint8Array.from(binary, (c) => c.charCodeAt(0)).buffer)];
  return values.every(Number.isFinite) ? values : null;
}

// A drawing as text for the address: kind, colour, count and points of each stroke.
function encodeStrokes(strokes) {
  const bytes = [];
  for (const { kind, color, points } of strokes) {
    bytes.push(kind, ...(channels >= 3 ? color : []), points.length & 255, points.length >> 8);
    for (const [x, y] of points) bytes.push(x, y);
  }
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

// Unreadable parts are left out, like everything in an address that does not exist.
function decodeStrokes(text) {
  if (!/^[\w-]*$/.test(text) || text.length % 4 === 1) return [];
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const strokes = [];
  let at = 0;
  const next = () => (at < binary.length ? binary.charCodeAt(at++) : 0);
  while (at < binary.length) {
    const kind = next();
    const color = channels >= 3 ? [next(), next(), next()] : [255];
    const length = next() | (next() << 8);
    const points = [];
    for (let k = 0; k < length && at + 1 < binary.length; k++) points.push([next(), next()]);
    if (kind <= 3 && points.length > 0) strokes.push({ kind, color, points });
  }
  return strokes;
}
