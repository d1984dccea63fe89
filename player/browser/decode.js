// The messages: a little-endian uint32 header length, the JSON header, then float32 arrays in an order of the message's
// own. player/message.py writes them; nothing else knows the layout.

/** Split a message (Uint8Array) into its header, the grid and arrows that were sent, and `take(count)` for more arrays. */
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
 * The player's message: its header, the racers with their arrays, and the grids and arrows that were sent. `drawn` are a
 * racer's values in the chart where they are not its losses, `places` how far along the chart each of its steps lies.
 */
export function decode(bytes) {
  const { header, grid, arrows, take, grounds } = unpack(bytes);
  const beyond = grounds(header.window ?? {});
  const points = header.steps + 1;
  const racers = header.racers.map(({ drawn, cost = 1, asked, ...racer }) => ({
    stopped: null,
    ...racer,
    x: take(points),
    y: take(points),
    loss: take(points),
    drawn: drawn ? take(points) : null,
    places: asked ? take(points) : Float32Array.from({ length: points }, (_, step) => cost * step),
  }));
  return { header, racers, grid, arrows, beyond };
}

/** The message of a dragged slider: its header, the run at each of its values, the grid and arrows that were sent. */
export function decodeRuns(bytes) {
  const { header, grid, arrows, take } = unpack(bytes);
  const points = header.kept.length;
  const each = () => header.values.map(() => take(points));
  const [x, y, loss] = [each(), each(), each()];
  return { header, runs: header.values.map((_, i) => ({ x: x[i], y: y[i], loss: loss[i] })), grid, arrows };
}
