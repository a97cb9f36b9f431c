# varies: stderr
import unittest
class T(unittest.TestCase):
    def test_good(self):
        self.assertEqual(1, 1)
if __name__ == '__main__':
    unittest.main()
