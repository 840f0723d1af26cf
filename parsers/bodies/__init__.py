"""Public and private bodies named in Italian text: which kind, what name, where."""
