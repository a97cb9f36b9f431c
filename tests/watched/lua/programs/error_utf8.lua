-- verdict: RTE
print(utf8.codepoint("\xff"))
