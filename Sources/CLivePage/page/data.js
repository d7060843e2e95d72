// The training data: the embedded digits, the data the server was started with, or the user's own
// table, chosen or dropped here. Other data open another page, with a model of their own.

function dataChoice() {
  if (!setup.choice) return null;
  const pick = element("input", { type: "file", id: "data-file", "aria-label": "A table to learn from", accept: ".csv,.tsv,.txt", hidden: true, on: { change: (e) => { chooseTable(e.target.files[0]); e.target.value = ""; } } });
  const current = setup.ground ? setup.scene : "none";
  const choose = (event) => {
    const { value } = event.target;
    event.target.value = current;
    if (value === "choose") pick.click();
    else if (value !== current) openData(value);
  };
  return element("div", { class: "choice", id: "data-choice" },
    element("label", { for: "train-data" }, "Data"),
    element("select", { id: "train-data", on: { change: choose } },
      setup.ground ? null : element("option", { value: "none", selected: true }, "(nothing yet)"),
      setup.choice.data.map(({ scene, name }) => element("option", { value: scene, selected: scene === current }, name)),
      element("option", { value: "choose" }, "a table of your own …")),
    pick, element("span", { class: "note" }, "or drop a CSV file here: a header row, then one example per row."));
}

// Opens the same page for other data.
function openData(scene) {
  const address = new URLSearchParams(location.search);
  if (scene === "") address.delete("data");
  else address.set("data", scene);
  location.assign(location.pathname + "?" + address + "#train");
}

function listenForTables() {
  const section = document.getElementById("train");
  const isFile = (event) => Boolean(setup.choice) && [...event.dataTransfer.types].includes("Files");
  section.addEventListener("dragover", (event) => { if (isFile(event)) { event.preventDefault(); section.classList.add("over"); } });
  section.addEventListener("dragleave", () => section.classList.remove("over"));
  section.addEventListener("drop", (event) => {
    if (!isFile(event)) return;
    event.preventDefault();
    section.classList.remove("over");
    chooseTable(event.dataTransfer.files[0]);
  });
}

const askedBox = () => document.getElementById("data-asked");
function showDataTrouble(error) {
  askedBox().querySelector(".mistake")?.remove();
  if (error) askedBox().append(element("p", { class: "mistake", role: "alert" }, error.status === 413 ? "" : troubleOf(error)));
}

// Asks which column of a table is to be predicted.
async function chooseTable(file) {
  if (!file) return;
  askedBox().replaceChildren();
  try {
    if (file.size > setup.choice.mostBytes) {
      throw Object.assign(new Error(file.name + " has " + number(file.size / 2 ** 20, 2) + " MB, and the page takes up to " + setup.choice.mostBytes / 2 ** 20 + " MB: start limn serve --data with it."), { status: 0 });
    }
    const { columns } = await (await request("api/data/columns?name=" + encodeURIComponent(file.name), file)).json();
    askForLabel(file, columns);
  } catch (error) {
    showDataTrouble(error);
  }
}

function askForLabel(file, columns) {
  // The answer is usually in the last column.
  let label = columns.length - 1;
  const dropped = new Set();
  const boxes = columns.map((name, i) => element("label", { class: "check" }, element("input", { type: "checkbox", id: "drop-" + i, on: { change: (e) => (e.target.checked ? dropped.add(i) : dropped.delete(i)) } }), " " + name));
  const showBoxes = () => boxes.forEach((box, i) => { box.hidden = i === label; });
  showBoxes();
  askedBox().replaceChildren(element("form", { id: "data-form", "aria-label": "How the table is read", on: { submit: (e) => { e.preventDefault(); useTable(file, label, [...dropped].filter((i) => i !== label)); } } },
    element("h3", {}, file.name),
    element("label", { class: "field" }, "The column to predict", element("select", { id: "label-column", on: { change: (e) => { label = Number(e.target.value); showBoxes(); } } },
      columns.map((name, i) => element("option", { value: i, selected: i === label }, name)))),
    element("fieldset", {}, element("legend", {}, "Columns to leave out, such as names and numbers of rows"), element("div", { class: "methods" }, boxes)),
    element("div", { class: "choice" }, element("button", { type: "submit", id: "use-table" }, "Use this table"), element("button", { type: "button", on: { click: () => askedBox().replaceChildren() } }, "Cancel"))));
  document.getElementById("label-column").focus();
}

async function useTable(file, label, dropped) {
  const button = document.getElementById("use-table");
  button.disabled = true;
  showDataTrouble(null);
  try {
    const made = await (await request("api/data?name=" + encodeURIComponent(file.name) + "&label=" + label + (dropped.length ? "&drop=" + dropped.join(",") : ""), file)).json();
    openData(made.data);
  } catch (error) {
    showDataTrouble(error);
    button.disabled = false;
  }
}
