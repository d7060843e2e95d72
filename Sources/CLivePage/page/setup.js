// The page's setup, and requests to the server.

const setup = JSON.parse(document.getElementById("setup").textContent);
const model = setup.model;
const output = model.output;
const palettes = palettesOf(setup.palettes);
const isImage = model.shape.length >= 2;
const channels = model.shape.length === 3 ? model.shape[0] : 1;
const columns = isImage ? model.shape[model.shape.length - 1] : 0;
const lines = isImage ? model.shape[model.shape.length - 2] : 0;
const cellCount = isImage ? columns * lines : model.shape[0];
const valueCount = cellCount * channels;
// Inputs to start from: the embedded digits, or the training data.
const examples = setup.examples || null;
const isDigits = Boolean(examples) && columns === 8 && lines === 8 && channels === 1 && setup.fullInk === 16;
const token = new URLSearchParams(location.search).get("token") || "";

const outputName = (index) => (output.names && output.names[index]) || String(index);
// A saved page contains its answer and has no server.
const isKept = Boolean(setup.kept);
const isClassification = output.task === "classification";
const outputNoun = isClassification ? "class" : output.task === "multilabel" ? "label" : "output";

// The current state of the network that is trained here.
let trainedModel = null;
const ownModel = { which: "served", name: model.name, stages: model.stages, key: "own", isTraining: false };
// The model for comparison: given at the start, or chosen here.
let otherModel = setup.other ? otherOf(setup.other) : null;
function otherOf({ number, model: other }) {
  return { which: "other", name: other.name, stages: other.stages, key: "other " + number, number, isTraining: false };
}
const modelOf = (which) => ({ trained: trainedModel, other: otherModel, served: ownModel })[which] || null;
// The explained model, and the one it is compared with.
const shownModel = () => modelOf(state.model) || ownModel;
const besideModel = () => { const other = modelOf(state.beside); return other === shownModel() ? null : other; };
// How a request identifies a model.
const asModel = (which) => (which.which === "served" ? {} : { model: which.which, ...(which.which === "other" ? { otherNumber: which.number } : {}) });

// The address of a path for this page's data.
const addressed = (path) => (setup.scene === "" ? path : path + (path.includes("?") ? "&" : "?") + "data=" + setup.scene);

// Requests JSON from the server; a refusal becomes an error with the server's sentence.
async function request(path, body, init) {
  const headers = { "X-Limn-Token": token };
  const isFile = body instanceof Blob;
  if (body !== undefined) headers["Content-Type"] = isFile ? "application/octet-stream" : "application/json";
  const answer = await fetch(addressed(path), {
    method: body === undefined ? "GET" : "POST", headers, body: body === undefined || isFile ? body : JSON.stringify(body), ...init,
  });
  if (!answer.ok) {
    const error = new Error((await answer.text()).trim());
    error.status = answer.status;
    throw error;
  }
  return answer;
}

// Shows an error message in one place, or clears it.
function showTrouble(text) {
  const box = document.getElementById("trouble");
  if (box.hidden === !text && box.textContent === (text || "")) return;
  box.hidden = !text;
  box.textContent = text || "";
}

function troubleOf(error) {
  return error.status === undefined ? "limn serve no longer answers: start it again and open the address it prints." : error.message;
}
