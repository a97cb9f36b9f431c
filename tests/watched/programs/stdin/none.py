# verdict: RTE
import sys
sys.stdin = None
input()
