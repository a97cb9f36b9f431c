import symtable
print(symtable.symtable('x = 1\ndef f(): return x', 'a', 'exec').get_identifiers())
