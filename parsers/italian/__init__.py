"""The Italian language: folding, sentences, dates."""
