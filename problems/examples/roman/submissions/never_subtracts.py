def to_roman(n):
    result = ""
    for value, letter in zip((1000, 500, 100, 50, 10, 5, 1), "MDCLXVI"):
        result += letter * (n // value)
        n %= value
    return result
