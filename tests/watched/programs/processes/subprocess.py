# verdict: RTE
import subprocess
subprocess.run(['/usr/bin/python3', '-c', ''])
