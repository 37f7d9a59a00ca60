// One package of the graph: what it has to do with others, by mouse or keyboard.

// Where there are too many imports for single lines, only those of the chosen package are drawn.
function drawLinks(layers, shown) {
  const { layout, hidden, onlyBad, inside } = shownGraph;
  const found = layout.links.filter(
    (link) =>
      !hidden.has(link.from.group) &&
      !hidden.has(link.to.group) &&
      (link.kind !== "plain" ||
        (!onlyBad &&
          ((shown && (link.from === shown || link.to === shown)) ||
            (!layout.isDense && (link.crosses || inside))))),
  );
  layers.links
    .selectAll("path")
    .data(found, (link) => link.key)
    .join("path")
    .attr("class", (link) => `link ${link.kind}`)
    .attr("d", linkPath);
}

function pinnedNode() {
  const { layout, pinned } = shownGraph;
  return (
    (pinned &&
      layout.nodes.find((node) => node.key === pinned && !shownGraph.hidden.has(node.group))) ||
    null
  );
}

// Shows one package and what it has to do with others; with `keep` it stays so.
function focusPackage({ svg, layers }, details, node, keep) {
  if (keep) shownGraph.pinned = node && node.key !== shownGraph.pinned ? node.key : null;
  const shown = keep ? pinnedNode() : node;
  const near = new Set();
  drawLinks(layers, shown);
  layers.links.selectAll("path").each(function mark(link) {
    const out = shown && link.from === shown;
    const come = shown && link.to === shown;
    if (out || come) near.add(link.from).add(link.to);
    const kind = link.kind !== "plain" ? link.kind : out ? "out" : "come";
    const pointed = shown ? out || come : link.kind !== "plain";
    d3.select(this)
      .classed("out", Boolean(out))
      .classed("come", Boolean(come))
      .attr("marker-end", pointed ? `url(#arrow-${kind})` : null);
  });
  svg.classed("focused", Boolean(shown));
  const focused = layers.nodes.selectAll("circle").filter(function holds() {
    return this === document.activeElement;
  });
  const first =
    shown ||
    (focused.empty()
      ? shownGraph.layout.nodes.find((other) => !shownGraph.hidden.has(other.group))
      : focused.datum());
  layers.nodes
    .selectAll("circle")
    .classed("near", (other) => near.has(other) || other === shown)
    .classed("chosen", (other) => other === shown)
    .attr("aria-pressed", (other) => String(other.key === shownGraph.pinned))
    .attr("tabindex", (other) => (other === first ? 0 : -1));
  const keys = new Set([...near].map((other) => other.key));
  layers.names
    .selectAll(".package-name")
    .classed(
      "near",
      (name) => Boolean(shown) && (near.size < 24 || name.key === shown.key) && keys.has(name.key),
    );
  details.replaceChildren(...packageDetails(shown, shownGraph.layout.links));
}

function walk(event, picture, details, node) {
  const all = picture.layers.nodes.selectAll("circle");
  const data = all.data();
  const place = data.indexOf(node);
  const next = {
    ArrowRight: place + 1,
    ArrowDown: place + 1,
    ArrowLeft: place - 1,
    ArrowUp: place - 1,
    Home: 0,
    End: data.length - 1,
  }[event.key];
  if (next !== undefined) {
    const target = data[(next + data.length) % data.length];
    all
      .filter((other) => other === target)
      .attr("tabindex", 0)
      .node()
      .focus();
  } else if (event.key === "Enter" || event.key === " ") {
    focusPackage(picture, details, node, true);
  } else if (event.key === "Escape") {
    focusPackage(picture, details, null, true);
  } else {
    return;
  }
  event.preventDefault();
}
