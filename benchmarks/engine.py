"""A race in the browser: the interpreter of tapes beside the same tapes compiled to a JavaScript module, in one run.

The module has one function a racer, its registers are variables and its arithmetic is the browser's own: the most that
could be had. It needs a file for each race, or a page that may compile text. Both fill the same paths in turn, each
time at other rates; medians, the least, and the first time of each, which holds the browser's own compiling.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from statistics import median

import numpy as np
from playwright.sync_api import Browser

import optimizers
import surfaces
from benchmarks.page import chromium
from benchmarks.tables import against, table
from player import live
from programs import NAMES
from racing import Race, race
from tests.browser.engine import opened, told

REPEATS = 100
USUAL = ("GradientDescent", "Momentum", "Nesterov", "AdaGrad", "RMSProp", "Adam")
RACES = {"12 × 1000 of Adam": (("Adam",) * 12, 1000), "6 × 300": (USUAL, 300)}
TARGET_MILLISECONDS = {"12 × 1000 of Adam": 33.0, "6 × 300": 16.7}

_FORMS = {
    **{"add": "{} + {}", "subtract": "{} - {}", "multiply": "{} * {}", "divide": "{} / {}", "negative": "-{}"},
    **{"sqrt": "Math.sqrt({})", "where": "{} !== 0 ? {} : {}"},
}

_ARITIES = {name: operation.nin if isinstance(operation, np.ufunc) else 3 for operation, name in NAMES.items()}
"""Of NumPy's operations; those that are none of NumPy's take two in these races."""

_MEASURE = """async ([message, repeats]) => {
  const { races } = await import("/compiled.js");
  const engine = told(JSON.parse(message));
  const racers = JSON.parse(message).live.racers;
  const points = JSON.parse(message).steps + 1;
  const paths = racers.map(() => ["x", "y", "loss"].map(() => new Float64Array(points)));
  const [times, differ] = [{ interpreted: [], compiled: [] }, new Set()];
  for (let turn = 0; turn < repeats; turn++) {
    const rates = racers.map(({ numbers }) => numbers[0] * (1 + turn / 1000));
    const changes = { racers: Object.fromEntries(rates.map((rate, i) => [i, { learning_rate: rate }])) };
    const started = performance.now();
    const found = engine.race(changes);
    const between = performance.now();
    races.forEach((run, i) => run(...paths[i], [rates[i], ...racers[i].numbers.slice(1)]));
    times.compiled.push(performance.now() - between);
    times.interpreted.push(between - started);
    found.forEach(({ x }, i) => x.some((value, step) => value !== paths[i][0][step]) && differ.add(i));
  }
  return { ...times, differ: differ.size };
}"""


def report() -> str:
    """Measure; return the table."""
    rows = []
    with chromium() as browser:
        for name, (rules, steps) in RACES.items():
            racers = {f"{i}": optimizers.CATALOGUE[rule](0.001 * (i + 1)) for i, rule in enumerate(rules)}
            rows += _measured(browser, name, race(surfaces.get("beale"), racers, steps=steps))
    head = ("a race in the browser, ms", "median", "least", "first", "ratio", "target", "met", "other paths")
    return f"### The race in the browser\n\n{table(head, rows)}"


def _measured(browser: Browser, name: str, raced: Race) -> Iterator[Sequence[str]]:
    module = {"body": _module(raced), "content_type": "text/javascript"}
    with opened(browser) as engine:
        engine.page.route("**/compiled.js", lambda route: route.fulfill(**module))
        found = engine.page.evaluate(_MEASURE, [json.dumps(told(raced)), REPEATS])
    base = median(found["compiled"])
    for kind in ("interpreted", "compiled"):
        times, target = found[kind], TARGET_MILLISECONDS[name]
        judged = [f"≤ {target}", against(median(times), target)] if kind == "interpreted" else ["", ""]
        told_times = [f"{time:.2f}" for time in (median(times), min(times), times[0])]
        yield [f"{name}, {kind}", *told_times, f"{median(times) / base:.1f}", *judged, str(found["differ"])]


def _module(raced: Race) -> str:
    """Return the source of a module: a function for each racer that fills the arrays of x, y and losses."""
    header = live(raced).header()
    programs, told_race = header["programs"], header["live"]
    surface, rules = programs[told_race["surface"]], [programs[racer["rule"]] for racer in told_race["racers"]]
    lines = ['import { OPERATIONS } from "/engine/operations.js";']
    lines += [_function(surface["value"], "value"), _function(surface["gradient"], "gradient")]
    lines += ["export const races = [", *(f"{_race(rule, raced.start)}," for rule in rules), "];"]
    return "\n".join(lines)


def _lines(tape: Mapping) -> Iterator[str]:
    """Yield a line for each operation of a tape, on variables r0, r1, …."""
    place, made, left = _place(tape), tape["given"], iter(tape["code"])
    for number in left:
        name = tape["operations"][number]
        operands = [place(next(left)) for _ in range(_ARITIES.get(name, 2))]
        if name == "gradient":
            yield f"const [r{made}, r{made + 1}] = gradient({', '.join(operands)});"
        else:
            form = _FORMS.get(name, f"OPERATIONS.{name}({', '.join(['{}'] * len(operands))})")
            yield f"const r{made} = {form.format(*operands)};"
        made += 2 if name == "gradient" else 1


def _place(tape: Mapping) -> Callable[[int], str]:
    return lambda operand: f"r{operand}" if operand >= 0 else f"({tape['numbers'][-1 - operand]})"


def _function(tape: Mapping, name: str) -> str:
    results = ", ".join(map(_place(tape), tape["results"]))
    result = f"[{results}]" if len(tape["results"]) > 1 else results
    return f"const {name} = (r0, r1) => {{ {' '.join(_lines(tape))} return {result}; }};"


def _race(tape: Mapping, start: Sequence[float]) -> str:
    place, state = _place(tape), range(3, 3 + len(tape["begin"]))
    fields = ", ".join(f"r{3 + len(tape['begin']) + i}" for i in range(len(tape["fields"])))
    begins = "".join(f"let r{i} = {place(at)}; " for i, at in zip(state, tape["begin"], strict=True))
    before, after = ", ".join(f"r{i}" for i in (0, 1, *state)), ", ".join(map(place, tape["results"]))
    return f"""(xs, ys, losses, [{fields}]) => {{
  let [r0, r1] = {list(start)};
  {begins}
  [xs[0], ys[0], losses[0]] = [r0, r1, value(r0, r1)];
  for (let r2 = 1; r2 < xs.length; r2++) {{
    {" ".join(_lines(tape))}
    [{before}] = [{after}];
    [xs[r2], ys[r2], losses[r2]] = [r0, r1, value(r0, r1)];
  }}
}}"""


if __name__ == "__main__":
    print(report())
