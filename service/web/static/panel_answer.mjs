// The answer in the dialog of the widget, which fills while it is made.
import { events } from "./stream.mjs";

const TRIES = 5;

export function startAnswers(body, says, { language, fragment }, say) {
  function tell(words) {
    body.replaceChildren(made("p", { className: "hint", textContent: words }));
  }

  function refused(url, words) {
    tell(words);
    const link = made("a", { className: "there", href: url.href, textContent: says.there, target: "_blank", rel: "noopener" });
    body.append(link);
    say(words, 0);
  }

  async function ask(question, url, signal) {
    const show = prepared(question);
    try {
      const response = await patient(url, signal, show.status);
      if (isLocked(response)) return refused(url, says.key);
      if (!response.ok) return refused(url, says.wrong);
      for await (const { name, data } of events(response)) {
        if (signal.aborted) return;
        if (!(name in show)) return refused(url, says.wrong);
        show[name](fragment(JSON.parse(data).html, url));
        if (name === "done") return;
      }
      refused(url, says.lost);
    } catch {
      if (!signal.aborted) refused(url, says.lost);
    }
  }

  // The regions of an answer, empty, and what puts the parts into them.
  function prepared(question) {
    const verdict = made("p", { className: "verdict", textContent: says.searching });
    const said = made("div", { className: "said" });
    const excerpts = made("section", { className: "excerpts" });
    said.append(...[1, 2, 3].map(() => made("span", { className: "bone" })));
    body.replaceChildren(made("h1", { textContent: question }), verdict, said, excerpts);
    body.scrollTop = 0;
    const status = (words) => (verdict.textContent = words);
    return {
      status,
      excerpts: (html) => excerpts.replaceChildren(...html.childNodes),
      answer: (html) => {
        said.replaceChildren(...html.childNodes);
        status(says.writing);
      },
      done: (html) => {
        body.replaceChildren(...html.childNodes);
        say(`${body.querySelector(".verdict-words").textContent.trim()}. ${says.ready}`, 0);
      },
    };
  }

  // The response; where the service is busy, after as many seconds as it says, a few times.
  async function patient(url, signal, status) {
    const asked = new URL(url);
    asked.searchParams.set("events", "html");
    for (let attempt = 1; ; attempt += 1) {
      const response = await get(asked, "text/event-stream", language, signal);
      const isBusy = response.status === 503 || response.status === 429;
      if (!isBusy || attempt === TRIES) return response;
      const seconds = Number(response.headers.get("Retry-After")) || attempt;
      status(says.busy.replace("{seconds}", seconds));
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
      signal.throwIfAborted();
    }
  }

  return { ask, refused, tell };
}

// Without cookies, and with no header that a browser would have to ask leave for.
export function get(url, accept, language, signal) {
  const headers = { Accept: accept, "Accept-Language": language };
  return fetch(url, { headers, credentials: "omit", referrerPolicy: "no-referrer", signal });
}

export const isLocked = ({ status }) => status === 401 || status === 403;

const made = (name, properties) => Object.assign(document.createElement(name), properties);
