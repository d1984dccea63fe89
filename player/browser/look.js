// The colours a picture is drawn in: the theme that goes with the page's background, and the page's font.

function luminance(color) {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  const [r, g, b] = context.getImageData(0, 0, 1, 1).data;
  return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
}

/** Choose `name` among `themes` {light, dark}; where it is null, by the background that `root` inherits from the page. */
function currentLook(root, themes, name) {
  const style = getComputedStyle(root);
  const font = style.fontFamily;
  if (name) return { ...themes[name], font };
  const background = style.getPropertyValue("--st-background-color").trim() || "#ffffff";
  const theme = luminance(background) < 0.4 ? themes.dark : themes.light;
  return { ...theme, background, font };
}

/** Dress `root` in the look that a message's header asks for; returns it. */
export function wearLook(root, { themes, theme }) {
  const look = currentLook(root, themes, theme);
  root.classList.toggle("derby-own", theme !== null);
  root.style.setProperty("--derby-own-back", look.background);
  root.style.setProperty("--derby-own-text", look.text);
  return look;
}
