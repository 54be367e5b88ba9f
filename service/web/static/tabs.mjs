// Turns the panels of `.tabs` into ARIA tabs: arrows, Home and End move, and what the address points at is open.

let count = 0;

for (const group of document.querySelectorAll(".prose .tabs")) {
  const panels = [...group.children].filter((child) => child.matches("section.tab"));
  if (panels.length > 1) build(group, panels);
}
addEventListener("hashchange", () => reveal(named()));
reveal(document.querySelector(".prose .found") || named());

function build(group, panels) {
  const list = document.createElement("div");
  list.className = "tab-list";
  list.setAttribute("role", "tablist");
  const tabs = panels.map((panel) => tab(panel));
  list.append(...tabs);
  group.prepend(list);
  group.classList.add("live");
  list.addEventListener("keydown", (event) => move(event, tabs));
  list.addEventListener("click", (event) => {
    const chosen = event.target.closest("[role=tab]");
    if (chosen) select(tabs, chosen);
  });
  select(tabs, tabs[0]);
}

function tab(panel) {
  const button = document.createElement("button");
  count += 1;
  panel.id ||= `tab:panel-${count}`;
  button.id = `tab:${count}`;
  button.type = "button";
  button.textContent = panel.dataset.title || String(count);
  button.setAttribute("role", "tab");
  button.setAttribute("aria-controls", panel.id);
  panel.setAttribute("role", "tabpanel");
  panel.setAttribute("aria-labelledby", button.id);
  panel.removeAttribute("aria-label");
  panel.tabIndex = 0;
  return button;
}

function select(tabs, chosen) {
  for (const each of tabs) {
    const isChosen = each === chosen;
    each.setAttribute("aria-selected", String(isChosen));
    each.tabIndex = isChosen ? 0 : -1;
    document.getElementById(each.getAttribute("aria-controls")).hidden = !isChosen;
  }
}

function move(event, tabs) {
  const place = tabs.indexOf(document.activeElement);
  const next = {
    ArrowRight: (place + 1) % tabs.length,
    ArrowLeft: (place - 1 + tabs.length) % tabs.length,
    Home: 0,
    End: tabs.length - 1,
  }[event.key];
  if (place < 0 || next === undefined) return;
  event.preventDefault();
  select(tabs, tabs[next]);
  tabs[next].focus();
}

// What the part of the address behind `#` names in the page's text: the interface may use the same name.
function named() {
  let name = location.hash.slice(1);
  try {
    name = decodeURIComponent(name);
  } catch {
    // a stray % in an address names nothing but itself
  }
  return name && document.querySelector(`.prose [id="${CSS.escape(name)}"]`);
}

// Opens the tabs and details that hold something in the page's text, and goes there.
function reveal(target) {
  if (!target) return;
  for (let panel = target.closest("[role=tabpanel]"); panel; panel = panel.parentElement.closest("[role=tabpanel]")) {
    const chosen = document.getElementById(panel.getAttribute("aria-labelledby"));
    select([...chosen.parentElement.children], chosen);
  }
  for (let closed = target.closest("details:not([open])"); closed; closed = closed.parentElement.closest("details:not([open])")) {
    closed.open = true;
  }
  target.scrollIntoView({ block: target.matches(".found") ? "center" : "start" });
}
