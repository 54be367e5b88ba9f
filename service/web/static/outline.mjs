// Says which part of the page one is reading: marks its line in the outline.

const lines = new Map(
  [...document.querySelectorAll(".aside .outline a")].map((line) => [decodeURIComponent(line.hash.slice(1)), line]),
);
const headings = [...document.querySelectorAll(".prose :is(h2, h3, h4, h5, h6)[id]")].filter((each) => lines.has(each.id));

if (headings.length) {
  mark();
  addEventListener("scroll", () => requestAnimationFrame(mark), { passive: true });
}

function mark() {
  const shown = headings.filter((each) => each.checkVisibility());
  const passed = shown.filter((each) => each.getBoundingClientRect().top < innerHeight * 0.3);
  const here = (passed.at(-1) || shown[0])?.id;
  for (const [id, line] of lines) {
    if (id === here) line.setAttribute("aria-current", "location");
    else line.removeAttribute("aria-current");
  }
}
