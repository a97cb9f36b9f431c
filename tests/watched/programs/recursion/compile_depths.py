for text in '-' * 3000 + '1', '(' * 90 + ')' * 90, 'a' + '.a' * 5000, 'x+' * 5000 + 'x', '[' * 190 + ']' * 190:
    try:
        compile(text, 'x', 'eval')
        print('compiles')
    except (RecursionError, SyntaxError, MemoryError) as error:
        print(type(error).__name__, error)
