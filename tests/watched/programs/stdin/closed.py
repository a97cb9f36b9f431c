# verdict: RTE
import sys
sys.stdin.close()
input()
