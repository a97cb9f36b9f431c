-- varies: stdout
local watch = package.loadlib('/prog/.watched.so', 'watch')
if watch then print(pcall(watch)) end
local seen = debug.getregistry()._CLIBS
print(#seen)
