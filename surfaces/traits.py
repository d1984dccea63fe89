"""What a surface is an example of, for whoever looks for one: several may hold, or none."""

from enum import StrEnum

from words import say


class Trait(StrEnum):
    """A trait, in the order in which a picker offers them."""

    RAVINE = "ravine"
    SADDLE = "saddle"
    PLATEAU = "plateau"
    MANY_MINIMA = "many minima"
    KINK = "kink"
    NOISE = "noise"
    DATA = "data"
    NETWORK = "network"

    @property
    def title(self) -> str:
        """What it is called."""
        return _WORDS[self][0]

    @property
    def words(self) -> str:
        """What it means, for a person."""
        return _WORDS[self][1]


_WORDS = {
    Trait.RAVINE: (say("ravine"), say("far more curved across than along")),
    Trait.SADDLE: (say("saddle"), say("a point without slope, uphill one way and downhill another")),
    Trait.PLATEAU: (say("plateau"), say("ground so level that there is hardly a slope to follow")),
    Trait.MANY_MINIMA: (say("many minima"), say("seven minima or more on the map, lowest or not")),
    Trait.KINK: (say("kink"), say("places where the slope jumps")),
    Trait.NOISE: (say("noise"), say("mini-batches pull apart, even at the minimum")),
    Trait.DATA: (say("data"), say("a loss averaged over the rows of a table")),
    Trait.NETWORK: (say("network"), say("the weights of a neural network")),
}
"""What each is called, and what that means."""
