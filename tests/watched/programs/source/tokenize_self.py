import tokenize
with tokenize.open(__file__) as f:
    print(f.encoding, len(list(tokenize.generate_tokens(f.readline))))
