// Beside the picture: what to show, one package in words, and everything as tables.

function graphControls(redraw) {
  const groups = [
    ...d3.rollup(
      point.step.packages,
      (packs) => packs.length,
      (pack) => pack.group,
    ),
  ];
  const boxes = groups.map(([name, count]) => {
    const box = make("input", {
      type: "checkbox",
      onchange: () => {
        if (box.checked) shownGraph.hidden.delete(name);
        else shownGraph.hidden.add(name);
        redraw();
      },
    });
    box.checked = !shownGraph.hidden.has(name);
    const swatch = make("span", { class: "swatch" });
    swatch.style.setProperty("--hue", shownGraph.hue.get(name));
    return make(
      "label",
      { class: "box" },
      box,
      swatch,
      `${name} `,
      make("small", {}, String(count)),
    );
  });
  const every = (hide) => {
    shownGraph.hidden = new Set(hide ? groups.map(([name]) => name) : []);
    for (const label of boxes) label.firstChild.checked = !hide;
    redraw();
  };
  const toggle = (key, text) => {
    const box = make("input", {
      type: "checkbox",
      onchange: () => {
        shownGraph[key] = box.checked;
        redraw();
      },
    });
    box.checked = shownGraph[key];
    return make("label", { class: "box" }, box, text);
  };
  const title = summary.domains.length
    ? "Domains"
    : "Top-level packages (the plan names no domains)";
  return [
    make(
      "fieldset",
      {},
      make("legend", {}, title),
      boxes,
      make("button", { type: "button", class: "quiet", onclick: () => every(false) }, "all"),
      make("button", { type: "button", class: "quiet", onclick: () => every(true) }, "none"),
    ),
    make(
      "fieldset",
      {},
      make("legend", {}, "Imports"),
      toggle("inside", "inside a domain, too"),
      toggle("onlyBad", "violations and cycles only"),
    ),
    packageSearch(redraw),
  ];
}

function graphLegend() {
  return make(
    "ul",
    { class: "legend" },
    make("li", { class: "plain" }, "import"),
    make("li", { class: "violation" }, "violation"),
    make("li", { class: "cyclic" }, "in a cycle"),
    make("li", { class: "out" }, "import by the chosen package"),
    make("li", { class: "come" }, "import of it"),
  );
}

function packageSearch(redraw) {
  const list = make(
    "datalist",
    { id: "package-names" },
    point.step.packages.map((pack) => make("option", { value: pack.name })),
  );
  const field = make("input", {
    type: "search",
    list: "package-names",
    onchange: () => {
      const found = shownGraph.layout.nodes.find((node) => node.name === field.value);
      shownGraph.pinned = found ? found.key : null;
      if (found) shownGraph.hidden.delete(found.group);
      redraw();
    },
  });
  return make("label", { class: "search" }, make("span", {}, "Find a package"), field, list);
}

function packageDetails(node, links) {
  if (!node) {
    const step = point.step;
    return [
      make("h3", {}, "No package chosen"),
      make(
        "p",
        {},
        "Each circle is a package, as large as it has modules, in the circle of its domain. " +
          "Point at one, or walk there with the keyboard, to see its imports.",
      ),
      make(
        "p",
        {},
        `${plural(step.violations.length, "import")} cross a closed border, ` +
          `${plural(step.cycles.length, "import cycle")} run.`,
      ),
    ];
  }
  const others = (title, found, end) => [
    make("h4", {}, `${title} ${plural(found.length, "package")}`),
    found.length
      ? make(
          "ul",
          { class: "plain" },
          found.map((link) =>
            make(
              "li",
              {},
              code(link[end].name),
              ` ${plural(link.imports, "import")}`,
              link.violations
                ? make("strong", { class: "bad" }, ` ${plural(link.violations, "violation")}`)
                : null,
              link.cyclic ? make("strong", { class: "bad" }, " in a cycle") : null,
            ),
          ),
        )
      : null,
  ];
  const most = (a, b) => b.violations - a.violations || b.imports - a.imports;
  const out = links.filter((link) => link.from === node).sort(most);
  const come = links.filter((link) => link.to === node && link.from !== node).sort(most);
  return [
    make("h3", {}, code(node.name)),
    make("p", {}, `${node.group} · ${plural(node.modules, "module")}`),
    ...others("Imports", out, "to"),
    ...others("Imported by", come, "from"),
  ].filter(Boolean);
}

function graphTables(step) {
  const sums = step.packages.map((pack) => ({
    ...pack,
    out: 0,
    come: 0,
    violations: 0,
    cyclic: 0,
  }));
  for (const link of step.links) {
    if (link.source !== link.target) {
      sums[link.source].out += link.imports;
      sums[link.target].come += link.imports;
    }
    sums[link.source].violations += link.violations;
    sums[link.source].cyclic += link.cyclic;
  }
  const part = (title, content, open = false) =>
    make("details", { class: "alternative", open }, make("summary", {}, title), content);
  const red = (count) => (count ? make("strong", { class: "bad" }, String(count)) : "0");
  return [
    part(
      `Violations: ${step.violations.length}`,
      growingTable({
        label: "Imports across closed borders",
        empty: summary.domains.length
          ? "No import crosses a closed border."
          : "The plan names no domains.",
        columns: [
          { title: "Module", head: true, cell: (row) => code(row[0]) },
          { title: "Imports", cell: (row) => code(row[1]) },
          { title: "Border", cell: (row) => `${row[2]} may not import ${row[3]}` },
        ],
        rows: step.violations,
      }),
    ),
    part(
      `Cycles: ${step.cycles.length}`,
      growingTable({
        label: "Modules that import each other",
        empty: "No modules import each other.",
        columns: [
          { title: "Modules", kind: "n", cell: (row) => String(row.length) },
          { title: "Names", head: true, cell: (row) => row.flatMap((name) => [code(name), " "]) },
        ],
        rows: step.cycles,
      }),
    ),
    part(
      `Packages: ${step.packages.length}`,
      growingTable({
        label: "Packages and their imports",
        columns: [
          { title: "Package", head: true, cell: (row) => code(row.name) },
          { title: "Domain", cell: (row) => row.group },
          { title: "Modules", kind: "n", cell: (row) => String(row.modules) },
          { title: "Imports", kind: "n", cell: (row) => String(row.out) },
          { title: "Imported by", kind: "n", cell: (row) => String(row.come) },
          { title: "Violations", kind: "n", cell: (row) => red(row.violations) },
          { title: "In cycles", kind: "n", cell: (row) => red(row.cyclic) },
        ],
        rows: sums,
      }),
    ),
  ];
}
