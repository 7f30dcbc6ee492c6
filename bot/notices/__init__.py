"""The worksheet of a Notification of Concern and the duties beside it (6.8.6).

A program drafts, counts and reminds. Named persons write, review, submit and decide (invariant 7).
"""
