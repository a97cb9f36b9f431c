print(str(copyright)[:60], str(credits)[:40])
print(repr(license), help)
