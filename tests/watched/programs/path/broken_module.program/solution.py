# verdict: RTE
print('before')
import broken
