import sys, warnings
print([name for name, m in sorted(sys.modules.items()) if '__warningregistry__' in vars(m)])
print(len(warnings.filters), warnings.filters, warnings._onceregistry, warnings.defaultaction)
