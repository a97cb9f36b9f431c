import traceback
def f():
    return traceback.extract_stack()
for frame in f():
    print(frame, frame.line, frame.colno if hasattr(frame, 'colno') else '')
