"""The campo of a practice: what declares it, what its words say, and the decision.

The words: `ngrams.py` takes a text apart, `linear.py` weighs the pieces, `opinion.py` is the answer and its reasons;
`fit.py` learns. The model `ngrams.npz` is written by `make train`.
"""
