// Every file of a phase: where it goes, what is edited in it, and the diff.

views.set("files", () =>
  phaseView("files-view", {
    attributes: { class: "files" },
    kinds: {
      label: "Which files",
      options: Object.keys(FILE_KINDS).map((value) => ({ value, text: value })),
    },
    search: "Path contains",
    content: (phase, found, state) =>
      fileList(
        phase,
        d3.sort(found.files, (file) => !file.old + 2 * !file.new),
        state,
      ),
  }),
);

const FILE_KINDS = {
  all: () => true,
  moved: (file) => file.old && file.new && file.old !== file.new,
  edited: (file) =>
    file.old && file.new && (file.diff || file.left_out || Object.keys(file.edits).length > 0),
  created: (file) => !file.old,
  removed: (file) => !file.new,
};

const SOURCES = {
  report: "from the report of the run",
  manifest: "from the backup; the report is gone, so edits are not counted",
  worked_out: "worked out now; nothing of it is written yet",
  plan: "from the plan; not worked out",
  "": "",
};

function fileList(phase, files, state) {
  const found = files.filter(
    (file) =>
      FILE_KINDS[state.kind](file) && `${file.old} ${file.new}`.toLowerCase().includes(state.text),
  );
  const about = make(
    "p",
    { class: "about", role: "status" },
    status(phase.status),
    " ",
    `${phaseName(phase)}. ${found.length.toLocaleString("en")} of ${plural(files.length, "file")}, `,
    SOURCES[phase.source] || "",
  );
  if (!files.length) {
    const why = phase.problem
      ? `It cannot be worked out: ${phase.problem}`
      : summary.focus !== null && summary.focus !== phase.number
        ? `This page tells the files of phase ${summary.focus} only.`
        : "Nothing tells which files this phase concerns.";
    return [about, make("p", { class: "empty" }, why)];
  }
  const rows = make("ul", { class: "file-list" });
  const more = make("button", { type: "button", onclick: () => grow(500) });
  let shown = 0;
  const grow = (by) => {
    const next = found.slice(shown, shown + by).map(fileRow);
    rows.append(...next);
    shown += next.length;
    more.hidden = shown >= found.length;
    more.textContent = `Show ${Math.min(500, found.length - shown)} more of ${found.length}`;
  };
  grow(ROWS);
  return [about, rows, make("div", { class: "more" }, more)];
}

// Both paths in one line, what they share in a lower voice.
function paths(file) {
  if (!file.old) return [make("span", { class: "tag" }, "new"), " ", code(file.new)];
  if (!file.new) return [make("span", { class: "tag" }, "goes"), " ", code(file.old)];
  if (file.old === file.new) return [code(file.old)];
  return [
    code(file.old, "old"),
    make("span", { class: "arrow", role: "img", "aria-label": "becomes" }, " → "),
    code(file.new),
  ];
}

function fileRow(file) {
  const edits = Object.entries(file.edits).map(([kind, count]) =>
    make("span", { class: "tag" }, `${kind} ${count}`),
  );
  const details = make(
    "details",
    {},
    make(
      "summary",
      {},
      make("span", { class: "paths" }, paths(file)),
      make(
        "span",
        { class: "edits" },
        edits,
        file.proven && make("span", { class: "tag proven" }, "proven"),
      ),
    ),
  );
  details.addEventListener("toggle", () => {
    if (details.open && details.children.length === 1) details.append(diffTable(file));
  });
  return make("li", {}, details);
}
