# verdict: RTE
größe = {'é': 1}
print(größe['→' * 3] + größe['日本'])
