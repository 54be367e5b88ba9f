// Copies what stands on a page: each block of code, and the page as markdown. No clipboard, no buttons.

const FOR_MS = 2000;

if (navigator.clipboard) {
  for (const prose of document.querySelectorAll("[data-copy-code]")) {
    for (const block of prose.querySelectorAll(".code")) block.append(button(block, prose.dataset));
  }
  for (const page of document.querySelectorAll("[data-copies-page]")) {
    page.addEventListener("click", () => copy(page.querySelector("span"), page.dataset, fetched(page.dataset.copiesPage)));
  }
}

function button(block, says) {
  const made = document.createElement("button");
  const words = document.createElement("span");
  made.type = "button";
  made.className = "copy-code";
  words.textContent = says.copyCode;
  words.ariaLive = "polite";
  made.append(words);
  made.addEventListener("click", () => copy(words, says, block.querySelector("pre").textContent));
  return made;
}

// The text may still be on its way.
async function copy(words, says, text) {
  words.dataset.before ??= words.textContent;
  try {
    await navigator.clipboard.writeText(await text);
    words.textContent = says.done;
  } catch {
    words.textContent = says.failed;
  }
  setTimeout(() => (words.textContent = words.dataset.before), FOR_MS);
}

async function fetched(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.text();
}
