"""The learned models as data. Made by the training programs in ``benchmarks/``."""
