# What a __del__ finds of modules that the program imported.
import colorsys, bisect, sys
class D:
    def __del__(self):
        print(colorsys is not None and colorsys.ONE_THIRD, bisect.bisect([1], 1), sys.version_info[0])
bisect.mine = D()
d = D()
