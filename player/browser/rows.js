// The rows of tables that a visitor brings: this browser alone keeps the last few, and brings back those that the
// address of the page speaks of.

const KEPT = "descent-derby-rows-";
const MOST = 4; // tables, fewer where there is no room for so many

/** `host.send("told", …)` reports the `digest` of a message once its `rows` are kept, or brings them; null for none. */
export async function createRows(root, plotlyUrl, host) {
  return {
    /** Take a message from Python: {digest, rows}, rows null where they are asked for. */
    update({ digest, rows }) {
      if (rows !== null) keep(digest, rows);
      host.send("told", { digest, rows: rows === null ? find(digest) : null });
    },
    destroy() {},
  };
}

/** The rows of that digest; they are the latest then. */
function find(digest) {
  try {
    const { rows } = JSON.parse(localStorage.getItem(KEPT + digest));
    keep(digest, rows);
    return rows;
  } catch {
    return null; // none, or a browser that keeps nothing
  }
}

function keep(digest, rows) {
  try {
    const others = Object.keys(localStorage).filter((key) => key.startsWith(KEPT) && key !== KEPT + digest);
    others.sort((one, other) => keptAt(other) - keptAt(one));
    for (const key of others.splice(MOST - 1)) localStorage.removeItem(key);
    while (!has(KEPT + digest, JSON.stringify({ at: Date.now(), rows })) && others.length) {
      localStorage.removeItem(others.pop());
    }
  } catch {
    // A browser that keeps nothing: the rows are there as long as the page is.
  }
}

function keptAt(key) {
  try {
    return JSON.parse(localStorage.getItem(key)).at;
  } catch {
    return 0;
  }
}

/** Whether there was room for a text under that key, which is there now. */
function has(key, text) {
  try {
    localStorage.setItem(key, text);
    return true;
  } catch {
    return false;
  }
}
