// The documentation's search box and answers on a page of another site: a button, and a dialog whose script
// is loaded when it is opened. They stand in a shadow root, so that neither's styles reach the other, and need
// no more of the page's policy than our scripts and our answers.
(() => {
const script = document.currentScript;
const LOADED = Symbol.for("askdocs.widget");
if (!script || window[LOADED] || !("adoptedStyleSheets" in document)) return;
window[LOADED] = true;

const FRAMES = {{ frames }};
const STYLE = {{ style }};
const PANEL = {{ panel }};
const { origin } = new URL(script.src);
const { label, page = "/", language = "" } = script.dataset;
const asIs = { createHTML: (html) => html }; // our own HTML, which was made safe before it was sent
const trusted = window.trustedTypes?.createPolicy("askdocs", asIs) ?? asIs;
const spoken = [language, document.documentElement.lang, navigator.language].map((tag) => tag.slice(0, 2).toLowerCase());
const site = { origin, page, fragment, language: spoken.find((code) => code in FRAMES) ?? "en" };

if (document.body) start();
else addEventListener("DOMContentLoaded", start);

function start() {
  const host = document.createElement("askdocs-widget");
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  root.append(...fragment(FRAMES[site.language]).childNodes);
  const [button, dialog, form, close] = [".open", "dialog", "form", ".close"].map((each) => root.querySelector(each));
  if (label) button.querySelector("span").textContent = label;
  button.addEventListener("click", () => open(root));
  close.addEventListener("click", () => dialog.close());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    site.isAsked = true; // somebody may be faster than the panel
  });
  for (const kind of ["keydown", "keypress", "keyup"]) {
    dialog.addEventListener(kind, (event) => event.stopPropagation()); // the page's own shortcuts are not meant
  }
  document.body.append(host);
}

async function open(root) {
  const input = root.querySelector("input");
  root.querySelector("dialog").showModal();
  input.focus();
  input.select();
  try {
    const { startPanel } = await import(new URL(PANEL, origin));
    await startPanel(root, site);
  } catch {
    root.querySelector(".hint").textContent = root.querySelector("form").dataset.lost;
  }
}

// HTML of ours for this page: links lead to us, pictures are told in words, and nothing is sent from here.
function fragment(html, base = origin) {
  const { body } = new DOMParser().parseFromString(trusted.createHTML(html), "text/html");
  for (const each of body.querySelectorAll("img")) each.replaceWith(each.alt);
  for (const each of body.querySelectorAll("[data-feedback], [data-actions], .asked-from")) each.remove();
  for (const link of body.querySelectorAll("a[href]")) {
    Object.assign(link, { href: new URL(link.getAttribute("href"), base), target: "_blank", rel: "noopener" });
  }
  for (const mark of body.querySelectorAll("a.mark")) {
    const place = body.querySelector(`#excerpt-${mark.dataset.mark} .excerpt-place a`);
    if (place) mark.href = place.href;
  }
  return body;
}
})();
