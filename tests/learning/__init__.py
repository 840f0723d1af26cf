"""What the program learned, and how: `make train` writes its models anew, the same bytes every time.

`corpus.py` makes labelled lines of labelled documents; `topics.py`, `opinion.py` and `roles.py` teach a model each.
Which texts are learned from is said in `tests/accuracy/labelled.py`.
"""
