print(1if 1else 0)
