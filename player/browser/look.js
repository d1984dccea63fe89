// The colours a picture is drawn in: the theme that goes with the page's background, and the page's font.

function luminance(color) {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  const [r, g, b] = context.getImageData(0, 0, 1, 1).data;
  return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
}

/** The theme of that name among `themes` {light, dark}, else the one that suits the background behind `root`. */
function currentColors(root, themes, name) {
  const style = getComputedStyle(root);
  const font = style.fontFamily;
  if (name in themes) return { ...themes[name], font };
  const background = style.getPropertyValue("--st-background-color").trim() || "#ffffff";
  const theme = luminance(background) < 0.4 ? themes.dark : themes.light;
  return { ...theme, background, font };
}

/** A hexadecimal colour that covers what is behind it by the part `alpha`. */
export const seeThrough = (color, alpha) => `${color}${Math.round(255 * alpha).toString(16).padStart(2, "0")}`;

/** Dress `root` in the look that a message's header asks for; returns it: what is drawn, in which colours and font. */
export function wearLook(root, header) {
  const { theme, ...drawn } = header.look;
  const look = { ...drawn, ...currentColors(root, header.themes, theme) };
  root.classList.toggle("derby-own", theme in header.themes);
  root.style.setProperty("--derby-own-back", look.background);
  root.style.setProperty("--derby-own-text", look.text);
  return look;
}
