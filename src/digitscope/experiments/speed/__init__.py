"""How fast digitscope is beside its peers: in goes a Plan, out comes a Report of measured times.

Every contender lives in a process of its own (worker, player) and does the same cases in turns (rounds).
"""
