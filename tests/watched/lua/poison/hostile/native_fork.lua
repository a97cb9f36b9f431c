-- varies: stdout
-- exec: what these make of a pointer is chance
for _, name in ipairs {'fork', 'vfork', 'setsid', 'daemon', 'umask', 'sync', 'nice', 'fcloseall', 'munlockall', 'mlockall', 'getppid'} do
    local call = package.loadlib('libc.so.6', name)
    if call then pcall(call) end
end
