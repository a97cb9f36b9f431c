for _, name in ipairs {'LUA_INIT', 'LUA_INIT_5_4', 'LUA_PATH', 'LUA_CPATH', 'HOME', 'PATH', 'LANG', 'TMPDIR', 'USER'} do
    print(name, os.getenv(name))
end
