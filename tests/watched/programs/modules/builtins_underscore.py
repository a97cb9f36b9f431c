import builtins
print(hasattr(builtins, '_'), builtins.copyright, builtins.exit, builtins.quit)
