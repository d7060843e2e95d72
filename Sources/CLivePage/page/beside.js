// Two models side by side: the other model's answer for the same input, and the difference of the
// two explanations, on a common scale.

const askingBeside = channelOf("-beside", (found, question) => {
  beside = { ...found, values: question.values, key: question.key };
  showPlates();
  showComparison();
  showBeside();
});

// The other model's answer, if it belongs to what is shown.
const besideAnswer = () => (besideModel() && beside && beside.prediction && answer && answer.prediction && (isKept || beside.key === besideModel().key) ? beside : null);

// Asks the other model about the same input. Units inside the network are not compared, because the
// models do not share them.
function askBeside() {
  if (isKept) return;
  const model = besideModel();
  if (!model || !answer || !answer.prediction || unitOfState()) {
    beside = null;
    return showBeside();
  }
  const { model: _, otherNumber: __, unit: ___, ...question } = questionOf(answer.values);
  askingBeside.ask({ ...question, ...asModel(model), looksInside: false, target: answer.target, ...(answer.against == null ? {} : { against: answer.against }), key: model.key });
}

function showBeside() {
  const box = document.getElementById("beside-box");
  const isShown = Boolean(besideAnswer());
  box.hidden = !isShown;
  if (!isShown) return box.replaceChildren();
  const name = (of) => (of === trainedModel ? "the network trained here" : of.name);
  const [own, other] = [name(shownModel()), name(besideModel())];
  const values = [["value", (i) => valueText(i, answer.values[i])]];
  box.replaceChildren(element("h3", {}, "Compared with " + other + ": why " + outputTitle()),
    element("p", { class: "note" }, own.replace(/^the /, "The ") + " predicts " + saidOf(answer.prediction) + "; " + other + " predicts " + saidOf(beside.prediction) + "."),
    ...(data ? [element("h4", {}, other), barTable(other, values, barsOf(beside.methods), shownLimits()), ...differenceTable(beside, "Difference: " + own + " minus " + other, values)]
      : comparedLines(beside, other, "Difference: " + own + " minus " + other, shownLimits(), false)));
}
