-- verdict: RTE
io.write(('poison'):rep(100))
package.loadlib('libc.so.6', 'abort')()
