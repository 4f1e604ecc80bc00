"""How the tables of both files came to be, one step after another.

A released step is never changed: archives made with it exist. What is to be different becomes a
further step, which must bring along the rows that are there.
"""
