# verdict: RTE
import sys
from collections import deque
q = deque(range(5))
while q:
    print(q.popleft(), end=' ')
sys.exit(7)
