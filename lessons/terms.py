"""Words that a student may not know yet, each with what it means for whoever points at it: [word|meaning]."""

import re
from collections.abc import Iterable, Iterator

from words import Text, say, tell


def _term(word: Text, meaning: Text) -> Text:
    return Text("[{word}|{meaning}]", None, {"word": word, "meaning": meaning})


LOSS = _term(say("loss"), say("the height of the surface: what is to become small"))
GRADIENT = _term(say("gradient"), say("the two slopes at a point, along x and along y; it points uphill"))
RATE = _term(say("learning rate"), say("the number that the slope is multiplied by to make a step"))
LOWEST = _term(say("lowest point"), say("the minimum: lower than all around it"))
LOCAL = _term(say("local minimum"), say("a hollow: lower than all around it, but not the lowest of all"))
SADDLE = _term(say("saddle point"), say("a level point from which it goes up one way and down another"))
CURVATURE = _term(say("curvature"), say("how fast the slope itself changes: the second derivative"))
MOMENTUM = _term(say("momentum"), say("a part of the last step is taken along in the next, as a rolling ball would"))
DIVERGES = _term(say("diverges"), say("goes further and further away"))
BATCH = _term(say("batch"), say("the rows of data that one step looks at"))
MEAN = _term(say("running mean"), say("a mean in which old values count less with each step"))
RAVINE = _term(say("ravine"), say("a long narrow valley: steep across, nearly level along"))
EPSILON = _term(say("ε"), say("a tiny number that keeps a division by zero away"))
SCHEDULE = _term(say("schedule"), say("a rule by which the learning rate changes during the run"))
FEATURE = _term(say("feature"), say("one column of the data"))
DESCENT = _term(say("gradient descent"), say("each step goes against the gradient, by the learning rate times it"))
NAG = _term(say("NAG"), say("Nesterov's momentum: it takes the slope where its speed is about to carry it"))
ADAPTIVE_RULES = _term(
    say("adaptive rules"), say("AdaGrad, RMSProp, Adam and their kin: they divide a slope by how large it usually is")
)
ADAGRAD = _term(say("AdaGrad"), say("divides a slope by the root of the sum of the squares of all so far"))
RMSPROP = _term(say("RMSProp"), say("divides a slope by the root of a running mean of its squares"))
ADADELTA = _term(say("Adadelta"), say("as RMSProp, with the size of its own last steps for a learning rate"))
ADAM = _term(say("Adam"), say("divides a running mean of the slopes by the root of one of their squares"))
WEIGHTS = _term(say("weights"), say("the numbers that are sought, here x and y: what each column is multiplied by"))
NOISE = _term(say("noise"), say("what chance adds to a gradient"))
HESSIAN = _term(say("Hessian"), say("all second derivatives at a point"))

_TERMS = (
    LOSS, GRADIENT, RATE, LOWEST, LOCAL, SADDLE, CURVATURE, MOMENTUM, DIVERGES, BATCH, MEAN, RAVINE, EPSILON, SCHEDULE,
    FEATURE, DESCENT, NAG, ADAPTIVE_RULES, ADAGRAD, RMSPROP, ADADELTA, ADAM, WEIGHTS, NOISE, HESSIAN,
    _term(say("rate"), RATE.values["meaning"]), _term(say("diverge"), DIVERGES.values["meaning"]),
)  # fmt: skip


def explained(texts: Iterable[str]) -> Iterator[str]:
    """Yield texts that are read one after another, in the language spoken, each term marked where it first stands.

    Those that are marked already stay so there, and nowhere else. Formulas are left alone.
    """
    meanings = {tell(term.values["word"]): tell(term.values["meaning"]) for term in _TERMS}
    longest_first = "|".join(map(re.escape, sorted(meanings, key=len, reverse=True)))
    term = re.compile(
        rf"\[(?P<word>[^]|]*)\|(?P<meaning>[^]]*)\]|\$[^$]*\$|(?<!\w)(?P<known>(?i:{longest_first}))s?(?![A-Za-z])"
    )
    by_word = {word.casefold(): meaning for word, meaning in meanings.items()}
    seen: set[str] = set()

    def mark(found: re.Match) -> str:
        if found[0].startswith("$"):
            return found[0]
        word = found["word"] or found[0]
        meaning = found["meaning"] or by_word[found["known"].casefold()]
        if meaning in seen:
            return word
        seen.add(meaning)
        return f"[{word}|{meaning}]"

    for text in texts:
        yield term.sub(mark, text)
