"""Every line of a document judged once: what it reads as, and whether it tells of a practice."""
