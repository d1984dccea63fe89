// What a notebook does for the frames of its races, once however many there are: each gets the height that it tells,
// and is told the notebook's colours, now and when they change.

window.descentDerby ??= (() => {
  const frames = () => [...document.querySelectorAll("iframe.descent-derby")];

  /** "light" or "dark" where the notebook says so: JupyterLab, VS Code, Colab. */
  function theme() {
    const { jpThemeLight, vscodeThemeKind } = document.body.dataset;
    if (jpThemeLight) return jpThemeLight === "true" ? "light" : "dark";
    if (vscodeThemeKind) return vscodeThemeKind.includes("light") ? "light" : "dark";
    return document.documentElement.getAttribute("theme");
  }

  const tell = (frame) => frame.contentWindow.postMessage({ theme: theme() }, "*");

  addEventListener("message", ({ source, data }) => {
    const frame = frames().find(({ contentWindow }) => contentWindow === source);
    if (!frame) return;
    if (data.height > 0) frame.style.height = `${data.height}px`;
    tell(frame);
  });
  const themes = new MutationObserver(() => frames().forEach(tell));
  for (const element of [document.documentElement, document.body]) themes.observe(element, { attributes: true });
  return themes;
})();
