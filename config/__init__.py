"""What is true before the first mail arrives: words, settings, the eleven campi, the 106 prefetture, logging.

Nothing of ours is imported from here; every other package may import this one.
"""
