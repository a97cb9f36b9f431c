-- verdict: RTE
package.path = '/prog/?.lua;/prog/?/init.lua'
local helper = require('helper')
print(helper.twice(21), select(2, require('helper')), require('part').name)
print(io.open('/prog/data.txt'):read('a'))
helper.fails()
