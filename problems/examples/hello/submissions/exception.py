words = ["Hello,"]
print(words[0], words[1])
