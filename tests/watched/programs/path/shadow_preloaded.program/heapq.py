mine = 'heapq'
