"""Adam's two means, and its relatives."""

import numpy as np

from lessons.lesson import Attempt, Claim, Lesson
from lessons.seen import arrivals, distance, ends_at, signed, stride
from lessons.terms import EPSILON, FEATURE, GRADIENT, MEAN
from words import say

BY_HAND = Lesson(
    key="by_hand",
    documents=("adam",),
    text=(
        say(
            "Adam keeps two means: $m$ of the {gradient}, $v$ of its square. With both $β$ at $½$, each new value "
            "counts half and everything before it half.",
            gradient=GRADIENT,
        ),
        say("At the start $(0, 0)$ of this bowl the gradient is $g₁ = (−14, −6)$, and both means begin at zero."),
    ),
    question=say("What is $m$ after the first step?"),
    choices=(
        Claim(say("$(−14, −6)$, the gradient"), lambda race: np.allclose(_state(race, "m", 1), (-14, -6))),
        Claim(say("$(−7, −3)$, half of it"), lambda race: np.allclose(_state(race, "m", 1), (-7, -3))),
        Claim(say("$(0, 0)$, as before"), lambda race: np.allclose(_state(race, "m", 1), (0, 0))),
    ),
    reveal=(
        Claim(
            say(
                "$m = ½ · 0 + ½ · g₁ = (−7, −3)$, and $v = ½ · g₁² = (98, 18)$: both only half as large as they "
                "should be."
            ),
            lambda race: np.allclose(_state(race, "v", 1), (98, 18)),
        ),
        Claim(
            say(
                "So Adam divides by $1 − ½ = ½$: $m̂ = g₁$ and $v̂ = g₁²$. Their quotient is 1, and each axis moves "
                "by $η = 0.1$."
            ),
            lambda race: np.allclose(race["Adam"].points[1], (0.1, 0.1)),
        ),
        Claim(
            say("At the second step the divisor is $1 − ¼$: $m = (−10.4, −4.4)$, $v = (144.22, 25.82)$."),
            lambda race: (
                np.allclose(_state(race, "m", 2), (-10.4, -4.4), atol=1e-6)
                and np.allclose(_state(race, "v", 2), (144.22, 25.82), atol=1e-5)
            ),
        ),
    ),
    attempt=Attempt(
        say("Leave the correction out"),
        {"racer": ("Adam learning_rate=0.1 beta1=0.5 beta2=0.5 bias_correction=false",)},
        Claim(
            say("$m$ over the root of $v$ is then $½ / √½ = 0.71$: the first step is shorter."),
            lambda race: np.allclose(race["Adam"].points[1], 0.1 * np.sqrt(0.5)),
        ),
    ),
    robust=False,
)


def _state(race, name: str, step: int) -> np.ndarray:
    return race["Adam"].state[name][step]


UNCORRECTED = Lesson(
    key="uncorrected",
    documents=("adam", "family"),
    text=(
        say(
            "Adam's {mean} of the gradients takes in a tenth of each ($β₁ = 0.9$), its mean of the squares a "
            "thousandth ($β₂ = 0.999$). Both begin at zero, so both are too small at first.",
            mean=MEAN,
        ),
        say(
            "One racer corrects them, the other takes them as they are. The step is the first over the root of the "
            "second."
        ),
    ),
    question=say("How long is the first step without the correction?"),
    choices=(
        Claim(say("Shorter: both means are too small"), lambda race: _ratio(race) < 0.9),
        Claim(say("The same: the errors cancel"), lambda race: 0.9 <= _ratio(race) <= 1.1),
        Claim(say("Three times as long"), lambda race: 3 < _ratio(race) < 3.3),
    ),
    reveal=(
        Claim(
            lambda race: say(
                "A tenth over the root of a thousandth is $0.1 / 0.0316 = {ratio:.2f}$: the divisor is the more wrong "
                "of the two.",
                ratio=_ratio(race),
            ),
            lambda race: np.isclose(_ratio(race), 0.1 / np.sqrt(0.001), rtol=1e-3),
        ),
        Claim(
            lambda race: say(
                "With it, the first step is {step:.2f} along each axis, just as the rate says.",
                step=abs(race["corrected"].points[1, 0]),
            ),
            lambda race: np.allclose(race["corrected"].points[1], race["corrected"].rule.learning_rate),
        ),
        Claim(
            say("Longer first steps happen to help on this bowl. On a steep surface they throw one out of it."),
            lambda race: distance(race["as they are"], (7, 3)) < distance(race["corrected"], (7, 3)),
        ),
    ),
    attempt=Attempt(
        say("Set both $β$ to $½$"),
        {
            "racer": (
                "Adam learning_rate=0.1 beta1=0.5 beta2=0.5 name=corrected",
                "Adam learning_rate=0.1 beta1=0.5 beta2=0.5 bias_correction=false name='as they are'",
            )
        },
        Claim(
            say("Now it is the shorter one: $½ / √½ = 0.71$."),
            lambda race: np.isclose(_ratio(race), np.sqrt(0.5), rtol=1e-3),
        ),
    ),
)


def _ratio(race) -> float:
    return stride(race["as they are"], 1) / stride(race["corrected"], 1)


EPSILON_PLACE = Lesson(
    key="epsilon_place",
    documents=("family", "roundup", "adam"),
    text=(
        say(
            "{epsilon} stands in Adam's divisor. Some write $√v + ε$, others $√(v + ε)$. With $ε = 0.00000001$ that "
            "hardly looks like a difference.",
            epsilon=EPSILON,
        ),
        say("This bowl is very flat: at the start the slopes are 0.00003 and 0.00002. Everything else is the same."),
    ),
    question=say("Does it matter where $ε$ stands?"),
    choices=(
        Claim(say("No: it is far too small"), lambda race: stride(race["under"], 1) > 0.9 * stride(race["beside"], 1)),
        Claim(
            say("Yes: under the root the steps are far longer"),
            lambda race: stride(race["under"], 1) > 1.1 * stride(race["beside"], 1),
        ),
        Claim(
            say("Yes: under the root the steps are far shorter"),
            lambda race: stride(race["under"], 1) < 0.4 * stride(race["beside"], 1),
        ),
    ),
    reveal=(
        Claim(
            say(
                "Under the root $ε$ counts as $√ε = 0.0001$, ten thousand times itself, and that is more than these "
                "slopes."
            ),
            lambda race: np.isclose(np.sqrt(race["under"].rule.epsilon), 1e-4),
        ),
        Claim(
            lambda race: say(
                "So the first step along $x$ is {under:.3f} instead of {beside:.3f}, and the racer creeps.",
                under=abs(race["under"].points[1, 0] - 3),
                beside=abs(race["beside"].points[1, 0] - 3),
            ),
            lambda race: 3 * abs(race["under"].points[1, 0] - 3) < abs(race["beside"].points[1, 0] - 3),
        ),
        Claim(
            say("Whoever compares two programs should look where their $ε$ stands."),
            lambda race: distance(race["under"], (0, 0)) > 1 > distance(race["beside"], (0, 0)),
        ),
    ),
    attempt=Attempt(
        say("Make the bowl 100,000 times as steep"),
        {"f": "(x^2 + y^2) / 2"},
        Claim(
            say("Now the slopes are large, and the two are one."),
            lambda race: np.allclose(race["under"].points, race["beside"].points, atol=1e-3),
        ),
    ),
)

ADAMAX = Lesson(
    key="adamax",
    documents=("roundup",),
    text=(
        say(
            "Adam divides by the root of a mean of squares. AdaMax divides by the largest slope it has met, which "
            "fades by a thousandth a step.",
        ),
        say(
            "The {feature} of $y$ is in 2 rows of 50. One row is drawn a step: $y$'s slope is nearly always 0, and "
            "large when it comes.",
            feature=FEATURE,
        ),
    ),
    question=say("Whose $y$ gets further?"),
    choices=(
        Claim(say("Adam's"), lambda race: _up(race, "Adam") > _up(race, "AdaMax") + 5),
        Claim(say("AdaMax's"), lambda race: _up(race, "AdaMax") > _up(race, "Adam") + 5),
        Claim(say("Both about as far"), lambda race: abs(_up(race, "AdaMax") - _up(race, "Adam")) < 2),
    ),
    reveal=(
        Claim(
            lambda race: say(
                "Adam's gets to {adam}, AdaMax's only to {adamax}; both began at $−10$.",
                adam=signed(race["Adam"].points[-1, 1], 1),
                adamax=signed(race["AdaMax"].points[-1, 1], 1),
            ),
            lambda race: _up(race, "Adam") > 15 > 5 > _up(race, "AdaMax"),
        ),
        Claim(
            say(
                "One large slope is remembered whole by AdaMax and makes all later steps short. In Adam's mean it is "
                "one square among many zeros."
            ),
            lambda race: race["AdaMax"].state["u"][-1, 1] > 2 * np.sqrt(race["Adam"].state["v"][-1, 1]),
        ),
    ),
    attempt=Attempt(
        say("Let AdaMax forget faster: $β₂ = 0.9$"),
        {"racer": ("AdaMax learning_rate=1 beta2=0.9", "Adam learning_rate=1")},
        Claim(say("Then it moves."), lambda race: _up(race, "AdaMax") > 8),
    ),
)


def _up(race, name: str) -> float:
    return float(race[name].points[-1, 1] - race[name].points[0, 1])


NADAM = Lesson(
    key="nadam",
    documents=("roundup",),
    text=(
        say(
            "NAdam is Adam with Nesterov's idea: where Adam steps along its {mean} $m̂$, NAdam weighs in the newest "
            "gradient once more.",
            mean=MEAN,
        ),
        say("At the first step $m̂$ is that gradient itself. Both racers have the rate 0.1 and $β₁ = 0.9$."),
    ),
    question=say("How long is NAdam's first step, beside Adam's?"),
    choices=(
        Claim(say("Just as long"), lambda race: np.isclose(_first(race), 1, rtol=0.05)),
        Claim(say("1.9 times as long"), lambda race: np.isclose(_first(race), 1.9, rtol=1e-3)),
        Claim(say("Nine tenths as long"), lambda race: np.isclose(_first(race), 0.9, rtol=1e-3)),
    ),
    reveal=(
        Claim(
            say(
                "$0.9 · m̂ + 0.1 · g / (1 − 0.9) = 0.9 g + g = 1.9 g$: the correction of the newest part makes it whole."
            ),
            lambda race: np.isclose(_first(race), 1.9, rtol=1e-3),
        ),
        Claim(
            lambda race: say(
                "After a few steps the difference is small. NAdam comes within 0.1 % at step {nadam}, Adam at {adam}.",
                nadam=arrivals(race)["NAdam"],
                adam=arrivals(race)["Adam"],
            ),
            lambda race: arrivals(race)["NAdam"] < arrivals(race)["Adam"],
        ),
    ),
    attempt=Attempt(
        say("Take the mean away: $β₁ = 0$"),
        {"racer": ("NAdam learning_rate=0.1 beta1=0", "Adam learning_rate=0.1 beta1=0")},
        Claim(
            say("With no mean there is nothing to look ahead from: both run the same path."),
            lambda race: np.allclose(race["NAdam"].points, race["Adam"].points) and ends_at(race["Adam"], (0, 0), 1),
        ),
    ),
)


def _first(race) -> float:
    return stride(race["NAdam"], 1) / stride(race["Adam"], 1)


ADAM = (BY_HAND, UNCORRECTED, EPSILON_PLACE, ADAMAX, NADAM)
