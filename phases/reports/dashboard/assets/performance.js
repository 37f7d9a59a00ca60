// What things cost before and after a phase: every round a dot, the median a stroke.

views.set("performance", () => {
  const place = document.getElementById("performance-view");
  const all = summary.performance;
  if (!all.length) {
    place.replaceChildren(
      make(
        "p",
        { class: "empty" },
        "Nothing is measured yet: ",
        code("rezone validate --performance-test --phase N"),
        " takes the baseline before the phase, and compares after it.",
      ),
    );
    return;
  }
  for (const [number, rows] of d3.group(all, (row) => row.phase)) {
    const phase = summary.phases.find((other) => other.number === number);
    const isCompared = rows.some((row) => row.after.length);
    place.append(
      make("h3", {}, phase ? phaseName(phase) : `Phase ${number}`),
      isCompared
        ? make(
            "ul",
            { class: "legend" },
            make("li", { class: "before" }, "before"),
            make("li", { class: "after" }, "after"),
          )
        : make("p", { class: "about" }, "The baseline is taken; nothing is compared with it yet."),
      growingTable({
        label: `What things cost around phase ${number}`,
        columns: performanceColumns(isCompared),
        rows,
      }),
    );
  }
});

function performanceColumns(isCompared) {
  const columns = [
    { title: "Quantity", head: true, cell: (row) => row.name },
    { title: "Rounds", kind: "rounds", cell: strip },
    { title: "Median before", kind: "n", cell: (row) => amount(d3.median(row.before), row.unit) },
  ];
  if (!isCompared) return columns;
  return [
    ...columns,
    {
      title: "Median after",
      kind: "n",
      cell: (row) => (row.after.length ? amount(d3.median(row.after), row.unit) : "–"),
    },
    {
      title: "Ratio (99 % interval)",
      kind: "n",
      cell: (row) =>
        row.ratio === null
          ? "–"
          : `× ${row.ratio.toFixed(2)} (${row.low.toFixed(2)} to ${row.high.toFixed(2)})`,
    },
    {
      title: "Result",
      cell: (row) =>
        row.ratio === null
          ? ""
          : status(row.worse ? "failed" : "passed", row.worse ? "worse" : "holds"),
    },
  ];
}

function amount(value, unit) {
  if (unit === "bytes") return `${(value / 2 ** 20).toFixed(1)} MB`;
  return value < 1 ? `${(value * 1000).toFixed(1)} ms` : `${value.toFixed(2)} s`;
}

function strip(row) {
  const sides = [
    ["before", row.before],
    ["after", row.after],
  ].filter(([, values]) => values.length);
  const [width, lane] = [260, 16];
  const every = sides.flatMap(([, values]) => values);
  const [low, high] = d3.extent(every);
  const room = (high - low) * 0.08 || high * 0.05 || 1;
  const x = d3.scaleLinear([low - room, high + room], [6, width - 6]);
  const said = sides
    .map(
      ([name, values]) =>
        `${name} ${amount(d3.min(values), row.unit)} to ${amount(d3.max(values), row.unit)}`,
    )
    .join(", ");
  const svg = d3
    .create("svg")
    .attr("class", "strip")
    .attr("viewBox", `0 0 ${width} ${lane * sides.length}`)
    .attr("width", width)
    .attr("height", lane * sides.length)
    .attr("role", "img")
    .attr("aria-label", `${row.name}: ${said}`);
  sides.forEach(([name, values], place) => {
    const y = lane * place + lane / 2;
    svg
      .append("line")
      .attr("class", "grid")
      .attr("x1", 4)
      .attr("x2", width - 4)
      .attr("y1", y)
      .attr("y2", y);
    svg
      .append("g")
      .selectAll("circle")
      .data(values)
      .join("circle")
      .attr("class", `dot ${name}`)
      .attr("cx", x)
      .attr("cy", y)
      .attr("r", 3);
    const middle = x(d3.median(values));
    svg
      .append("line")
      .attr("class", `median ${name}`)
      .attr("x1", middle)
      .attr("x2", middle)
      .attr("y1", y - 6)
      .attr("y2", y + 6);
  });
  return svg.node();
}
