import shutil
print(shutil.disk_usage('/tmp').total > 0, shutil.which('python3'), shutil.which('sh'), shutil.get_terminal_size())
shutil.copy('/prog/solution.py', '/tmp/copy.py')
shutil.copytree('/tmp', '/tmp/sub', ignore=lambda *a: ['sub'])
print(shutil.rmtree('/tmp/sub'))
