// Sends feedback without leaving the answer.
export function startFeedback() {
  document.addEventListener("submit", (event) => {
    const place = event.target.closest("[data-feedback]");
    if (!place || event.defaultPrevented) return;
    event.preventDefault();
    send(event.target, event.submitter, place);
  });
}

async function send(form, submitter, place) {
  const body = new URLSearchParams(new FormData(form, submitter));
  try {
    const response = await fetch(form.action, { method: "POST", body, headers: { "Askdocs-Wants": "fragment" } });
    const html = await response.text();
    const said = new DOMParser().parseFromString(html, "text/html").querySelector(".thanks");
    if (!said) throw new Error(response.statusText);
    place.replaceChildren(document.adoptNode(said));
    place.classList.add("thanked");
    said.focus();
  } catch {
    const chosen = Object.assign(document.createElement("input"), { type: "hidden", name: submitter.name, value: submitter.value });
    form.append(chosen);
    form.submit(); // the page says what is wrong
  }
}
