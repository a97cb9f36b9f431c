# addresses: stdout
import sys
print('in', __name__)
if __name__ == '__main__':
    import solution
    print(solution.__name__, solution.__file__, solution.__spec__)
    print(sorted(set(vars(solution)) - set(globals())))
