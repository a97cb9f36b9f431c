# The hash of None is an address before 3.12, so only its being the same in a process is sure.
print(hash(None) == hash(None), len({None, 1, 'a'}))
