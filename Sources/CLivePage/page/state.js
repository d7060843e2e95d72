// What is shown, stored in the address after "#": a link restores it, including the drawing.

const defaults = {
  digit: "", d: "", centre: "yes", methods: setup.methods.filter((m) => m.isShown).map((m) => m.name).join(","),
  target: "", against: "", unit: "", pixel: "", pin: "", model: "", beside: setup.other ? "other" : "", p: "", row: "0", x: "",
};
const state = { ...defaults };
let drawing = emptyDrawing();
// Digits by number, as received from the server.
const knownDigits = new Map();

async function digitValues(index) {
  if (isKept && setup.kept.digits[index]) knownDigits.set(index, setup.kept.digits[index]);
  if (!knownDigits.has(index)) {
    const answer = await request("api/example?index=" + index);
    knownDigits.set(index, await answer.json());
  }
  return knownDigits.get(index);
}

const isOutput = (text) => /^\d+$/.test(text) && Number(text) < output.count;
const isDigit = (text) => /^\d+$/.test(text) && Boolean(examples) && Number(text) < examples.count;
const shownMethods = () => state.methods.split(",").filter((name) => setup.methods.some((m) => m.name === name));

function unitOfState() {
  const match = state.unit.match(/^(\d+):(\d+)$/);
  if (!match) return null;
  const [stage, unit] = [Number(match[1]), Number(match[2])];
  const stages = shownModel().stages;
  return stage > 0 && stage < stages.length && unit < stages[stage].width ? { stage, unit } : null;
}

// Reads the state from the address.
async function readState() {
  Object.assign(state, defaults);
  const address = location.hash.length > 1 || !isKept ? location.hash : setup.kept.address;
  for (const [key, value] of new URLSearchParams(address.slice(1))) if (key in defaults) state[key] = value;
  if (!isOutput(state.target)) state.target = "";
  if (!isOutput(state.against)) state.against = "";
  if (!isDigit(state.digit)) state.digit = "";
  if (!/^\d+$/.test(state.pixel) || Number(state.pixel) >= cellCount) state.pixel = "";
  if (!modelOf(state.model) || state.model === "served") state.model = "";
  if (!modelOf(state.beside)) state.beside = "";
  // A saved page has one model, and possibly another for comparison.
  if (isKept) Object.assign(state, { model: "", beside: setup.kept.beside ? "other" : "" });
  if (state.unit && !unitOfState()) state.unit = "";
  if (data) {
    tried = readTried(state.row, state.x);
    return;
  }
  const picture = state.p !== "" && drawing.picture && encodeValues(drawing.base) === state.p ? drawing.picture : undefined;
  drawing = await drawingOf(state.digit, state.d, state.centre !== "no", state.p);
  if (picture && drawing.picture) drawing.picture = picture;
}

async function drawingOf(digit, strokes, isCentred, values = "") {
  const result = { ...emptyDrawing(), strokes: decodeStrokes(strokes), isCentred };
  if (digit !== "") {
    result.digit = Number(digit);
    result.base = (await digitValues(Number(digit))).values;
  } else if (values !== "") {
    result.base = decodeValues(values);
    // Only the values of a picture are stored in an address.
    if (result.base) result.picture = { name: "picture", steps: [], file: null };
  }
  return result;
}

// Writes the address. Skipped while a pen moves, because browsers limit the number of changes per
// second.
function writeState() {
  Object.assign(state, data ? { row: String(tried.row), x: triedText() } : {
    digit: drawing.digit === null ? "" : String(drawing.digit), d: encodeStrokes(drawing.strokes),
    centre: drawing.isCentred ? "yes" : "no", p: drawing.picture ? encodeValues(drawing.base) : "",
  });
  const parameters = new URLSearchParams();
  for (const key of Object.keys(defaults)) if (state[key] !== defaults[key]) parameters.set(key, state[key]);
  const address = "#" + parameters.toString();
  if (address !== (location.hash || "#")) history.replaceState(null, "", address);
}

function change(changes) {
  const before = shownModel().key;
  Object.assign(state, changes);
  writeState();
  showChoices();
  if (shownModel().key === before) changed();
  else modelChanged();
}

// Called when another network is explained, or the same one has been trained further.
function modelChanged() {
  const stages = shownModel().stages;
  if (state.unit && !unitOfState()) state.unit = "";
  const shapes = (all) => all.map((stage) => stage.shape.join("x") + stage.title).join();
  if (!inside || shapes(inside.stages) !== shapes(stages)) buildInside();
  else inside.stages = stages;
  changed();
}
