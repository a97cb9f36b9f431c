#!/usr/bin/lua
print(debug.getinfo(1, "l").currentline)
error("line 4")
