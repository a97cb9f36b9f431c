import _thread, os, time
for _ in range(40):
    try:
        _thread.start_new_thread(lambda: time.sleep(100), ())
    except RuntimeError:
        break
print('done', flush=True)
