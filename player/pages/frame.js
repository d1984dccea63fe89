// The page in a notebook's frame: it wears the notebook's colours where it is told them, and tells how high it is.

{
  const dark = document.getElementById("dark");
  const { media } = dark;
  const when = { light: "not all", dark: "all" };

  addEventListener("message", ({ source, data }) => {
    if (source !== parent) return;
    const wanted = when[data.theme] ?? media;
    if (dark.media !== wanted) dark.media = wanted; // else the player would be drawn anew for nothing
  });

  const tell = () => {
    if (document.querySelector(".derby-presenter")) return; // it is as high as the frame
    parent.postMessage({ height: Math.ceil(document.documentElement.getBoundingClientRect().height) }, "*");
  };
  tell();
  addEventListener("load", tell);
  new ResizeObserver(tell).observe(document.documentElement);
}
