"""Tests of what stays of a case."""
