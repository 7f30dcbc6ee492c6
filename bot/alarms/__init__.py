"""Alarms: whom a concern wakes, step by step and round after round, until a person has it (6.8.6).

`sounding` begins and stops them, `climbing` runs their steps, `taking` is acknowledgement and what
must follow it, `watching` finds those that did not ring, `deadman` tells the outside that all is well.
"""
