-- varies: stderr
package.loadlib('libc.so.6', 'fcloseall')()
