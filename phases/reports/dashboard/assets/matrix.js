// Who imports whom, domain by domain: a table, for it says all that a picture would.

views.set("matrix", async () => {
  await loadSteps();
  drawSlider(document.querySelector("#matrix [data-slider]"));
  const draw = () => document.getElementById("matrix-view").replaceChildren(...matrix(point.step));
  point.listeners.push(draw);
  draw();
});

function crossings(step) {
  const cells = new Map();
  for (const link of step.links) {
    const pair = [step.packages[link.source].group, step.packages[link.target].group].join("\n");
    const cell = cells.get(pair) || { imports: 0, violations: 0, cyclic: 0 };
    cell.imports += link.imports;
    cell.violations += link.violations;
    cell.cyclic += link.cyclic;
    cells.set(pair, cell);
  }
  return cells;
}

function matrix(step) {
  const cells = crossings(step);
  const every = [...new Set(step.packages.map((pack) => pack.group))];
  const busy = new Set([...cells.keys()].flatMap((pair) => pair.split("\n")));
  const groups = every.filter((group) => busy.has(group));
  const silent = every.filter((group) => !busy.has(group));
  const most =
    d3.max([...cells], ([pair, cell]) => {
      const [from, to] = pair.split("\n");
      return from === to ? 0 : cell.imports;
    }) || 1;
  const body = groups.map((from) =>
    make(
      "tr",
      {},
      make("th", { scope: "row" }, from),
      groups.map((to) => matrixCell(cells.get(`${from}\n${to}`), from, to, most)),
    ),
  );
  const table = make(
    "table",
    { class: "matrix" },
    make(
      "caption",
      {},
      "Rows import columns. Numbers count imports between modules; " +
        "red ones cross a border that the plan closes.",
    ),
    make(
      "thead",
      {},
      make(
        "tr",
        {},
        make("td", {}),
        groups.map((name) => make("th", { scope: "col" }, make("span", {}, name))),
      ),
    ),
    make("tbody", {}, body),
  );
  const none = summary.domains.length
    ? null
    : make(
        "p",
        { class: "note" },
        "The plan names no domains, so top-level packages stand for them, and no border is closed.",
      );
  return [
    none,
    silent.length ? make("p", { class: "about" }, `No imports at all: ${silent.join(", ")}.`) : null,
    make(
      "div",
      {
        class: "scroll",
        tabindex: 0,
        role: "region",
        "aria-label": "Imports from domain to domain",
      },
      table,
    ),
  ].filter(Boolean);
}

function matrixCell(cell, from, to, most) {
  if (from === to) return make("td", { class: "self" }, cell ? String(cell.imports) : "");
  if (!cell) return make("td", { class: "zero" }, make("span", { class: "hidden" }, "0"));
  const shown = make("td", { class: cell.violations ? "violation" : "some" }, String(cell.imports));
  shown.style.setProperty("--share", (Math.sqrt(cell.imports / most) * 100).toFixed(1));
  if (cell.violations) {
    shown.append(make("small", {}, ` ${plural(cell.violations, "violation")}`));
  }
  shown.title = `${from} imports ${to}: ${cell.imports}`;
  return shown;
}
