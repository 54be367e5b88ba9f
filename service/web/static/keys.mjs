// Keys that work anywhere on a page, and the list of them.
import { copy } from "./copies.mjs";

export function startKeys() {
  const dialog = document.getElementById("ui:keys");
  document.querySelector("[data-opens=keys]").addEventListener("click", () => dialog.showModal());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });

  const keys = {
    "/": () => focus(document.getElementById("ui:ask")),
    "?": () => dialog.showModal(),
    c: () => copy("markdown"),
  };
  document.addEventListener("keydown", (event) => {
    const act = keys[event.key];
    const isTyping = event.target.closest?.("input, textarea, select, [contenteditable]");
    const hasModifier = event.ctrlKey || event.metaKey || event.altKey;
    if (!act || isTyping || hasModifier || dialog.open || !getSelection().isCollapsed) return;
    event.preventDefault();
    act();
  });
}

function focus(input) {
  input.focus();
  input.select();
}
