-- verdict: TLE
-- time: 200ms
package.loadlib('libc.so.6', 'pause')()
