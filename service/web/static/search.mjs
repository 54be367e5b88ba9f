// The search box as a combobox: results while one types, arrow keys, recent questions.
import { forget, recent } from "./recent.mjs";
import { say } from "./said.mjs";

const PAUSE_MS = 120;
const HOME_RECENT = 3;

export function startSearch(form, ask) {
  const input = form.elements.ask;
  const panel = form.querySelector(".results");
  const filters = [...panel.querySelectorAll("[data-filter]")];
  let running = new AbortController();
  let pause;
  let active = -1;

  const list = () => panel.querySelector("[role=listbox]");
  const options = () => [...panel.querySelectorAll("[role=option]")];
  const typed = () => input.value.trim();

  const home = document.querySelector("[data-recent]");
  if (home) {
    const items = recent().slice(0, HOME_RECENT).map((question) => {
      const item = document.createElement("li");
      item.append(linkTo(question));
      return item;
    });
    home.hidden = items.length === 0;
    home.querySelector("ul").replaceChildren(...items);
  }

  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-expanded": "false",
    "aria-controls": "ui:options",
    "aria-autocomplete": "list",
    "aria-haspopup": "listbox",
  })) input.setAttribute(name, value);

  function open(isOpen) {
    panel.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) choose(-1);
  }

  function choose(number) {
    const all = options();
    active = number;
    all.forEach((each, at) => each.setAttribute("aria-selected", String(at === number)));
    const chosen = all[number];
    if (!chosen) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  }

  // Says something in place of results; "" shows them again.
  function note(words) {
    const place = panel.querySelector(".results-note");
    place.textContent = words;
    place.hidden = !words;
    list().hidden = Boolean(words);
  }

  function stop() {
    clearTimeout(pause);
    running.abort(); // whatever comes late belongs to what is not typed any more
    running = new AbortController();
    return running.signal;
  }

  async function find() {
    const signal = stop();
    if (!typed()) return showRecent();
    const asked = new URLSearchParams({ q: typed(), from: new URL(form.action).pathname });
    for (const each of filters) if (each.value) asked.set(each.dataset.filter, each.value);
    try {
      const response = await fetch(`${form.dataset.results}?${asked}`, { signal });
      if (!response.ok) throw new Error(response.statusText);
      const html = await response.text();
      if (!signal.aborted) show(html);
    } catch (error) {
      if (signal.aborted) return;
      note(form.dataset.failed);
      open(true);
      say(form.dataset.failed);
    }
  }

  function show(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[role=listbox]");
    list().replaceChildren(...fresh.childNodes);
    list().scrollTop = 0;
    panel.classList.remove("recent");
    note(options().length ? "" : fresh.dataset.said);
    offerSections(JSON.parse(fresh.dataset.sections));
    open(true);
    choose(-1);
    say(fresh.dataset.said);
  }

  function offerSections(sections) {
    const select = panel.querySelector("[data-filter=path]");
    const [any] = select.options;
    const chosen = select.selectedOptions[0];
    const others = sections.filter(([, path]) => path !== chosen.value).map((each) => new Option(...each));
    select.replaceChildren(any, ...(chosen === any ? [] : [chosen]), ...others);
  }

  function linkTo(question) {
    const link = document.createElement("a");
    Object.assign(link, { href: addressOf(question), textContent: question });
    link.dataset.ask = question;
    return link;
  }

  function showRecent() {
    const questions = recent();
    const options = questions.map((question, at) => {
      const link = linkTo(question);
      Object.assign(link, { id: `ui:option-${at + 1}`, className: "option", tabIndex: -1, role: "option" });
      link.setAttribute("aria-selected", "false");
      return link;
    });
    note("");
    list().replaceChildren(...options);
    panel.classList.add("recent");
    open(questions.length > 0);
  }

  function addressOf(question) {
    const url = new URL(form.action);
    url.search = new URLSearchParams({ ask: question });
    return url.pathname + url.search;
  }

  function submit() {
    stop();
    open(false);
    input.blur();
    if (typed()) ask(typed(), addressOf(typed()));
  }

  const keys = {
    ArrowDown: () => (panel.hidden ? find() : choose((active + 1) % options().length)),
    ArrowUp: () => choose(active <= 0 ? options().length - 1 : active - 1),
    Escape: () => (panel.hidden ? (input.value = "") : (stop(), open(false))),
    Enter: () => (active >= 0 && !panel.hidden ? options()[active].click() : submit()),
  };

  input.addEventListener("input", () => {
    stop();
    choose(-1); // what was chosen belongs to what was typed before
    pause = setTimeout(find, PAUSE_MS);
  });
  input.addEventListener("focus", () => {
    if (!typed()) showRecent();
  });
  input.addEventListener("keydown", (event) => {
    const act = keys[event.key];
    if (!act || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  });
  for (const each of filters) each.addEventListener("change", find);
  panel.querySelector("[data-forget]").addEventListener("click", () => {
    forget();
    if (home) home.hidden = true;
    input.focus();
    showRecent();
  });
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    open(false);
    input.focus();
  });
  for (const each of document.querySelectorAll("[data-asks]")) {
    each.addEventListener("click", (event) => {
      event.preventDefault();
      input.focus();
    });
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) open(false);
  });
  panel.addEventListener("mousedown", (event) => {
    if (event.target.closest("[role=option]")) event.preventDefault(); // the focus stays in the box
  });
  panel.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option && !option.dataset.ask) open(false);
    if (option?.dataset.ask) input.value = option.dataset.ask;
  });
}
