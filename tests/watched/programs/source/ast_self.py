import ast
tree = ast.parse(open(__file__).read())
print(ast.dump(tree)[:200])
