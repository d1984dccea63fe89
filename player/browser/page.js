// The page around the pictures: its name, the keys that go back and forth, what the keyboard can scroll, and its
// address, which Streamlit tells as it was when the page was opened.

import { TYPED } from "./keys.js";

const NAME = "<h1>Descent Derby</h1> <span></span> ";
const SCROLLER = "[data-testid=stMain]";
const SIDEBAR = "[data-testid=stSidebar]";
const SWITCHES = ".st-key-cards [role=switch][aria-label^='![']";
const SCROLLED = ".st-key-header > :first-child:not([tabindex]), .st-key-critical:not([tabindex])";
const APART = `${TYPED}, [role=dialog]`; // what has a way back of its own, and what lies over the page
const TAKES = ".st-key-take button";
const CONNECTION = "data-test-connection-state"; // without it a new server learns of the page at the next touch

/**
 * Write the name into `root`, before the other languages that it holds; `host.send("way", …)` reports "undo" or "redo",
 * `host.send("address", …)` what the address says: once a lost connection is back, and before what is shown is taken
 * away; `host.send("language", …)` the code of a language that is pressed.
 */
export async function createPage(root, plotlyUrl, host) {
  root.classList.add("derby-name");
  root.insertAdjacentHTML("afterbegin", NAME);
  root.querySelector("span").textContent = root.dataset.line;
  root.addEventListener("click", ({ target }) => target.matches("button") && host.send("language", target.lang));
  document.documentElement.lang = root.lang;
  return new Page(host);
}

class Page {
  constructor(host) {
    const onKey = (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "z") return;
      if (event.target.closest?.(APART)) return;
      event.preventDefault();
      host.send("way", event.shiftKey ? "redo" : "undo");
    };
    document.addEventListener("keydown", onKey);
    const tellAddress = () => host.send("address", location.search);
    const onClick = (event) => void (event.target.closest?.(TAKES) && tellAddress());
    document.addEventListener("click", onClick, true);
    document.addEventListener("click", closeDrawer);
    const onScroll = ({ target }) => void (target.matches?.(SCROLLER) && markScrolled(target));
    document.addEventListener("scroll", onScroll, { capture: true, passive: true });
    for (const event of ["pointerdown", "keydown"]) document.addEventListener(event, keepPlace, true);
    const app = document.querySelector(`[${CONNECTION}]`);
    let lost = false;
    const observer = new MutationObserver(() => {
      const isConnected = app.getAttribute(CONNECTION) === "CONNECTED";
      if (lost && isConnected) tellAddress();
      lost = !isConnected;
    });
    if (app) observer.observe(app, { attributeFilter: [CONNECTION] });
    const isNew = ({ addedNodes }) => [...addedNodes].some(({ nodeType }) => nodeType === Node.ELEMENT_NODE);
    const drawn = new MutationObserver((records) => records.some(isNew) && mend());
    drawn.observe(document.body, { childList: true, subtree: true });
    mend();
    this.cleanUps = [
      () => document.removeEventListener("keydown", onKey),
      () => document.removeEventListener("click", onClick, true),
      () => document.removeEventListener("click", closeDrawer),
      () => document.removeEventListener("scroll", onScroll, true),
      () => ["pointerdown", "keydown"].forEach((event) => document.removeEventListener(event, keepPlace, true)),
      () => observer.disconnect(),
      () => drawn.disconnect(),
    ];
  }

  update() {}

  destroy() {
    for (const cleanUp of this.cleanUps) cleanUp();
  }
}

/** Say of what Streamlit draws what it has no way to say. */
function mend() {
  for (const element of document.querySelectorAll(SCROLLED)) element.tabIndex = 0; // the keyboard scrolls it
  for (const control of document.querySelectorAll(SWITCHES)) {
    control.setAttribute("aria-label", control.closest("label").textContent.trim()); // not the address of the mark
  }
}

/** Let the page be no shorter than it is scrolled when tabs change: what is short would throw it to its top. */
function keepPlace({ target }) {
  const tabs = target.closest?.(".stTabs");
  if (!tabs || !target.closest("[role=tab]")) return;
  const seen = tabs.closest(SCROLLER).getBoundingClientRect().bottom - tabs.getBoundingClientRect().top;
  tabs.style.minHeight = `${Math.max(0, seen)}px`;
}

/** Close the drawer that the sidebar is on a telephone by a tap beside it, which is on its shade. */
function closeDrawer({ target, clientX }) {
  if (!target.matches?.(SIDEBAR) || clientX <= target.getBoundingClientRect().right) return;
  target.querySelector("[data-testid=stSidebarCollapseButton] button").click();
}

/** Note whether the page is scrolled: the buttons above it would lie over the picture. */
function markScrolled({ scrollTop }) {
  document.documentElement.toggleAttribute("data-derby-scrolled", scrollTop > 4);
}
