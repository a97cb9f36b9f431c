# varies: stderr
# verdict: RTE
import unittest
class Adds(unittest.TestCase):
    def test_adds(self):
        print('runs')
        self.assertEqual(1 + 1, 2)
    def test_fails(self):
        self.assertEqual(1, 2)
unittest.main()
