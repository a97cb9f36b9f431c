print(io.open('.watched.so'), io.open('/prog/.watched.so'))
