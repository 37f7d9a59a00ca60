// Long lists: a choice of phases, filters, and tables that grow when somebody asks.

const ROWS = 100;

// A table of `rows`; each column is {title, cell: row => node or text, kind}.
function growingTable({ label, columns, rows, size = ROWS, empty = "Nothing matches." }) {
  if (!rows.length) return make("p", { class: "empty" }, empty);
  const body = make("tbody");
  const count = make("p", { class: "count-line", role: "status" });
  const more = make("button", { type: "button", onclick: () => grow(size * 5) });
  let shown = 0;
  const grow = (by) => {
    const next = rows.slice(shown, shown + by).map((row) =>
      make(
        "tr",
        {},
        columns.map((column) => {
          const attributes = column.head ? { scope: "row" } : {};
          if (column.kind) attributes.class = column.kind;
          return make(column.head ? "th" : "td", attributes, column.cell(row));
        }),
      ),
    );
    body.append(...next);
    shown += next.length;
    count.textContent = `${shown.toLocaleString("en")} of ${plural(rows.length, "row")} shown`;
    more.hidden = shown >= rows.length;
    more.textContent = `Show ${Math.min(size * 5, rows.length - shown).toLocaleString("en")} more`;
  };
  grow(size);
  const head = make(
    "thead",
    {},
    make(
      "tr",
      {},
      columns.map((column) => make("th", { scope: "col", class: column.kind }, column.title)),
    ),
  );
  const table = make("table", {}, make("caption", { class: "hidden" }, label), head, body);
  const scroll = make(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": label },
    table,
  );
  return make("div", {}, scroll, make("div", { class: "more" }, count, more));
}

// A row of buttons of which one is pressed; `onchoice` gets its value.
function choice({ label, options, value, onchoice }) {
  const group = make("div", { class: "choice", role: "group", "aria-label": label });
  const press = (chosen) => {
    for (const button of group.children) {
      button.setAttribute("aria-pressed", String(button.dataset.value === String(chosen)));
    }
  };
  for (const option of options) {
    group.append(
      make(
        "button",
        {
          type: "button",
          "data-value": option.value,
          title: option.title,
          onclick: () => {
            press(option.value);
            onchoice(option.value);
          },
        },
        option.text,
      ),
    );
  }
  press(value);
  return group;
}

function phaseChoice(value, onchoice) {
  return choice({
    label: "Phase",
    value,
    onchoice,
    options: summary.phases.map((phase) => ({
      value: phase.number,
      text: `Phase ${phase.number}`,
      title: phase.title,
    })),
  });
}

// The phase to begin with: the one asked for, else the last that is applied, else the first.
function firstPhase() {
  if (summary.focus !== null) return summary.focus;
  const applied = summary.phases.filter((phase) => phase.status === "applied");
  const found = applied.length ? applied[applied.length - 1] : summary.phases[0];
  return found ? found.number : null;
}

function searchField(label, oninput) {
  let waiting = 0;
  const field = make("input", {
    type: "search",
    oninput: () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => oninput(field.value.trim().toLowerCase()), 120);
    },
  });
  return make("label", { class: "search" }, make("span", {}, label), field);
}

// A view of one phase at a time: choices of the phase and of `kinds`, a field to search, and below
// them the nodes that `content` makes of the phase, its data and what is chosen.
function phaseView(id, { attributes = {}, kinds, search, content }) {
  const place = document.getElementById(id);
  if (!summary.phases.length) return place.replaceChildren(noPhases());
  const state = { phase: firstPhase(), kind: kinds.options[0].value, text: "" };
  const list = make("div", attributes);
  const draw = async () => {
    const phase = summary.phases.find((other) => other.number === state.phase);
    const found = await data(`phase-${phase.number}`);
    // Another one may have been chosen while a large one was unpacked.
    if (phase.number === state.phase) list.replaceChildren(...content(phase, found, state));
  };
  const set = (key) => (value) => {
    state[key] = value;
    draw();
  };
  const controls = make(
    "div",
    { class: "controls" },
    phaseChoice(state.phase, set("phase")),
    choice({ ...kinds, value: state.kind, onchoice: set("kind") }),
    searchField(search, set("text")),
  );
  place.replaceChildren(controls, list);
  return draw();
}

function noPhases() {
  return make("p", { class: "empty" }, "The plan has no phase yet.");
}
