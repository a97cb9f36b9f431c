-- to the KiB: the text that the watched interpreter began with is still there
collectgarbage()
collectgarbage()
print(collectgarbage('count') // 8)
