// The page around the pictures: its name, the keys that go back and forth, what the keyboard can scroll, and its address,
// which Streamlit tells as it was when the page was opened.

const NAME = "<h1>Descent Derby</h1> <span>Optimizers race downhill</span>";
const TYPING = "input:not([type=range], [type=checkbox], [type=radio]), textarea, [contenteditable=true]";
const SCROLLED = ".st-key-header > :first-child:not([tabindex]), .st-key-critical:not([tabindex])";
const APART = `${TYPING}, [role=dialog]`; // what has a way back of its own, and what lies over the page
const TAKES = ".st-key-take button";
const CONNECTION = "data-test-connection-state"; // without it a new server learns of the page at the next touch

/**
 * Write the name into `root`; `host.send("way", …)` reports "undo" or "redo", `host.send("address", …)` what the address
 * says: once a lost connection is back, and before what is shown is taken away.
 */
export async function createPage(root, plotlyUrl, host) {
  root.classList.add("derby-name");
  root.innerHTML = NAME;
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
    const app = document.querySelector(`[${CONNECTION}]`);
    let lost = false;
    const observer = new MutationObserver(() => {
      const isConnected = app.getAttribute(CONNECTION) === "CONNECTED";
      if (lost && isConnected) tellAddress();
      lost = !isConnected;
    });
    if (app) observer.observe(app, { attributeFilter: [CONNECTION] });
    const drawn = new MutationObserver(reachScrolled);
    drawn.observe(document.body, { childList: true, subtree: true });
    reachScrolled();
    this.cleanUps = [
      () => document.removeEventListener("keydown", onKey), () => document.removeEventListener("click", onClick, true),
      () => observer.disconnect(), () => drawn.disconnect(),
    ];
  }

  update() {}

  destroy() {
    for (const cleanUp of this.cleanUps) cleanUp();
  }
}

/** Let the keyboard reach what only scrolls, which Streamlit draws without a way to say so. */
function reachScrolled() {
  for (const element of document.querySelectorAll(SCROLLED)) element.tabIndex = 0;
}
