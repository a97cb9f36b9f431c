local helper = {}
function helper.twice(n) return 2 * n end
function helper.fails() error('in another file') end
return helper
