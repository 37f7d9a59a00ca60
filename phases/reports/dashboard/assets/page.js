// The page: its data, elements made safely, tabs, colours.

const summary = JSON.parse(document.getElementById("summary").textContent);
const unpacked = new Map();

// Returns what the chunk `name` holds; it is unpacked once, when somebody looks at it.
function data(name) {
  if (!unpacked.has(name)) unpacked.set(name, unpack(document.getElementById(`chunk-${name}`)));
  return unpacked.get(name);
}

async function unpack(block) {
  const bytes = Uint8Array.from(atob(block.textContent), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

// Makes an element.  Children are nodes or text; text is never read as markup.
function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...children.flat().filter((child) => child != null && child !== false));
  return element;
}

// A name or a path; where it has to break, it breaks after a dot or a slash.
function code(text, kind = null) {
  const parts = String(text)
    .split(/(?<=[./])/)
    .flatMap((part) => [part, make("wbr")])
    .slice(0, -1);
  return make("code", kind ? { class: kind } : {}, parts);
}

function plural(count, one, many = `${one}s`) {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

function status(word, shown = word) {
  return make("span", { class: `status ${word.replace(/\W/g, "_")}` }, shown.replace(/_/g, " "));
}

function phaseName(phase) {
  return phase.title ? `Phase ${phase.number}: ${phase.title}` : `Phase ${phase.number}`;
}

// Views are drawn when they are first shown.
const views = new Map();
const drawn = new Set();

async function show(name) {
  if (drawn.has(name) || !views.has(name)) return;
  drawn.add(name);
  try {
    await views.get(name)();
    for (const place of document.querySelectorAll(`#${name} [data-drawn]`)) {
      place.dataset.drawn = "yes";
    }
  } catch (error) {
    const place = document.getElementById("trouble");
    place.hidden = false;
    place.textContent = `This view could not be drawn: ${error.message}`;
    console.error(error);
  }
}

const tabs = [...document.querySelectorAll("[role=tab]")];

function select(tab, focus = false) {
  for (const other of tabs) {
    const chosen = other === tab;
    other.setAttribute("aria-selected", String(chosen));
    other.tabIndex = chosen ? 0 : -1;
    document.getElementById(other.getAttribute("aria-controls")).hidden = !chosen;
  }
  if (focus) tab.focus();
  return show(tab.getAttribute("aria-controls"));
}

function startTabs() {
  document.documentElement.classList.add("scripted");
  for (const tab of tabs) {
    tab.addEventListener("click", () => {
      history.replaceState(null, "", `#${tab.getAttribute("aria-controls")}`);
      select(tab);
    });
    tab.addEventListener("keydown", (event) => {
      const place = tabs.indexOf(tab);
      const next = {
        ArrowRight: (place + 1) % tabs.length,
        ArrowLeft: (place + tabs.length - 1) % tabs.length,
        Home: 0,
        End: tabs.length - 1,
      }[event.key];
      if (next === undefined) return;
      event.preventDefault();
      tabs[next].click();
      tabs[next].focus();
    });
  }
  const named = () => tabs.find((tab) => `#${tab.getAttribute("aria-controls")}` === location.hash);
  addEventListener("hashchange", () => named() && select(named()));
  startPrinting();
  return select(named() || tabs[0]);
}

// A browser waits for no view to be drawn: once this handler and what it has resolved are done, it
// prints.  So what the views need is unpacked before, when there is nothing else to do.
function startPrinting() {
  const blocks = [...document.querySelectorAll("[id^=chunk-]")];
  const later = window.requestIdleCallback || ((call) => setTimeout(call, 200));
  const next = () => {
    const block = blocks.shift();
    if (!block) return;
    // Where one cannot be unpacked, whoever looks at the view is told why.
    data(block.id.replace("chunk-", ""))
      .catch(() => null)
      .then(() => later(next));
  };
  later(next);
  const opened = [];
  addEventListener("beforeprint", async () => {
    await Promise.all([...views.keys()].map(show));
    for (const details of document.querySelectorAll("details.alternative:not([open])")) {
      details.open = true;
      opened.push(details);
    }
  });
  addEventListener("afterprint", () => {
    for (const details of opened.splice(0)) details.open = false;
  });
}

// "auto" follows the system; the choice is kept where the browser lets a file keep anything.
function startTheme() {
  const group = document.querySelector(".theme");
  const buttons = [...group.querySelectorAll("button")];
  const choose = (name) => {
    if (name === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = name;
    for (const button of buttons) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === name));
    }
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      choose(button.dataset.themeChoice);
      try {
        localStorage.setItem("rezone-theme", button.dataset.themeChoice);
      } catch {
        // then the choice lasts as long as the page
      }
    });
  }
  let kept = null;
  try {
    kept = localStorage.getItem("rezone-theme");
  } catch {
    // the same
  }
  choose(buttons.some((button) => button.dataset.themeChoice === kept) ? kept : "auto");
  group.hidden = false;
}
