"""Networks to and from what others use: in go their models and ours, out come ours and theirs, and files of theirs.

Nobody else's library is imported before it is needed, and no file of theirs is ever read: a model comes as an object.
"""
