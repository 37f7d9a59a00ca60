// One diff, line by line.

function diffTable(file) {
  if (!file.diff) {
    const moved = file.old && file.new && file.old !== file.new;
    const same = moved ? "The file moves; its bytes stay." : "The whole file comes or goes.";
    return make("p", { class: "empty" }, file.left_out ? `No diff: ${file.left_out}.` : same);
  }
  const lines = file.diff.replace(/\n$/, "").split("\n");
  const body = make("tbody");
  let [before, after] = [0, 0];
  for (const line of lines) {
    const head = line.match(/^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/);
    if (head) {
      [before, after] = [Number(head[1]), Number(head[2])];
      body.append(make("tr", { class: "hunk" }, make("td", { colspan: 3 }, line)));
      continue;
    }
    const kind = { "-": "gone", "+": "come", "\\": "said" }[line[0]] || "same";
    const numbers = [
      kind === "come" || kind === "said" ? "" : before++,
      kind === "gone" || kind === "said" ? "" : after++,
    ];
    body.append(
      make(
        "tr",
        { class: kind },
        numbers.map((n) => make("td", { class: "line" }, String(n))),
        make(
          "td",
          { class: "text" },
          kind === "come" && make("span", { class: "hidden" }, "added: "),
          kind === "gone" && make("span", { class: "hidden" }, "removed: "),
          line,
        ),
      ),
    );
  }
  const name = `Diff of ${file.new || file.old}`;
  return make(
    "div",
    {},
    make(
      "div",
      { class: "scroll diff", tabindex: 0, role: "region", "aria-label": name },
      make(
        "table",
        {},
        make("caption", { class: "hidden" }, name),
        make(
          "thead",
          { class: "hidden" },
          make(
            "tr",
            {},
            ["before", "after", "text"].map((title) => make("th", { scope: "col" }, title)),
          ),
        ),
        body,
      ),
    ),
    file.left_out && make("p", { class: "empty" }, `${file.left_out}.`),
  );
}
