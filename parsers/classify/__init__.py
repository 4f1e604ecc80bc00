"""The learned classifiers: which blocks of a page are its article, and whether it has one.

Both are boosted trees over features that cost microseconds, kept as plain data in
``parsers/classify/models``. ``benchmarks/train_body.py`` makes them.
"""
