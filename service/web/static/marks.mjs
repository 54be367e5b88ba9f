// The excerpt behind a mark, shown while one points at the mark or has it in focus (WCAG 1.4.13).
const LEAVE_MS = 200;
const GAP = 8;

export function startMarks() {
  const peek = document.createElement("div");
  Object.assign(peek, { id: "ui:peek", className: "peek", role: "tooltip", hidden: true });
  let at = null;
  let leaving;

  const markOf = (event) => event.target.closest?.("a.mark[data-mark]");

  function show(mark) {
    clearTimeout(leaving);
    const excerpt = document.getElementById(`excerpt-${mark.dataset.mark}`);
    if (at === mark || !excerpt) return;
    hide();
    at = mark;
    peek.replaceChildren(...[".excerpt-place", "blockquote"].map((part) => bare(excerpt.querySelector(part))));
    document.getElementById("ui:main").append(peek);
    peek.hidden = false;
    mark.setAttribute("aria-describedby", "ui:peek");
    place(mark);
  }

  function hide() {
    clearTimeout(leaving);
    at?.removeAttribute("aria-describedby");
    at = null;
    peek.hidden = true;
  }

  function hideSoon() {
    clearTimeout(leaving);
    leaving = setTimeout(() => {
      if (document.activeElement !== at) hide();
    }, LEAVE_MS); // long enough to move the pointer into what is shown
  }

  function place(mark) {
    const line = mark.getBoundingClientRect();
    const size = peek.getBoundingClientRect();
    const fits = line.bottom + GAP + size.height <= innerHeight || line.top < size.height + GAP;
    const left = Math.min(Math.max(GAP, line.left), innerWidth - size.width - GAP);
    peek.style.left = `${left}px`;
    peek.style.top = `${fits ? line.bottom + GAP : line.top - size.height - GAP}px`;
  }

  document.addEventListener("pointerover", (event) => {
    const mark = markOf(event);
    if (mark && event.pointerType !== "touch") show(mark);
    else if (event.target.closest?.(".peek")) clearTimeout(leaving);
    else if (at) hideSoon();
  });
  document.addEventListener("focusin", (event) => {
    const mark = markOf(event);
    if (mark) show(mark);
    else hide();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !at) return;
    event.stopPropagation();
    hide();
  }, true);
  addEventListener("scroll", () => at && place(at), { passive: true });
  document.addEventListener("pointerdown", (event) => {
    const mark = markOf(event);
    if (!mark && !event.target.closest?.(".peek")) hide();
    if (mark && event.pointerType === "touch" && at !== mark) {
      mark.addEventListener("click", (click) => click.preventDefault(), { once: true });
      show(mark); // the first touch shows, the second one opens
    }
  });
  document.addEventListener("answer", lead);
  lead();
}

// With a script a mark leads to where its excerpt stands on the page.
function lead() {
  for (const mark of document.querySelectorAll("a.mark[data-mark]")) {
    const link = document.querySelector(`#excerpt-${mark.dataset.mark} .excerpt-place a`);
    if (link) mark.href = link.href;
  }
}

// A copy without anything that one could press or that has an id.
function bare(element) {
  const copy = element.cloneNode(true);
  for (const link of copy.querySelectorAll("a")) link.replaceWith(...link.childNodes);
  return copy;
}
