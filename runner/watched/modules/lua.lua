-- What a watched Lua starts with: it lies where a program's source will lie. The module beside it
-- starts the interpreter again, so that it waits before it comes to the source (lua.c).
assert(package.loadlib(arg[0]:gsub('[^/]*$', '.watched.so'), 'start'))()
