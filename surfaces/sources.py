"""Sources that several surfaces share, as a reader would look for them."""

from words import say

YU = say("Yu Donghwi 2021, Gradient descent (a teaching note in Korean)")

ROUNDUP = say("A roundup of deep-learning optimizers (a blog post in Korean, 22 September 2019)")

RUDER = "Ruder 2016, An overview of gradient descent optimization algorithms, arXiv:1609.04747"

EZEKIEL = "Ezekiel 1930, Methods of Correlation Analysis"

JAMIL = "Jamil & Yang 2013, arXiv:1308.4008"

MISHRA = "Mishra 2006, Some new test functions for global optimization, MPRA 2718"

VIRTUAL_LIBRARY = "Surjanovic & Bingham 2013, Virtual Library of Simulation Experiments"

FAMILY = say("Optimizers of gradient descent (a teaching note in Korean)")

CHAPTER = say("Momentum and adaptive learning rates (a chapter of a course in Korean)")

ADAM_NOTE = say("Adam (a teaching note in Korean, 22 April 2024)")
