# verdict: RTE
# Code with the program's own file name but other lines.
exec(compile('\n\n\n\nraise ValueError', __file__, 'exec'))
