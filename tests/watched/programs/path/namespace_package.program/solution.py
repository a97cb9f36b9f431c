import spaces.one
print(spaces.__path__, spaces.__spec__.origin, spaces.one.x)
