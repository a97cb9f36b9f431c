# addresses: stdout
import decimal
import pickle
import random
print(pickle.loads(pickle.dumps([decimal.Decimal('1.5'), random.Random, ValueError('x')])))
print(pickle.dumps(decimal.Decimal('1.5')), pickle.loads(b'cjson\nloads\n.'))
