import re, sys, io, unittest
class T(unittest.TestCase):
    def test_bad(self):
        self.assertEqual([1], [2])
out = io.StringIO()
unittest.main(exit=False, testRunner=unittest.TextTestRunner(out))
print(re.sub(r'\d\.\d+s', 'Ns', out.getvalue()))
