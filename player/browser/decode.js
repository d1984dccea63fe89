// The player's message: a little-endian uint32 header length, the JSON header, then float32 arrays in the header's order.
// player/payload.py writes it; nothing else knows the layout.

/** Split a message (Uint8Array) into its header, the racers with their arrays, and the grid where one was sent. */
export function decode(bytes) {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  const floats = new Float32Array(bytes.slice(4 + length).buffer);
  let offset = 0;
  const take = (count) => floats.subarray(offset, (offset += count));
  const grid = header.has_grid ? take(header.landscape.size ** 2) : null;
  const points = header.steps + 1;
  const racers = header.racers.map((racer) => ({ ...racer, x: take(points), y: take(points), loss: take(points) }));
  return { header, racers, grid };
}
