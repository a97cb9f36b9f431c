-- verdict: RTE
print('lost')
package.loadlib('libc.so.6', 'abort')()
