for level = 0, 6 do
    local info = debug.getinfo(level, 'Slnutf')
    if not info then print(level, 'none') break end
    print(level, info.source, info.short_src, info.what, info.name, info.namewhat, info.currentline,
        info.linedefined, info.lastlinedefined, info.nups, info.nparams, info.isvararg, info.istailcall)
end
local main, is_main = coroutine.running()
print(type(main), is_main, coroutine.isyieldable(), coroutine.status(main))
print(debug.gethook())
