// The point of the migration that the pictures show: one slider, wherever it is drawn.

const point = {
  steps: [],
  at: 0,
  listeners: [],
  get step() {
    return this.steps[this.at];
  },
  move(at) {
    if (at === this.at) return;
    this.at = at;
    for (const listener of this.listeners) listener();
  },
};

async function loadSteps() {
  if (point.steps.length) return;
  const steps = await data("steps");
  if (point.steps.length) return;
  point.steps = steps;
  const asked = steps.findIndex((step) => step.phase !== null && step.phase === summary.focus);
  point.at = asked >= 0 ? asked : steps.findIndex((step) => step.is_now);
}

function stepTitle(step) {
  const phase = summary.phases.find((other) => other.number === step.phase);
  return phase && phase.title ? `${step.label}: ${phase.title}` : step.label;
}

function stepFacts(step) {
  const words = [
    plural(step.packages.length, "package"),
    plural(step.imports, "import"),
    plural(step.violations.length, "violation"),
    plural(step.cycles.length, "cycle"),
    `${step.old_names.toLocaleString("en")} by old names`,
  ];
  if (step.is_simulated) words.push("worked out from names");
  return words.join(" · ");
}

function drawSlider(place) {
  if (place.children.length) return;
  const name = `${place.closest("section").id}-point`;
  const title = make("strong");
  const facts = make("span", { class: "facts" });
  const input = make("input", {
    type: "range",
    id: name,
    min: 0,
    max: point.steps.length - 1,
    step: 1,
    oninput: () => point.move(Number(input.value)),
  });
  const marks = make(
    "div",
    { class: "marks", "aria-hidden": "true" },
    point.steps.map((step) =>
      make(
        "span",
        { class: step.is_now ? "now" : "" },
        step.is_now ? "now" : step.phase === null ? "before" : `${step.phase}`,
      ),
    ),
  );
  const draw = () => {
    input.value = point.at;
    input.setAttribute("aria-valuetext", stepTitle(point.step));
    title.textContent = stepTitle(point.step);
    facts.textContent = stepFacts(point.step);
  };
  place.append(
    make("label", { for: name }, "Point of the migration"),
    make("div", { class: "range" }, input, marks),
    make("p", { class: "told", "aria-live": "polite" }, title, " ", facts),
  );
  input.disabled = point.steps.length < 2;
  point.listeners.push(draw);
  draw();
}
