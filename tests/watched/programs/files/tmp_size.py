import os
s = os.statvfs('/tmp')
print(s.f_bsize, s.f_blocks, s.f_bfree, s.f_files, s.f_ffree, s.f_flag, s.f_namemax)
