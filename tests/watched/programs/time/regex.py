# verdict: TLE
# time: 200ms
import re
re.match('(a+)+$', 'a' * 60 + 'b')
