import sys
seen = []
sys.addaudithook(lambda event, args: seen.append(event) if event in ('import', 'open', 'exec') else None)
import bisect
open('/dev/null').close()
exec('1')
print(seen)
