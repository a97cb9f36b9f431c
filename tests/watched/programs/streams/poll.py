# stdin: x
import select
print(select.select([0], [1, 2], [], 0))
