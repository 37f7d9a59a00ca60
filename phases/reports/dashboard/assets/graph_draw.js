// Draws the graph of one point of the migration; what was drawn before moves to its new place.

function drawGraph(picture, details) {
  const { svg, layers } = picture;
  const step = point.step;
  const layout = graphLayout(step);
  shownGraph.layout = layout;
  if (layout.circles.length) svg.attr("viewBox", layout.box.map(Math.round).join(" "));
  svg.attr(
    "aria-label",
    `Packages and their imports, ${stepTitle(step)}. ${stepFacts(step)}. ` +
      "The tables below say the same.",
  );
  const circles = layout.circles.filter(isShown);
  const nodes = layout.nodes.filter(isShown);
  drawCircles(layers.circles, circles, (circle) => circle.group);
  drawBundles(layers.bundles, layout);
  const drawnNodes = drawCircles(layers.nodes, nodes, (node) => node.key);
  prepareNodes(drawnNodes, picture, details);
  drawNames(layers.names, nodes, circles);
  scaleNames(layers, d3.zoomTransform(svg.node()).k);
  focusPackage(picture, details, pinnedNode(), false);
}

function isShown({ group }) {
  return !shownGraph.hidden.has(group);
}

function gliding(selection) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  return still ? selection : selection.transition().duration(350);
}

// Draws circles in the colour of their group, keyed so that they glide to where they are now.
function drawCircles(layer, data, key) {
  const place = (selection) => selection.attr("cx", (c) => c.x).attr("cy", (c) => c.y);
  const circles = layer
    .selectAll("circle")
    .data(data, key)
    .join((enter) => place(enter.append("circle")).attr("r", 0))
    .style("--hue", (circle) => shownGraph.hue.get(circle.group));
  place(gliding(circles)).attr("r", (circle) => circle.r);
  return circles;
}

function drawBundles(layer, layout) {
  const shown = layout.isDense
    ? bundles(layout).filter((bundle) => isShown(bundle.from) && isShown(bundle.to))
    : [];
  layer
    .selectAll("path")
    .data(shown, (bundle) => bundle.key)
    .join("path")
    .attr("class", "bundle")
    .attr("d", linkPath)
    .attr("stroke-width", (bundle) => 1 + 1.6 * Math.log10(bundle.imports + 1));
}

function prepareNodes(nodes, picture, details) {
  const said = packagesSaid(shownGraph.layout);
  nodes
    .attr("class", (node) => (said.get(node).isCyclic ? "node cyclic" : "node"))
    .attr("role", "button")
    .attr("aria-label", (node) => said.get(node).text)
    .on("pointerenter focus", (_, node) => focusPackage(picture, details, node, false))
    .on("pointerleave", () => focusPackage(picture, details, pinnedNode(), false))
    .on("click", (_, node) => focusPackage(picture, details, node, true))
    .on("keydown", (event, node) => walk(event, picture, details, node));
}

// What a screen reader says of each package.
function packagesSaid({ nodes, links }) {
  const sums = new Map(nodes.map((node) => [node, { out: 0, come: 0, bad: 0, isCyclic: false }]));
  for (const { from, to, violations, cyclic } of links) {
    sums.get(from).bad += violations;
    if (from === to) {
      sums.get(from).isCyclic = cyclic > 0;
    } else {
      sums.get(from).out += 1;
      sums.get(to).come += 1;
    }
  }
  for (const [node, sum] of sums) {
    sum.text =
      `${node.name}, in ${node.group}, ${plural(node.modules, "module")}, ` +
      `imports ${plural(sum.out, "package")}, imported by ${sum.come}` +
      (sum.bad ? `, ${plural(sum.bad, "violation")}` : "") +
      (sum.isCyclic ? ", a cycle inside" : "");
  }
  return sums;
}

function drawNames(layer, nodes, circles) {
  const names = [
    ...nodes.map(({ key, name, x, y, r }) => {
      return { key, text: name.split(".").pop(), x, y: y + 3, r, kind: "package-name" };
    }),
    ...circles.map(({ group, x, y, r }) => {
      return { key: `group ${group}`, text: group, x, y: y - r + 2, r, kind: "group-name" };
    }),
  ];
  const place = (selection) => selection.attr("x", (name) => name.x).attr("y", (name) => name.y);
  const texts = layer
    .selectAll("text")
    .data(names, (name) => name.key)
    .join((enter) => place(enter.append("text")))
    .attr("class", (name) => name.kind)
    .attr("aria-hidden", "true")
    .attr("text-anchor", "middle")
    .text((name) => name.text);
  place(gliding(texts));
}

// Names keep their size while the picture grows; those without room wait until there is some.
function scaleNames(layers, k) {
  const isTight = (name) => name.r * k < name.text.length * 2.7 + 3;
  layers.names
    .selectAll("text")
    .attr("font-size", (name) => (name.kind === "group-name" ? 12.5 : 10.5) / k)
    .classed("waits", (name) => name.kind === "package-name" && isTight(name));
}
