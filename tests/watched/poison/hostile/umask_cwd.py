import os
os.umask(0o777)
os.mkdir('/tmp/gone')
os.chdir('/')
os.environ.clear()
os.environ['PYTHONSTARTUP'] = os.environ['LD_PRELOAD'] = '/tmp/evil'
print('done')
