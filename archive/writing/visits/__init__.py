"""Visits on their way into the tables: which article each belongs to, and the rows it makes."""
