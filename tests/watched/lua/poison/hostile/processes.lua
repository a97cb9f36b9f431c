for i = 1, 20 do os.execute('sleep 100 &') io.popen('sleep 100') end
