document.getElementById("kicker").textContent = "Limn live · " + (setup.isUntrained && setup.ground ? setup.ground.name : model.name);
document.getElementById("title").textContent = data ? "Change a row, and watch the answer" : isDigits ? "Draw a digit, and watch what the network sees" : "Draw, and watch what the network sees";
document.getElementById("lead").textContent = "With every " + (data ? "change" : "stroke") + " the network answers, and each method says which " + (data ? "features" : "pixels") + " speak for the answer and which against it. All of it is computed on this machine.";

async function applyState() {
  let resume = null;
  try {
    if (!training) resume = await resumeTraining();
    await readState();
    if (state.pin) await preparePinned();
    else { pinned = null; pinnedInput = null; }
  } catch (error) {
    showTrouble(troubleOf(error));
  }
  showChoices();
  showDrawing();
  if (inside && inside.stages !== shownModel().stages) buildInside();
  changed();
  if (resume) resume();
}

if (data) buildTable();
else buildBoard();
buildInside();
buildTraining();
buildKeep();
window.addEventListener("hashchange", () => { if (!["#answer", "#train"].includes(location.hash)) applyState(); });
// After choosing other data, the page continues at that section.
if (location.hash === "#train") document.getElementById("train").scrollIntoView();
applyState().then(() => { document.documentElement.dataset.ready = "yes"; });
})();
