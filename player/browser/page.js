// The page around the pictures: its name, the keys that go back and forth, and a new run once a lost server is back.

const NAME = "<strong>Descent Derby</strong> <span>Optimizers race downhill</span>";
const TYPING = "input:not([type=range], [type=checkbox], [type=radio]), textarea, [contenteditable=true]";
const CONNECTION = "data-test-connection-state"; // without it a new server learns of the page at the next touch

/** Write the name into `root`; `host.send("way", …)` reports "undo", "redo", or "again" after a connection was lost. */
export async function createPage(root, plotlyUrl, host) {
  root.classList.add("derby-name");
  root.innerHTML = NAME;
  return new Page(host);
}

class Page {
  constructor(host) {
    const onKey = (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "z") return;
      if (event.target.closest?.(TYPING)) return; // which has a way back of its own
      event.preventDefault();
      host.send("way", event.shiftKey ? "redo" : "undo");
    };
    document.addEventListener("keydown", onKey);
    const app = document.querySelector(`[${CONNECTION}]`);
    let lost = false;
    const observer = new MutationObserver(() => {
      const isConnected = app.getAttribute(CONNECTION) === "CONNECTED";
      if (lost && isConnected) host.send("way", "again");
      lost = !isConnected;
    });
    if (app) observer.observe(app, { attributeFilter: [CONNECTION] });
    this.cleanUps = [() => document.removeEventListener("keydown", onKey), () => observer.disconnect()];
  }

  update() {}

  destroy() {
    for (const cleanUp of this.cleanUps) cleanUp();
  }
}
