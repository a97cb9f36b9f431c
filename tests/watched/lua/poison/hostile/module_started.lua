-- verdict: RTE
-- varies: stderr
local start = package.loadlib('/prog/.watched.so', 'start')
if start then start() end
error('done')
