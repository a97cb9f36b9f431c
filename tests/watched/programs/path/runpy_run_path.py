import runpy
open('/tmp/x.py', 'w').write('import sys\nprint(__name__, __file__, sys.argv)\nvalue = 3\n')
print(sorted(runpy.run_path('/tmp/x.py', run_name='__main__')))
