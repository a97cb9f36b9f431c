# verdict: RTE
import subprocess
print(subprocess.check_output('echo x', shell=True))
