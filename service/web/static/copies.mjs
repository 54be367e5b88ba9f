// Copies an answer: as markdown, with links, as text for a ticket; or its address.
export function startCopying() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copies]");
    if (button) copy(button.dataset.copies);
  });
}

export async function copy(form) {
  const actions = document.querySelector("[data-actions]");
  if (!actions) return;
  const said = actions.querySelector("[role=status]");
  try {
    await navigator.clipboard.writeText(form === "address" ? address() : text(actions, form));
    said.textContent = said.dataset.copied;
  } catch {
    said.textContent = said.dataset.failed;
  }
}

const address = () => new URL(document.querySelector("[data-answer]").dataset.address, location.origin).href;

const text = (actions, form) => actions.querySelector(`[data-form=${form}]`).content.textContent;
