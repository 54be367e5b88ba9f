"""What a page costs a reader's browser: paints, work, weight, and how long it takes to respond."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, CDPSession, Page, ViewportSize

PATIENCE_MS = 60_000

WATCH = """
window.seen = { paint: 0, shifts: [], blocked: 0, marks: {} };
const watch = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take))
  .observe({ type, buffered: true });
watch("largest-contentful-paint", (each) => (seen.paint = each.startTime));
watch("layout-shift", (each) => seen.shifts.push(each));
watch("longtask", (each) => (seen.blocked += Math.max(0, each.duration - 50)));
const mark = (name) => requestAnimationFrame(() => (seen.marks[name] ??= performance.now()));
const wordsOf = (there) => there?.querySelector("p, li, pre, table")?.textContent.trim();
addEventListener("keydown", () => (seen.marks = { key: performance.now() }), true);
addEventListener("DOMContentLoaded", () => new MutationObserver((changes) => {
  const added = changes.flatMap((each) => [...each.addedNodes]);
  if (added.some((each) => each.matches?.("[role=listbox] *"))) mark("results");
  if (document.querySelector("[data-answer].asking")) requestAnimationFrame(() => mark("regions"));
  if (wordsOf(document.querySelector("[data-answer] [data-said]"))) mark("words");
  if (document.querySelector("[data-answer]:not(.asking)")) mark("whole");
}).observe(document.body, { childList: true, subtree: true }));
"""
"""Keeps what happens; a key that is pressed sets the clock to nought.

`regions`: the answer's regions, still empty, have been shown.
"""

LOADED = """async () => {
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const [load] = performance.getEntriesByType("navigation");
  const ours = (each) => new URL(each.name).origin === origin;
  const files = performance.getEntriesByType("resource").filter(ours);
  const sum = (field) => [load, ...files].reduce((total, each) => total + each[field], 0);
  const first = performance.getEntriesByName("first-contentful-paint")[0].startTime;
  const weight = { bytes: sum("decodedBodySize"), wire: sum("transferSize") };
  return { first, largest: seen.paint, blocked: seen.blocked, ...weight };
}"""
"""Files without headers in `bytes`, with them in `wire`."""


USED = """() => {
  const { key, regions, words, whole } = seen.marks;
  const behind = seen.shifts.filter((each) => each.startTime > regions);
  const shifts = behind.reduce((sum, each) => sum + each.value, 0);
  return { words: Math.min(words ?? whole, whole) - key, whole: whole - key, shifts };
}"""
"""Of an answer without words of its own, the whole is the first that is said."""


@dataclass(frozen=True, slots=True)
class Device:
    """A screen, and how many times slower than this machine it is."""

    name: str
    screen: ViewportSize
    slower: int = 1


DEVICES = (
    Device("desktop", {"width": 1280, "height": 720}),
    Device("phone", {"width": 390, "height": 844}, slower=4),
)


@dataclass(frozen=True, slots=True)
class Load:
    """A page that was loaded by a browser that had nothing of it: milliseconds, and bytes."""

    first: float
    largest: float
    blocked: float
    script: float
    bytes: float
    wire: float


@dataclass(frozen=True, slots=True)
class Use:
    """Milliseconds from a key to results, and from Enter to the first words of the answer and to all of it.

    `shifts` is how much moved while it came, as browsers count it (CLS), those after a key included.
    """

    results: float
    words: float
    whole: float
    shifts: float


@contextmanager
def opened(browser: Browser, device: Device, address: str) -> Iterator[tuple[Page, CDPSession]]:
    """A page in a fresh browser, loaded; pictures from elsewhere are left out."""
    context = browser.new_context(viewport=device.screen, locale="en-GB")
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setBlockedURLs", {"urls": ["https://*"]})
    session.send("Performance.enable")
    session.send("Emulation.setCPUThrottlingRate", {"rate": device.slower})
    page.add_init_script(WATCH)
    try:
        page.goto(address, wait_until="networkidle")
        yield page, session
    finally:
        context.close()


def load(browser: Browser, device: Device, address: str) -> Load:
    """What loading it costs."""
    with opened(browser, device, address) as (page, session):
        seen = page.evaluate(LOADED)
        metrics = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
    return Load(script=metrics["ScriptDuration"] * 1000, **seen)


def use(browser: Browser, device: Device, address: str, question: str) -> Use:
    """What asking this from the page costs."""
    with opened(browser, device, address) as (page, _):
        box = page.locator("[name=ask]")
        box.press_sequentially(question[:-1])
        page.wait_for_function("() => seen.marks.results")
        box.press(question[-1])
        page.wait_for_function("() => seen.marks.results")
        results = page.evaluate("seen.marks.results - seen.marks.key")
        box.press("Enter")
        page.wait_for_function("() => seen.marks.whole")
        told = page.evaluate(USED)
    return Use(results=results, **told)
