package.path, package.cpath = 'poison', 'poison'
package.loaded.string, package.loaded.io = {}, {}
package.preload.string = function() return 'poison' end
package.searchers = {}
table.insert(package.searchers, print)
