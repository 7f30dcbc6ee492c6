"""Service and emulator in one process and one thread, on a virtual clock.

They meet through an in-process HTTP client: forms, signatures and webhooks are the real ones.
"""
