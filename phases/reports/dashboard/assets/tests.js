// The repository's own tests by id, before and after a phase.

views.set("tests", async () => {
  const place = document.getElementById("tests-view");
  const suites = await data("suites");
  if (!suites.length) {
    place.replaceChildren(
      make(
        "p",
        { class: "empty" },
        "The tests have not been run around a phase yet: ",
        code("rezone validate --pre-migration --phase N"),
        " before it, and ",
        code("--post-migration"),
        " after it.",
      ),
    );
    return;
  }
  const last = suites[suites.length - 1];
  const asked = suites.find((suite) => suite.phase === firstPhase());
  const state = { suite: asked || last, which: "all", text: "" };
  const list = make("div");
  const draw = () => list.replaceChildren(...testList(state));
  place.replaceChildren(
    make(
      "div",
      { class: "controls" },
      choice({
        label: "Phase",
        value: state.suite.phase,
        onchoice: (value) => {
          state.suite = suites.find((suite) => suite.phase === value);
          draw();
        },
        options: suites.map((suite) => ({ value: suite.phase, text: `Phase ${suite.phase}` })),
      }),
      choice({
        label: "Which tests",
        value: "all",
        onchoice: (value) => {
          state.which = value;
          draw();
        },
        options: Object.keys(TEST_KINDS).map((value) => ({ value, text: value })),
      }),
      searchField("Id contains", (text) => {
        state.text = text;
        draw();
      }),
    ),
    list,
  );
  draw();
});

const TEST_KINDS = {
  all: () => true,
  changed: ([, before, after]) => before !== after,
  "not passing": ([, before, after]) => (after || before) !== "passed",
};

function testList(state) {
  const { suite } = state;
  const isCompared = suite.time !== "";
  const found = suite.tests.filter(
    (test) =>
      (state.which !== "changed" || isCompared) &&
      TEST_KINDS[state.which](test) &&
      test[0].toLowerCase().includes(state.text),
  );
  const counts = (side) =>
    [
      ...d3.rollup(
        suite.tests.filter((test) => test[side]),
        (tests) => tests.length,
        (test) => test[side],
      ),
    ]
      .map(([word, count]) => `${count.toLocaleString("en")} ${word}`)
      .join(", ");
  const outcome = (word, missing) =>
    word ? status(word) : make("span", { class: "none" }, missing);
  return [
    make(
      "p",
      { class: "about", role: "status" },
      `Before phase ${suite.phase}: ${counts(1)}. `,
      isCompared ? `After it: ${counts(2)}.` : "After it: not run yet.",
    ),
    growingTable({
      label: `Tests around phase ${suite.phase}`,
      columns: [
        { title: "Test", head: true, cell: (test) => code(test[0]) },
        { title: "Before", cell: (test) => outcome(test[1], "not there") },
        { title: "After", cell: (test) => outcome(test[2], isCompared ? "lost" : "not run") },
      ],
      rows: found,
    }),
  ];
}
