import sys, warnings
sys.stderr = None
warnings.warn('nowhere')
print('x')
