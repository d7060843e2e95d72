// The board: pen, eraser, undo, and the network's view of the drawing.

let tool = "pen";
let penColor = [255, 255, 255];
let openStroke = null;
// Browsers deliver pointer moves only with the next frame; where raw updates exist, they come at
// once.
const moves = "onpointerrawupdate" in window ? "pointerrawupdate" : "pointermove";
let cursor = null;
let input = { values: new Array(valueCount).fill(0), isMoved: false };

function buildBoard() {
  const board = element("canvas", {
    id: "board", tabindex: "0", role: "application",
    "aria-label": "Drawing board, " + columns + " by " + lines + " cells. Draw with a pointer, or move between cells with the arrow keys, draw with space, erase with backspace.",
    on: { pointerdown: onDown, [moves]: onMove, pointerup: onUp, pointercancel: onUp, keydown: onBoardKey, blur: () => { cursor = null; paintBoard(); } },
  });
  const button = (id, text, action, more) => element("button", { type: "button", id, on: { click: action }, ...more }, text);
  fill("input", element("h2", { class: "plain" }, "Draw"), board,
    element("div", { class: "choice", role: "group", "aria-label": "Tools" },
      button("pen", "Pen", () => chooseTool("pen"), { "aria-pressed": "true" }),
      button("eraser", "Eraser", () => chooseTool("eraser"), { "aria-pressed": "false" }),
      button("undo", "Undo", undo), button("clear", "Clear", () => setDrawing({ ...emptyDrawing(), isCentred: drawing.isCentred })),
      channels >= 3 ? element("label", {}, "Colour ", element("input", { type: "color", id: "color", value: "#ffffff", on: { input: onColor } })) : null),
    element("div", { class: "choice" }, ...(examples ? [
      element("label", { for: "digit" }, "or " + examples.noun),
      element("input", { id: "digit", type: "number", "aria-label": (examples.isEmbedded ? "A handwritten digit" : "An example") + ", 0 to " + (examples.count - 1), placeholder: "0–" + (examples.count - 1), min: "0", max: String(examples.count - 1), on: { change: (e) => isDigit(e.target.value) && loadDigit(Number(e.target.value)) } }),
      button("another", "Another", () => loadDigit(Math.floor(Math.random() * examples.count)))] : []), ...(isKept ? [] : buildPicture())));
  fill("seen", element("h2", { class: "plain" }, "The network sees"),
    element("canvas", { id: "seen-picture", role: "img", "aria-label": "The network's input" }),
    element("label", { class: "check" }, element("input", { type: "checkbox", id: "centre", on: { change: (e) => (drawing.picture?.file ? changePicture({ fit: e.target.checked ? "centre" : "resize" }) : setDrawing({ ...drawing, isCentred: e.target.checked })) } }),
      isDigits ? " centred and sized like the digits it learnt" : " centred and sized like most training images"),
    element("div", { id: "preparation" }));
}

function chooseTool(name) {
  tool = name;
  for (const id of ["pen", "eraser"]) document.getElementById(id).setAttribute("aria-pressed", String(id === name));
}

function onColor(event) {
  penColor = [1, 3, 5].map((at) => parseInt(event.target.value.slice(at, at + 2), 16));
}

async function loadDigit(index) {
  try {
    setDrawing(await drawingOf(String(index), "", drawing.isCentred));
  } catch (error) {
    showTrouble(troubleOf(error));
  }
}

function setDrawing(next) {
  if (isKept) return;
  drawing = next;
  openStroke = null;
  drawn(true);
}

function undo() {
  if (drawing.strokes.length > 0) setDrawing({ ...drawing, strokes: drawing.strokes.slice(0, -1) });
  else if (drawing.base) setDrawing({ ...emptyDrawing(), isCentred: drawing.isCentred });
}

// The position of a pointer, in 255ths of the board.
function pointAt(event) {
  const box = document.getElementById("board").getBoundingClientRect();
  const part = (at, start, size) => Math.min(255, Math.max(0, Math.round(((at - start) / size) * 255)));
  return [part(event.clientX, box.left, box.width), part(event.clientY, box.top, box.height)];
}

function onDown(event) {
  if (isKept || (event.button > 0 && event.pointerType === "mouse")) return;
  event.preventDefault();
  event.currentTarget.setPointerCapture(event.pointerId);
  // The other end of a pen erases.
  const kind = tool === "eraser" || (event.buttons & 32) !== 0 ? kinds.eraser : kinds.pen;
  openStroke = { kind, color: penColor, points: [pointAt(event)] };
  drawing = { ...drawing, strokes: [...drawing.strokes, openStroke] };
  drawn(false);
}

function onMove(event) {
  if (!openStroke) return;
  const events = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
  for (const part of events.length > 0 ? events : [event]) {
    const point = pointAt(part);
    const last = openStroke.points[openStroke.points.length - 1];
    if (Math.hypot(point[0] - last[0], point[1] - last[1]) >= 3 && openStroke.points.length < 65535) openStroke.points.push(point);
  }
  drawn(false);
}

function onUp() {
  if (!openStroke) return;
  openStroke = null;
  drawn(true);
}

function onBoardKey(event) {
  if (isKept) return;
  const steps = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
  if (event.key in steps) {
    const [dx, dy] = cursor ? steps[event.key] : [0, 0];
    const [x, y] = cursor || [Math.floor(columns / 2), Math.floor(lines / 2)];
    cursor = [Math.min(columns - 1, Math.max(0, x + dx)), Math.min(lines - 1, Math.max(0, y + dy))];
    paintBoard();
  } else if (event.key === " " || event.key === "Enter" || event.key === "Backspace" || event.key === "Delete") {
    cursor = cursor || [Math.floor(columns / 2), Math.floor(lines / 2)];
    const kind = event.key === " " || event.key === "Enter" ? kinds.ink : kinds.clear;
    const point = [((cursor[0] + 0.5) / columns) * 255, ((cursor[1] + 0.5) / lines) * 255].map(Math.round);
    setDrawing({ ...drawing, strokes: [...drawing.strokes, { kind, color: penColor, points: [point] }] });
  } else if (event.key === "u" || (event.key === "z" && (event.ctrlKey || event.metaKey))) {
    undo();
  } else {
    return;
  }
  event.preventDefault();
}

let frame = 0;
let isAsked = false;

// Called when the drawing has changed: asks about it at once, so that the server works until the
// next frame shows it. Changes until then are asked about with that frame.
function drawn(isDone) {
  if (isDone) writeState();
  isAsked = false;
  if (frame) return;
  askDrawn();
  frame = requestAnimationFrame(() => {
    frame = 0;
    if (!isAsked) askDrawn();
    if (!data) paintDrawing();
  });
}

function askDrawn() {
  isAsked = true;
  if (data) showTried();
  else input = inputOf(drawing, raster(drawing));
  changed();
}

function showDrawing() {
  if (data) return showTried();
  input = inputOf(drawing, raster(drawing));
  paintDrawing();
}

function paintDrawing() {
  paintBoard();
  paintInput(document.getElementById("seen-picture"), input.values);
  document.getElementById("centre").checked = drawing.isCentred;
  document.getElementById("centre").disabled = !(canBeCentred(drawing) || (drawing.picture?.file && channels === 1));
  document.getElementById("undo").disabled = drawing.strokes.length === 0 && !drawing.base;
  if (examples) document.getElementById("digit").value = drawing.digit === null ? "" : drawing.digit;
  showPreparation();
}

// How the drawing was converted to the network's input; rewritten only when that changes while a
// pen moves.
function showPreparation() {
  const changes = drawing.strokes.length ? ", with your changes." : ".";
  const key = [drawing.digit, drawing.picture?.name, drawing.picture?.thumbnail, drawing.picture?.steps.join(), drawing.picture?.isDarkInk, changes, input.isMoved, hasInk()].join("|");
  if (showPreparation.key === key) return;
  showPreparation.key = key;
  if (drawing.picture) return fill("preparation", pictureWords(drawing.picture), drawing.strokes.length ? element("p", { class: "note" }, "With your changes.") : null);
  const known = drawing.digit === null ? null : knownDigits.get(drawing.digit);
  const label = known && known.label !== null && known.label !== undefined ? ", a " + outputName(known.label) : "";
  fill("preparation", element("p", { class: "note" }, drawing.digit !== null ? (examples.isEmbedded ? "Digit " : "Example ") + drawing.digit + label + changes
    : input.isMoved ? "Your drawing, moved and sized." : hasInk() ? "Your drawing as it is." : "Nothing yet."));
}

const hasInk = () => Boolean(data) || input.values.some((value, i) => value !== 0 && i < 3 * cellCount);

// Paints the strokes as drawn, over the model's cells.
function paintBoard() {
  const board = document.getElementById("board");
  // No more points than the screen has; more would only take time.
  const wide = board.clientWidth * devicePixelRatio || 640;
  const side = Math.max(1, Math.ceil(wide / columns));
  if (board.width !== columns * side) [board.width, board.height] = [columns * side, lines * side];
  const context = board.getContext("2d");
  const css = (light) => "rgb(" + lightColor(light).join(",") + ")";
  const none = css(new Array(Math.min(channels, 3)).fill(0));
  context.fillStyle = none;
  context.fillRect(0, 0, board.width, board.height);
  for (let i = 0; drawing.base && i < cellCount; i++) {
    context.fillStyle = css(Array.from({ length: Math.min(channels, 3) }, (_, c) => drawing.base[c * cellCount + i] / setup.fullInk));
    context.fillRect((i % columns) * side, Math.floor(i / columns) * side, side, side);
  }
  [context.lineCap, context.lineJoin] = ["round", "round"];
  for (const { kind, color, points } of drawing.strokes) {
    const isErased = kind === kinds.eraser || kind === kinds.clear;
    context.strokeStyle = context.fillStyle = isErased ? none : css(channels >= 3 ? color.map((part) => part / 255) : [1]);
    const at = points.map(([x, y]) => [(x / 255) * board.width, (y / 255) * board.height]);
    if (kind >= kinds.ink) {
      for (const [x, y] of at) context.fillRect(Math.floor(x / side) * side, Math.floor(y / side) * side, side, side);
      continue;
    }
    context.lineWidth = 2 * penRadius * side * (isErased ? 1.4 : 1);
    context.beginPath();
    at.forEach(([x, y], k) => (k === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
    if (at.length === 1) context.lineTo(at[0][0] + 0.01, at[0][1]);
    context.stroke();
  }
  context.lineWidth = 1;
  context.strokeStyle = channels >= 3 ? "rgba(140,140,140,.35)" : "rgba(60,60,60,.13)";
  context.beginPath();
  for (let x = 1; x < columns; x++) { context.moveTo(x * side + 0.5, 0); context.lineTo(x * side + 0.5, board.height); }
  for (let y = 1; y < lines; y++) { context.moveTo(0, y * side + 0.5); context.lineTo(board.width, y * side + 0.5); }
  context.stroke();
  if (!cursor) return;
  context.lineWidth = 4;
  context.strokeStyle = "#1d4f91";
  context.strokeRect(cursor[0] * side + 2, cursor[1] * side + 2, side - 4, side - 4);
}

// Ink on paper for one channel; for colours, the light itself.
function lightColor(light) {
  return light.length === 1 ? colorAt(palettes.ink, light[0]) : light.map((part) => Math.round(255 * part));
}

function paintInput(canvas, values) {
  paintCells(canvas, {
    color: (i) => lightColor(Array.from({ length: Math.min(channels, 3) }, (_, c) => values[c * cellCount + i] / setup.fullInk)),
  }, columns, lines, 1);
}
