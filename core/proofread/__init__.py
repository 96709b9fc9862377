"""Spelling, particles and spacing of Korean prose: an own table of rules, and Kiwi where letters do not decide.

`passes.proofread` loads Kiwi (0.5 GB) when it is first asked: not in the window process.
"""
