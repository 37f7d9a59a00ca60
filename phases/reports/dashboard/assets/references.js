// What was not rewritten, with the reason, and what a person should look at.

views.set("references", () => {
  const place = document.getElementById("references-view");
  if (!summary.phases.length) return place.replaceChildren(noPhases());
  const state = { phase: firstPhase(), which: "left_alone", text: "" };
  const list = make("div");
  const draw = async () => {
    const phase = summary.phases.find((other) => other.number === state.phase);
    const found = await data(`phase-${state.phase}`);
    list.replaceChildren(...referenceList(phase, found[state.which], state));
  };
  place.replaceChildren(
    make(
      "div",
      { class: "controls" },
      phaseChoice(state.phase, (value) => {
        state.phase = value;
        draw();
      }),
      choice({
        label: "Which references",
        value: state.which,
        onchoice: (value) => {
          state.which = value;
          draw();
        },
        options: [
          { value: "left_alone", text: "left alone" },
          { value: "to_review", text: "to review" },
        ],
      }),
      searchField("Contains", (text) => {
        state.text = text;
        draw();
      }),
    ),
    list,
  );
  return draw();
});

const REFERENCE_COLUMNS = [
  {
    title: "Place (line before the phase)",
    head: true,
    cell: (row) => code(row.line ? `${row.file}:${row.line}` : row.file),
  },
  { title: "Form", cell: (row) => row.kind },
  { title: "Names", cell: (row) => code(row.old) },
  { title: "Would become", cell: (row) => (row.new ? code(row.new) : "") },
  { title: "Status", cell: (row) => status(row.status) },
  { title: "Reason", cell: (row) => row.reason },
];

function referenceList(phase, rows, state) {
  const counted = phase.references
    ? Object.entries(phase.references)
        .map(([word, count]) => `${count.toLocaleString("en")} ${word}`)
        .join(", ")
    : "nobody has looked for references";
  const found = rows.filter((row) =>
    [row.file, row.kind, row.old, row.new, row.reason, row.status]
      .join(" ")
      .toLowerCase()
      .includes(state.text),
  );
  const empty =
    phase.references === null
      ? "Nobody has looked yet."
      : state.which === "left_alone"
        ? "Every reference is rewritten."
        : "Nothing asks for a look.";
  return [
    make(
      "p",
      { class: "about", role: "status" },
      status(phase.status),
      ` ${phaseName(phase)}: ${counted || "no reference"}.`,
    ),
    growingTable({
      label: state.which === "left_alone" ? "References left alone" : "References to review",
      columns:
        state.which === "left_alone"
          ? REFERENCE_COLUMNS
          : REFERENCE_COLUMNS.map((column) =>
              column.title === "Would become" ? { ...column, title: "Became" } : column,
            ),
      rows: found,
      empty: rows.length ? "Nothing matches." : empty,
    }),
  ];
}
