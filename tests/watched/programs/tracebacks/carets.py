# verdict: RTE
a = {'b': [1, 2, {'c': None}]}
print(a['b'][2]['c']['d'] + len(a['b']) * 3)
