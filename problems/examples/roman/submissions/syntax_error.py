def to_roman(n):
    return {1: "I", 5: "V", 10: "X"]
