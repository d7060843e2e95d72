// Questions and answers. The latest state wins: while a question is pending, the next one waits for
// it, but only briefly; then it is sent anyway, and the server drops the older one.

const visitor = Math.random().toString(36).slice(2) + Date.now().toString(36);
const patience = 120;
let answer = null;
let pinned = null;
let beside = null;

function channelOf(name, take) {
  let [number, open, waiting, timer, sentAt] = [0, 0, null, 0, 0];
  async function send(question) {
    const own = ++number;
    [open, sentAt] = [own, performance.now()];
    try {
      const found = await (await request("api/explain", { visitor: visitor + name, number: own, ...question })).json();
      if (own !== number || found.superseded) return;
      showTrouble("");
      take(found, question);
    } catch (error) {
      if (own === number) showTrouble(troubleOf(error));
    } finally {
      if (open === own) { open = 0; next(); }
    }
  }
  function next() {
    clearTimeout(timer);
    timer = 0;
    if (!waiting) return;
    const question = waiting;
    waiting = null;
    send(question);
  }
  return {
    ask(question) {
      waiting = question;
      const left = open ? sentAt + patience - performance.now() : 0;
      if (left <= 0) next();
      else if (!timer) timer = setTimeout(next, left);
    },
  };
}

const asking = channelOf("", (found, question) => {
  answer = { ...found, values: question.values };
  showAnswer();
  document.dispatchEvent(new CustomEvent("painted", { detail: question }));
  askPinned();
  askBeside();
});

const askingPinned = channelOf("-pin", (found, question) => {
  pinned = { ...found, values: question.values };
  // Both share a colour scale, which may have changed.
  showPlates();
  showComparison();
});

function questionOf(values) {
  const unit = unitOfState();
  return {
    values, methods: shownMethods(), looksInside: shownModel().stages.length > 0,
    ...asModel(shownModel()),
    ...(unit ? { unit } : {
      ...(state.target === "" ? {} : { target: Number(state.target) }),
      ...(state.against === "" ? {} : { against: Number(state.against) }),
    }),
  };
}

// Called after a change: requests what is to be shown now.
function changed() {
  if (isKept) {
    [answer, pinned, beside] = [setup.kept.answer, setup.kept.pinned, setup.kept.beside];
    showAnswer();
    showComparison();
    return showBeside();
  }
  if (!hasInk()) {
    answer = null;
    beside = null;
    showAnswer();
    showBeside();
    return;
  }
  asking.ask(questionOf(input.values));
}
