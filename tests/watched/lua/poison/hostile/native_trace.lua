-- verdict: SV
package.loadlib('libc.so.6', 'vhangup')()
