# stdin: a,b\n1,"x,y"\n
import csv, sys
print(list(csv.DictReader(sys.stdin)))
