// Where packages are drawn: a circle each, sized by its modules, in the circle of its domain.
// Circle packing needs no iterations, gives the same picture each time, and does not tangle.

const GRAPH_SIZE = 720;

// More single lines than this hide what they show.
const DENSE = 400;

function graphLayout(step) {
  const groups = d3.group(
    step.packages.map((pack, place) => ({ ...pack, place })),
    (pack) => pack.group,
  );
  const tree = d3
    .hierarchy({
      children: [...groups].map(([name, packs]) => ({ name, children: packs })),
    })
    .sum((node) => node.modules || 0)
    .sort((a, b) => b.value - a.value);
  d3
    .pack()
    .size([GRAPH_SIZE, GRAPH_SIZE])
    .radius(null)
    .padding((node) => (node.depth === 0 ? 18 : 5))(tree);
  const nodes = tree
    .leaves()
    .filter((leaf) => leaf.data.place !== undefined)
    .map((leaf) => ({
      ...leaf.data,
      key: `${leaf.data.name}\n${leaf.data.group}`,
      x: leaf.x,
      y: leaf.y,
      r: leaf.r,
    }));
  nodes.sort((a, b) => a.place - b.place);
  const circles = (tree.children || [])
    .filter((node) => node.data.name !== undefined)
    .map((node) => ({ group: node.data.name, x: node.x, y: node.y, r: node.r + 4 }));
  const links = step.links.map((link) => ({
    ...link,
    from: nodes[link.source],
    to: nodes[link.target],
    key: `${nodes[link.source].key}\n${nodes[link.target].key}`,
    kind: link.violations ? "violation" : link.cyclic ? "cyclic" : "plain",
    crosses: nodes[link.source].group !== nodes[link.target].group,
  }));
  const isDense = links.filter((link) => link.kind === "plain" && link.crosses).length > DENSE;
  return { nodes, circles, links, isDense, box: boundingBox(circles) };
}

// All imports from one domain to another as one line.
function bundles({ circles, links }) {
  const found = new Map();
  const place = new Map(circles.map((circle) => [circle.group, { ...circle, r: circle.r * 0.55 }]));
  for (const link of links) {
    if (!link.crosses || link.kind !== "plain") continue;
    const key = `${link.from.group}\n${link.to.group}`;
    const bundle = found.get(key) || {
      key,
      from: place.get(link.from.group),
      to: place.get(link.to.group),
      imports: 0,
    };
    bundle.imports += link.imports;
    found.set(key, bundle);
  }
  return [...found.values()];
}

// The part of the drawing that holds anything, as a viewBox; names above circles need room.
function boundingBox(circles) {
  const [left, right] = [
    d3.min(circles, (c) => c.x - c.r) - 34,
    d3.max(circles, (c) => c.x + c.r) + 34,
  ];
  const [top, bottom] = [
    d3.min(circles, (c) => c.y - c.r) - 20,
    d3.max(circles, (c) => c.y + c.r) + 10,
  ];
  return [left, top, right - left, bottom - top];
}

// A curve from rim to rim, bent to one side, so that both directions can be told apart.
function linkPath({ from, to }) {
  if (from === to) {
    const { x, y, r } = from;
    return `M${x - r * 0.5},${y - r * 0.8}C${x - r},${y - r * 2} ${x + r},${y - r * 2} ${x + r * 0.5},${y - r * 0.8}`;
  }
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy) || 1;
  const [ux, uy] = [dx / length, dy / length];
  const [x1, y1] = [from.x + ux * from.r, from.y + uy * from.r];
  const [x2, y2] = [to.x - ux * (to.r + 3), to.y - uy * (to.r + 3)];
  const bend = Math.min(length * 0.16, 60);
  const [mx, my] = [(x1 + x2) / 2 - uy * bend, (y1 + y2) / 2 + ux * bend];
  return `M${x1.toFixed(1)},${y1.toFixed(1)}Q${mx.toFixed(1)},${my.toFixed(1)} ${x2.toFixed(1)},${y2.toFixed(1)}`;
}

// A hue that stays with a group, whatever the point of the migration.
function hues(steps) {
  const names = [
    ...new Set(steps.flatMap((step) => step.packages.map((pack) => pack.group))),
  ].sort();
  return new Map(names.map((name, place) => [name, Math.round(225 + place * 137.5) % 360]));
}
