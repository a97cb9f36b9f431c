# An unseeded generator is as one that was never used.
import random
version, words, gauss = random.getstate()
print(version, len(words), words[-1], gauss, words[0])
