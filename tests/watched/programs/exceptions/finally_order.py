def f():
    try:
        print(1)
        return 'returned'
    except Exception:
        print('never')
    else:
        print('never')
    finally:
        print(2)
print(f())
