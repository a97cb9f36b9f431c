local files = {}
local file, why, code
repeat
    file, why, code = io.open('/tmp/f', 'w')
    files[#files + 1] = file
until not file or #files > 100000
print(#files, why, code)
