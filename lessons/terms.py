"""Words that a student may not know yet, each with what it means for whoever points at it: [word|meaning]."""

from words import Text, say


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
