// The messages: a little-endian uint32 header length, the JSON header, then float32 arrays in an order of the message's
// own. player/message.py writes them; nothing else knows the layout.

/** Split a message (Uint8Array) into its header, the grid and arrows sent, and `take(count)` for more arrays. */
export function unpack(bytes) {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  const floats = new Float32Array(bytes.slice(4 + length).buffer);
  let offset = 0;
  const take = (count) => floats.subarray(offset, (offset += count));
  const grounds = ({ has_grid, arrows }) => ({
    grid: has_grid ? take(header.landscape.size ** 2) : null,
    arrows: arrows ? take(2 * arrows ** 2) : null,
  });
  return { header, ...grounds(header), take, grounds };
}

/**
 * The player's message: its header, the racers with their arrays, and the grids and arrows that were sent. `drawn` are
 * a racer's values in the chart where they are not its losses, `places` how far along the chart each of its steps lies,
 * `cost` steps apart, null where those differ.
 */
export function decode(bytes) {
  const { header, grid, arrows, take, grounds } = unpack(bytes);
  const beyond = grounds(header.window ?? {});
  const points = header.steps + 1;
  const racers = header.racers.map(({ drawn, cost = 1, asked, ...racer }) => ({
    stopped: null,
    ...racer,
    cost: asked ? null : cost,
    x: take(points),
    y: take(points),
    loss: take(points),
    drawn: drawn ? take(points) : null,
    places: asked ? take(points) : evenly(points, cost),
  }));
  return { header, racers, grid, arrows, beyond };
}

/** So many places that are evenly apart, the first at 0. */
export const evenly = (count, apart) => Float32Array.from({ length: count }, (_, step) => apart * step);
