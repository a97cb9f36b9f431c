local env, rawset = _G, rawset
for name in pairs(env) do rawset(env, name, nil) end
