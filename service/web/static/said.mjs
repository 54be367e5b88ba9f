// Says something to screen readers, when they have a moment.
const SETTLED_MS = 600;
let waiting;

export function say(words, after = SETTLED_MS) {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    document.getElementById("ui:said").textContent = words;
  }, after);
}
