// The questions that were asked last, kept in this browser only.
const KEY = "askdocs-recent";
const KEPT = 8;

export function recent() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((each) => typeof each === "string") : [];
  } catch {
    return []; // storage may be forbidden, or hold what others wrote
  }
}

export function remember(question) {
  keep([question, ...recent().filter((each) => each !== question)].slice(0, KEPT));
}

export function forget() {
  keep([]);
}

function keep(questions) {
  try {
    localStorage.setItem(KEY, JSON.stringify(questions));
  } catch {
    // nothing is remembered where storage is forbidden
  }
}
