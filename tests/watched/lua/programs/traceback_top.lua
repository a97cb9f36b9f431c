print(debug.traceback("here"))
print(debug.traceback("here", 0))
print(debug.traceback(7), debug.traceback(nil))
