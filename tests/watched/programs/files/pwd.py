import getpass, grp, os, pwd
for act in (lambda: pwd.getpwuid(os.getuid()), lambda: grp.getgrgid(os.getgid()), getpass.getuser,
            lambda: os.path.expanduser('~'), lambda: os.path.expanduser('~root'), os.getlogin):
    try:
        print(act())
    except Exception as error:
        print(type(error).__name__, error)
