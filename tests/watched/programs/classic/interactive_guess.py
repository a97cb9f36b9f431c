# stdin: low\nhigh\ncorrect\n
low, high = 1, 100
while True:
    guess = (low + high) // 2
    print(guess, flush=True)
    answer = input()
    if answer == 'correct':
        break
    low, high = (guess + 1, high) if answer == 'low' else (low, guess - 1)
