// What was not rewritten, with the reason, and what a person should look at.

views.set("references", () =>
  phaseView("references-view", {
    kinds: {
      label: "Which references",
      options: [
        { value: "left_alone", text: "left alone" },
        { value: "to_review", text: "to review" },
      ],
    },
    search: "Contains",
    content: (phase, found, state) => referenceList(phase, found[state.kind], state),
  }),
);

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
      : state.kind === "left_alone"
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
      label: state.kind === "left_alone" ? "References left alone" : "References to review",
      columns:
        state.kind === "left_alone"
          ? REFERENCE_COLUMNS
          : REFERENCE_COLUMNS.map((column) =>
              column.title === "Would become" ? { ...column, title: "Became" } : column,
            ),
      rows: found,
      empty: rows.length ? "Nothing matches." : empty,
    }),
  ];
}
