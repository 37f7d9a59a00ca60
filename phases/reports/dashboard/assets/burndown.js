// Old names that remain, from before all phases to after the last.

views.set("overview", () => {
  const rows = summary.burndown;
  const place = document.getElementById("burndown-picture");
  if (rows.length < 2) {
    place.append(make("p", { class: "empty" }, "There is one point only: nothing goes down yet."));
    return;
  }
  const known = rows.every((row) => row.pending !== null && row.left !== null);
  const series = [{ name: "Imports by old names", key: (row) => row.imports, kind: "imports" }];
  if (known) {
    series.unshift({
      name: "References to settle or left",
      key: (row) => row.pending + row.left,
      kind: "references",
    });
  }
  place.append(
    burndownPicture(rows, series),
    make(
      "ul",
      { class: "legend" },
      series.map((line) => make("li", { class: line.kind }, line.name)),
      rows.some((row) => row.is_simulated) && make("li", { class: "ahead" }, "dashed: planned"),
    ),
  );
});

function burndownPicture(rows, series) {
  const [width, height, left, right, top, bottom] = [760, 220, 48, 44, 16, 34];
  const most = d3.max(series, (line) => d3.max(rows, line.key)) || 1;
  const x = d3.scalePoint(d3.range(rows.length), [left, width - right]);
  const y = d3.scaleLinear([0, most], [height - bottom, top]).nice(4);
  const svg = d3
    .create("svg")
    .attr("viewBox", `0 0 ${width} ${height}`)
    .attr("class", "chart")
    .attr("role", "img")
    .attr(
      "aria-label",
      `Old names that remain: ${series
        .map(
          (line) => `${line.name} from ${line.key(rows[0])} to ${line.key(rows[rows.length - 1])}`,
        )
        .join("; ")}`,
    );
  const now = rows.findIndex((row) => row.is_now);
  for (const tick of y.ticks(4)) {
    svg
      .append("line")
      .attr("class", "grid")
      .attr("x1", left)
      .attr("x2", width - right)
      .attr("y1", y(tick))
      .attr("y2", y(tick));
    svg
      .append("text")
      .attr("class", "axis")
      .attr("x", left - 8)
      .attr("y", y(tick) + 4)
      .attr("text-anchor", "end")
      .text(tick.toLocaleString("en"));
  }
  svg
    .append("line")
    .attr("class", "now-line")
    .attr("x1", x(now))
    .attr("x2", x(now))
    .attr("y1", top)
    .attr("y2", height - bottom);
  rows.forEach((row, place) => {
    const phase = row.label.match(/phase (\d+)/);
    const text = phase ? `phase ${phase[1]}` : "before";
    svg
      .append("text")
      .attr("class", row.is_now ? "axis now" : "axis")
      .attr("x", x(place))
      .attr("y", height - 12)
      .attr("text-anchor", "middle")
      .text(row.is_now ? `${text}, now` : text);
  });
  for (const line of series) {
    const path = d3
      .line()
      .x((row) => x(rows.indexOf(row)))
      .y((row) => y(line.key(row)));
    const parts = [
      [rows.slice(0, now + 1), ""],
      [rows.slice(now), " ahead"],
    ];
    for (const [part, kind] of parts) {
      if (part.length > 1) {
        svg.append("path").attr("class", `line ${line.kind}${kind}`).attr("d", path(part));
      }
    }
    svg
      .append("g")
      .selectAll("circle")
      .data(rows)
      .join("circle")
      .attr("class", (row, place) => `dot ${line.kind}${place > now ? " ahead" : ""}`)
      .attr("cx", (_, place) => x(place))
      .attr("cy", (row) => y(line.key(row)))
      .attr("r", 3.5)
      .append("title")
      .text((row) => `${row.label}: ${line.key(row)} (${line.name.toLowerCase()})`);
  }
  return svg.node();
}
