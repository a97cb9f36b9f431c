package.preload.mine = function(...) print(...) return {1} end
print(require('mine')[1], select(2, require('mine')), package.loaded.mine[1])
local file = io.open('/tmp/found.lua', 'w')
file:write('print(...) return nil')
file:close()
package.path = '/tmp/?.lua'
print(require('found'))
print(require('found'))
print(package.searchpath('found', package.path), package.searchpath('x.y', '/a/?;/b/?.z'))
