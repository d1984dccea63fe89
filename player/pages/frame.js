// The page in a notebook's frame: it wears the notebook's colours where it is told them, and tells how high it is.

{
  const dark = document.getElementById("dark");
  const { media } = dark;
  const when = { light: "not all", dark: "all" };

  addEventListener("message", ({ source, data }) => {
    const wanted = when[data.theme] ?? media;
    if (source === parent && dark.media !== wanted) dark.media = wanted;
  });

  const tell = () => {
    if (document.querySelector(".derby-presenter")) return; // it is as high as the frame
    parent.postMessage({ height: Math.ceil(document.documentElement.getBoundingClientRect().height) }, "*");
  };
  tell();
  addEventListener("load", tell);
  new ResizeObserver(tell).observe(document.documentElement);
}
