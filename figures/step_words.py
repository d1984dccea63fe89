"""What is told of one step of a run, on the page and on one that is taken away."""

import numpy as np

from optimizers.numbers import as_fraction, written
from racing import Step
from racing.verdict import coordinates
from words import Text, say

RATES = say(
    "The effective learning rate is the step over the negative gradient, for each axis by itself: what plain gradient "
    "descent would have had to be set to."
)

ON_MAP = say(
    "In the picture: the step in the racer's colour; dotted, what of it comes from memory; a thin arrow against the "
    "gradient, from a ring where that was asked for elsewhere; dashed, the ellipse on which the local quadratic is as "
    "high as where the step begins. Where the surface does not bend up every way, two lines instead: along the one "
    "with ∪ it bends up, along the one with ∩ down."
)

UNTOLD = say(
    "This rule asks for more than gradients, decides as it goes or works with matrices, so its lines cannot be told "
    "with numbers."
)


def step_rows(step: Step) -> dict[Text, list[str]]:
    """Return what a step did: title → how that is written along x and along y."""
    rows = {
        say("From"): step.start,
        say("To"): step.end,
        say("Step"): step.way,
        say("Gradient, as the rule saw it"): step.gradient,
        say("Effective learning rate"): step.rates,
    }
    return {title: [_shown(value, step) for value in pair.tolist()] for title, pair in rows.items()}


def losses_text(step: Step) -> Text:
    """Say how long a step is, and the loss before and after."""
    before, after = (_shown(loss, step) for loss in step.losses)
    told = {"step": step.number, "length": written(step.length), "before": before, "after": after}
    return say("Step {step} is {length} long. The loss is {before} before it and {after} after it.", **told)


def curvatures_text(step: Step) -> Text:
    """Say how the surface bends where a step begins, and which rates are the largest stable ones there."""
    values, directions = step.curvatures
    if not np.isfinite(values).all():
        return say("Where the step begins the surface has no second derivatives.")
    each = [_curvature(value, direction) for value, direction in zip(values.tolist(), directions, strict=True)]
    return say("Where the step begins, {first}; {second}.", first=each[1], second=each[0])


def _curvature(value: float, direction: np.ndarray) -> Text:
    told = {"curvature": written(value), "direction": coordinates(direction * np.sign(direction.sum() or 1))}
    if value <= 0:
        return say("λ is {curvature} along {direction}, where it does not bend up", **told)
    return say("λ is {curvature} along {direction}, and 2/λ is {rate}", rate=written(2 / value), **told)


def _shown(value: float, step: Step) -> str:
    """Write a number of a step: as a fraction where those of the step are, a dash where there is none."""
    if value != value:
        return "–"
    exact = as_fraction(value) if step.in_fractions else None
    return written(value) if exact is None else str(exact)
