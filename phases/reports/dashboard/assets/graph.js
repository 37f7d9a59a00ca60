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
      layer.attr("transform", transform).style("--zoom", transform.k);
      svg
        .selectAll("marker")
        .attr("markerWidth", 7 / transform.k)
        .attr("markerHeight", 7 / transform.k);
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
