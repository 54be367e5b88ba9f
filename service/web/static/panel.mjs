// The dialog of the widget: results while one types, arrow keys, and what Enter does.
import { get, isLocked, startAnswers } from "./panel_answer.mjs";

const PAUSE_MS = 120;
const SETTLED_MS = 600;
const started = new WeakSet();

export async function startPanel(root, site) {
  if (started.has(root)) return;
  started.add(root);
  await dress(root);
  const [dialog, form, input, body, heard] = ["dialog", "form", "input", ".body", ".heard"].map((each) => root.querySelector(each));
  const says = form.dataset;
  let list = root.querySelector("[role=listbox]");
  let running = new AbortController();
  let active = -1;
  let pause;
  let saying;

  const options = () => [...list.querySelectorAll("[role=option]")];
  const typed = () => input.value.trim();
  const answers = startAnswers(body, says, site, say);

  function addressOf(question) {
    const url = new URL(site.page, site.origin);
    url.search = new URLSearchParams({ ask: question });
    return url;
  }

  function stop() {
    clearTimeout(pause);
    running.abort(); // whatever comes late belongs to what is not asked any more
    running = new AbortController();
    return running.signal;
  }

  function say(words, after = SETTLED_MS) {
    clearTimeout(saying);
    saying = setTimeout(() => (heard.textContent = words), after);
  }

  function offer(isOpen) {
    list.hidden = !isOpen;
    body.hidden = isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
    choose(-1);
  }

  function choose(number) {
    active = number;
    options().forEach((each, at) => each.setAttribute("aria-selected", String(at === number)));
    const chosen = options()[number];
    if (!chosen) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  }

  async function find() {
    const signal = stop();
    if (!typed()) return offer(false);
    try {
      const asked = new URL("/~askdocs/results", site.origin);
      asked.search = new URLSearchParams({ q: typed(), from: site.page });
      const response = await get(asked, "*/*", site.language, signal);
      if (isLocked(response)) return told(() => answers.refused(addressOf(typed()), says.key));
      if (!response.ok) throw new Error(response.statusText);
      const html = await response.text();
      if (!signal.aborted) show(html);
    } catch {
      if (!signal.aborted) told(() => answers.tell(says.failed));
    }
  }

  function show(html) {
    const fresh = site.fragment(html).firstElementChild;
    fresh.id = list.id;
    list.replaceWith(fresh);
    list = fresh;
    const { said } = list.dataset;
    if (options().length) offer(true);
    else told(() => answers.tell(said));
    say(said);
  }

  function told(tell) {
    offer(false);
    tell();
  }

  function ask(question, url) {
    const signal = stop();
    offer(false);
    input.value = question;
    answers.ask(question, url, signal);
  }

  function submit() {
    const chosen = list.hidden ? null : options()[active];
    if (chosen) chosen.click();
    else if (typed()) ask(typed(), addressOf(typed()));
  }

  const keys = {
    ArrowDown: () => choose((active + 1) % options().length),
    ArrowUp: () => choose(active <= 0 ? options().length - 1 : active - 1),
  };

  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) return dialog.close(); // the click was beside it
    const link = event.target.closest("a[data-ask]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    ask(link.dataset.ask, new URL(link.href));
    body.focus();
  });
  input.addEventListener("input", () => {
    stop();
    choose(-1); // what was chosen belongs to what was typed before
    pause = setTimeout(find, PAUSE_MS);
  });
  input.addEventListener("keydown", (event) => {
    if (!keys[event.key] || list.hidden || event.isComposing) return;
    event.preventDefault();
    keys[event.key]();
  });
  form.addEventListener("submit", submit);
  if (site.isAsked) submit(); // somebody was faster than this was loaded
  else if (typed()) find();
}

// A style sheet that is made by a script needs no leave of the page's policy.
async function dress(root) {
  const response = await fetch(new URL("panel.css", import.meta.url), { credentials: "omit" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(await response.text());
  root.adoptedStyleSheets.push(sheet);
}
