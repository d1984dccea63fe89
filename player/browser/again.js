// Has the page run again what it stands in: where a part of the page is first drawn, it cannot run again by itself.

/** Ask at once for another run. */
export async function createAgain(root, plotlyUrl, host) {
  return { update: () => host.send("again", true), destroy() {} };
}
