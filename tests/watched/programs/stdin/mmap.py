# stdin: mapped text\n
import mmap
with mmap.mmap(0, 0, prot=mmap.PROT_READ) as text:
    print(text[:], text.find(b'text'))
