// What player/standalone.py packs into a page.

/** The bytes in an element of the page. */
export async function unpackedBytes({ textContent }) {
  const packed = Uint8Array.from(atob(textContent), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** The message in an element: packed are the differences of 32-bit words, their lowest bytes first, and so on. */
export async function unpackedWords(element) {
  const planes = await unpackedBytes(element);
  const words = new Uint32Array(planes.length / 4);
  let word = 0;
  for (let i = 0; i < words.length; i++) {
    for (let plane = 0; plane < 4; plane++) word += planes[plane * words.length + i] << (8 * plane);
    words[i] = word;
    word = words[i];
  }
  return new Uint8Array(words.buffer);
}
