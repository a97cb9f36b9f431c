from second import b
a = 1
