// Asks without leaving the page: the answer's regions are there at once and fill while the answer is made.
import { remember } from "./recent.mjs";
import { say } from "./said.mjs";
import { events } from "./stream.mjs";

const TRIES = 5;

export function startAsking() {
  let shown = here();
  let running = new AbortController();

  async function ask(question, address) {
    running.abort();
    running = new AbortController();
    const url = new URL(address, location.origin);
    history.pushState({}, "", url);
    shown = here();
    document.title = question;
    remember(question);
    const article = prepared(question);
    try {
      await answered(article, url, running.signal);
    } catch {
      if (running.signal.aborted) return;
      if (navigator.onLine) location.reload(); // the same, without a script
      else failed(article, url);
    }
  }

  addEventListener("popstate", () => {
    if (here() !== shown) location.reload();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-ask]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const input = document.getElementById("ui:ask");
    if (input) input.value = link.dataset.ask;
    if (document.activeElement === input) input.blur();
    ask(link.dataset.ask, link.href);
  });
  return ask;
}

const here = () => location.pathname + location.search;

// The regions of an answer, empty, in place of the page's content.
function prepared(question) {
  const article = document.getElementById("ui:asking").content.cloneNode(true).firstElementChild;
  article.querySelector("h1").textContent = question;
  const form = document.querySelector(".search.large");
  if (form) {
    form.classList.remove("large");
    document.querySelector(".top-search").replaceChildren(form);
  }
  const main = document.getElementById("ui:main");
  main.replaceChildren(article);
  main.parentElement.replaceChildren(main);
  scrollTo(0, 0);
  article.querySelector("h1").focus({ preventScroll: true });
  return article;
}

async function answered(article, url, signal) {
  const response = await fetched(article, url, signal);
  if (response.status === 401) return location.reload(); // the page itself leads to where one signs in
  if (!response.ok) return failed(article, url);
  for await (const { name, data } of events(response)) {
    if (signal.aborted) return;
    const { html } = JSON.parse(data);
    if (name === "excerpts") article.querySelector("[data-excerpts]").replaceChildren(fragment(html));
    else if (name === "answer") written(article, html);
    else if (name === "done") return finished(article, html);
    else return failed(article, url);
  }
  failed(article, url);
}

// The response; where the service is busy, after as many seconds as it says, a few times.
async function fetched(article, url, signal) {
  const asked = new URL(url);
  asked.searchParams.set("events", "html");
  for (let attempt = 1; ; attempt += 1) {
    const response = await fetch(asked, { headers: { Accept: "text/event-stream" }, signal });
    const isBusy = response.status === 503 || response.status === 429;
    if (!isBusy || attempt === TRIES) return response;
    const seconds = Number(response.headers.get("Retry-After")) || attempt;
    status(article, words(article).busy.replace("{seconds}", seconds));
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    if (signal.aborted) throw new Error("another question was asked");
  }
}

function written(article, html) {
  article.querySelector("[data-said]").replaceChildren(fragment(html));
  status(article, words(article).writing);
}

function finished(article, html) {
  const fresh = fragment(html).firstElementChild;
  const had = article.contains(document.activeElement);
  const { ready } = words(article);
  article.replaceWith(fresh);
  if (had) fresh.querySelector("h1").focus({ preventScroll: true });
  fresh.dispatchEvent(new CustomEvent("answer", { bubbles: true }));
  say(`${fresh.querySelector(".verdict-words").textContent.trim()}. ${ready}`, 0);
}

function failed(article, url) {
  const { lost, wrong, retry } = words(article);
  const link = document.createElement("a");
  Object.assign(link, { href: url.href, textContent: retry, className: "button" });
  const said = navigator.onLine ? wrong : lost;
  status(article, said);
  article.classList.add("failed");
  article.querySelector("[data-said]").replaceChildren(link);
  say(said, 0);
}

const words = (article) => article.querySelector("[data-verdict]").dataset;

function status(article, said) {
  article.querySelector("[data-words]").textContent = said;
}

function fragment(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}
