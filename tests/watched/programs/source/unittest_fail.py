# varies: stderr
# verdict: RTE
import unittest
class T(unittest.TestCase):
    def test_bad(self):
        self.assertEqual(1, 2)
    def test_error(self):
        print('runs')
        1 / 0
unittest.main()
