# verdict: RTE
import pdb
print('before')
pdb.set_trace()
print('after')
