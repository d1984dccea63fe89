// Small pictures of maps, painted from heights as they come into view, in the colours of the page.

import { shadesOf } from "./ground.js";

const [WIDTH, HEIGHT] = [352, 264]; // twice what is shown, so that lines are smooth
const HIGHEST = 255;

/** Paint the pictures in `root` that are in view, and others when they come there; returns what stops that. */
export function paintInView(pictures, look, levels) {
  const colors = shadesOf(look.scale);
  const watch = new IntersectionObserver((seen) => {
    for (const { isIntersecting, target } of seen) {
      if (!isIntersecting) continue;
      watch.unobserve(target);
      paint(target, colors, look, levels);
    }
  });
  for (const picture of pictures) watch.observe(picture);
  return () => watch.disconnect();
}

/** A picture of heights, a byte each in base64, row by row from the lowest; it is painted when it is in view. */
export function pictureOf(heights) {
  const canvas = document.createElement("canvas");
  canvas.className = "derby-picture";
  [canvas.width, canvas.height] = [WIDTH, HEIGHT];
  canvas.dataset.heights = heights;
  return canvas;
}

/** Paint bands between levels, and where the look has them lines between bands. */
function paint(canvas, colors, { lines, contour, contour_alpha: alpha }, levels) {
  const heights = Uint8Array.from(atob(canvas.dataset.heights), (letter) => letter.charCodeAt(0));
  const bands = bandsOf(heights, levels);
  const context = canvas.getContext("2d");
  const image = context.createImageData(WIDTH, HEIGHT);
  const line = [1, 3, 5].map((at) => parseInt(contour.slice(at, at + 2), 16));
  for (let i = 0; i < bands.length; i++) {
    const shade = 4 * Math.round((HIGHEST * bands[i]) / (levels - 1));
    const edge = lines && ((i % WIDTH && bands[i] !== bands[i - 1]) || (i >= WIDTH && bands[i] !== bands[i - WIDTH]));
    for (let c = 0; c < 3; c++) {
      const color = colors[shade + c];
      image.data[4 * i + c] = edge ? color + alpha * (line[c] - color) : color;
    }
    image.data[4 * i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

/** Which band each pixel lies in, the top row the highest. */
function bandsOf(heights, levels) {
  const side = Math.sqrt(heights.length);
  const bands = new Uint8Array(WIDTH * HEIGHT);
  for (let row = 0; row < HEIGHT; row++) {
    const [low, along] = within(HEIGHT - 1 - row, HEIGHT, side);
    for (let column = 0; column < WIDTH; column++) {
      const [left, across] = within(column, WIDTH, side);
      const at = low * side + left;
      const lower = (1 - across) * heights[at] + across * heights[at + 1];
      const upper = (1 - across) * heights[at + side] + across * heights[at + side + 1];
      const height = ((1 - along) * lower + along * upper) / HIGHEST;
      bands[row * WIDTH + column] = Math.min(Math.floor(height * levels), levels - 1);
    }
  }
  return bands;
}

/** The cell of a grid that a pixel lies in, and how far in. */
function within(pixel, pixels, side) {
  const place = (pixel / (pixels - 1)) * (side - 1);
  const cell = Math.min(Math.floor(place), side - 2);
  return [cell, place - cell];
}
