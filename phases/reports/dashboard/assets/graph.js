// The packages and their imports, as a picture to walk through by mouse or keyboard.

const shownGraph = {
  hidden: new Set(),
  inside: false,
  onlyBad: false,
  pinned: null,
  layout: null,
  hue: new Map(),
  zoom: null,
};

views.set("graph", async () => {
  await loadSteps();
  drawSlider(document.querySelector("#graph [data-slider]"));
  const place = document.getElementById("graph-view");
  if (!point.steps.some((step) => step.packages.length)) {
    place.replaceChildren(
      make("p", { class: "empty" }, "There is no Python package below the roots."),
    );
    return;
  }
  shownGraph.hue = hues(point.steps);
  const details = make("div", {
    class: "details",
    "aria-live": "polite",
    "aria-label": "The chosen package",
    role: "region",
  });
  const picture = graphFrame(details);
  const tables = make("div");
  const controls = make("div", { class: "controls" });
  const draw = () => {
    drawGraph(picture, details);
    tables.replaceChildren(...graphTables(point.step));
    controls.replaceChildren(...graphControls(redraw));
  };
  const redraw = () => drawGraph(picture, details);
  place.replaceChildren(controls, make("div", { class: "frame" }, picture.box, details), tables);
  point.listeners.push(draw);
  draw();
});

function graphFrame(details) {
  const svg = d3
    .create("svg")
    .attr("viewBox", `0 0 ${GRAPH_SIZE} ${GRAPH_SIZE}`)
    .attr("class", "graph")
    .attr("role", "group");
  svg
    .append("defs")
    .selectAll("marker")
    .data(["violation", "cyclic", "out", "come"])
    .join("marker")
    .attr("id", (kind) => `arrow-${kind}`)
    .attr("class", (kind) => kind)
    .attr("viewBox", "0 0 8 8")
    .attr("refX", 6)
    .attr("refY", 4)
    .attr("markerWidth", 7)
    .attr("markerHeight", 7)
    .attr("markerUnits", "userSpaceOnUse")
    .attr("orient", "auto")
    .append("path")
    .attr("d", "M0,0.8L8,4L0,7.2z");
  const layer = svg.append("g");
  const layers = Object.fromEntries(
    ["circles", "bundles", "links", "nodes", "names"].map((name) => [
      name,
      layer.append("g").attr("class", name),
    ]),
  );
  shownGraph.zoom = d3
    .zoom()
    .scaleExtent([1, 14])
    .translateExtent([
      [0, 0],
      [GRAPH_SIZE, GRAPH_SIZE],
    ])
    .filter((event) => !event.button && (event.type !== "wheel" || event.ctrlKey || event.metaKey))
    .on("zoom", ({ transform }) => {
      layer.attr("transform", transform);
      scaleNames(layers, transform.k);
    });
  svg.call(shownGraph.zoom).on("dblclick.zoom", null);
  svg.on("click", (event) => {
    if (event.target === svg.node()) focusPackage({ svg, layers }, details, null, true);
  });
  const zoomBy = (factor) => svg.call(shownGraph.zoom.scaleBy, factor);
  const button = (text, label, act) =>
    make("button", { type: "button", "aria-label": label, onclick: act }, text);
  const box = make(
    "div",
    { class: "picture" },
    svg.node(),
    make(
      "div",
      { class: "zoom" },
      button("+", "Zoom in", () => zoomBy(1.5)),
      button("−", "Zoom out", () => zoomBy(1 / 1.5)),
      button("Reset", "Show all", () => svg.call(shownGraph.zoom.transform, d3.zoomIdentity)),
    ),
    graphLegend(),
    make(
      "p",
      { class: "hint" },
      "Drag to pan, Ctrl and wheel to zoom, click to keep a package. " +
        "Keys: arrows go from package to package, Enter keeps one, Escape lets go.",
    ),
  );
  return { svg, layers, box };
}

function drawGraph(picture, details) {
  const { svg, layers } = picture;
  const layout = graphLayout(point.step);
  const step = point.step;
  shownGraph.layout = layout;
  if (layout.circles.length) svg.attr("viewBox", layout.box.map(Math.round).join(" "));
  svg.attr(
    "aria-label",
    `Packages and their imports, ${stepTitle(step)}. ${stepFacts(step)}. ` +
      "The tables below say the same.",
  );
  const seen = (node) => !shownGraph.hidden.has(node.group);
  const slow = matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 350;
  const moved = (selection) => (slow ? selection.transition().duration(slow) : selection);
  const hue = (selection) =>
    selection.style("--hue", (node) => shownGraph.hue.get(node.group || node.name));

  const circles = layers.circles
    .selectAll("circle")
    .data(
      layout.circles.filter((circle) => seen({ group: circle.name })),
      (circle) => circle.name,
    )
    .join((enter) =>
      enter
        .append("circle")
        .attr("cx", (c) => c.x)
        .attr("cy", (c) => c.y)
        .attr("r", 0),
    );
  hue(circles);
  moved(circles)
    .attr("cx", (c) => c.x)
    .attr("cy", (c) => c.y)
    .attr("r", (c) => c.r);

  layers.bundles
    .selectAll("path")
    .data(
      layout.isDense ? bundles(layout).filter((b) => seen(b.from) && seen(b.to)) : [],
      (bundle) => bundle.key,
    )
    .join("path")
    .attr("class", "bundle")
    .attr("d", linkPath)
    .attr("stroke-width", (bundle) => 1 + 1.6 * Math.log10(bundle.imports + 1));

  const nodes = layers.nodes
    .selectAll("circle")
    .data(layout.nodes.filter(seen), (node) => node.key)
    .join((enter) =>
      enter
        .append("circle")
        .attr("cx", (n) => n.x)
        .attr("cy", (n) => n.y)
        .attr("r", 0),
    );
  nodes.attr("class", (node) =>
    layout.links.some((link) => link.cyclic && link.from === node && link.to === node)
      ? "node cyclic"
      : "node",
  );
  hue(nodes);
  moved(nodes)
    .attr("cx", (n) => n.x)
    .attr("cy", (n) => n.y)
    .attr("r", (n) => n.r);
  nodes
    .attr("role", "button")
    .attr("aria-pressed", (n) => String(n.key === shownGraph.pinned))
    .attr("aria-label", (node) => packageSaid(node, layout.links))
    .on("pointerenter", (_, node) => focusPackage(picture, details, node, false))
    .on("pointerleave", () => focusPackage(picture, details, pinnedNode(), false))
    .on("focus", (_, node) => focusPackage(picture, details, node, false))
    .on("click", (_, node) => focusPackage(picture, details, node, true))
    .on("keydown", (event, node) => walk(event, picture, details, node));

  const names = [
    ...layout.nodes
      .filter(seen)
      .map((n) => ({
        key: n.key,
        text: n.name.split(".").pop(),
        x: n.x,
        y: n.y + 3,
        r: n.r,
        kind: "package-name",
      })),
    ...layout.circles
      .filter((c) => seen({ group: c.name }))
      .map((c) => ({
        key: `group ${c.name}`,
        text: c.name,
        x: c.x,
        y: c.y - c.r + 2,
        r: 99,
        kind: "group-name",
      })),
  ];
  const texts = layers.names
    .selectAll("text")
    .data(names, (name) => name.key)
    .join((enter) =>
      enter
        .append("text")
        .attr("x", (n) => n.x)
        .attr("y", (n) => n.y),
    );
  texts
    .attr("class", (name) => name.kind)
    .attr("aria-hidden", "true")
    .attr("text-anchor", "middle")
    .text((name) => name.text);
  moved(texts)
    .attr("x", (n) => n.x)
    .attr("y", (n) => n.y);
  scaleNames(layers, d3.zoomTransform(svg.node()).k);
  focusPackage(picture, details, pinnedNode(), false);
}

// Names keep their size while the picture grows; those without room wait until there is some.
function scaleNames(layers, k) {
  layers.names
    .selectAll("text")
    .attr(
      "font-size",
      (name) =>
        (name.kind === "group-name" ? 12.5 : 10.5) / Math.sqrt(k) / (k > 1 ? Math.sqrt(k) : 1),
    )
    .classed(
      "waits",
      (name) => name.kind === "package-name" && name.r * k < name.text.length * 2.7 + 3,
    );
}
