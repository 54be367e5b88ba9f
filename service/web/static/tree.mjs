// Brings the line of the page into view in the tree of a large site.
const here = document.querySelector(".sidebar [aria-current=page]");

show();
here?.closest("[popover]")?.addEventListener("toggle", show);

function show() {
  const frame = here?.closest(".sidebar");
  if (frame) frame.scrollTop += here.getBoundingClientRect().top - frame.getBoundingClientRect().top - frame.clientHeight / 2;
}
