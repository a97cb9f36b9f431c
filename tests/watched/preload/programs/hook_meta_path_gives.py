# ... and may have one of its own.
import importlib.machinery
import sys
class Mine:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name == 'decimal':
            return importlib.machinery.ModuleSpec(name, Mine)
    create_module = staticmethod(lambda spec: None)
    @staticmethod
    def exec_module(module):
        module.mine = True
sys.meta_path.insert(0, Mine)
import decimal
print(decimal, vars(decimal).get('mine'))
