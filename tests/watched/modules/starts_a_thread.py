import threading
import time
threading.stack_size(1 << 18)
threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
