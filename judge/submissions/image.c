#include "judge/submissions/image.h"

#include <elf.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

int execute_image_kib(int fd, int64_t *ret_kib, struct error *err)
{
    Elf64_Ehdr header;
    uint64_t total = 0;

    if (pread(fd, &header, sizeof(header), 0) != (ssize_t)sizeof(header) ||
        memcmp(header.e_ident, ELFMAG, SELFMAG) != 0)
        return error_set(err, -ENOEXEC, "not an ELF file");
    if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_machine != EM_X86_64)
        return error_set(err, -ENOEXEC, "an ELF file of another machine, expected x86-64");
    if ((header.e_type != ET_EXEC && header.e_type != ET_DYN) ||
        header.e_phentsize != sizeof(Elf64_Phdr))
        return error_set(err, -ENOEXEC, "an ELF file that is not a program");
    for (unsigned i = 0; i < header.e_phnum; i++) {
        Elf64_Phdr segment;
        off_t at = (off_t)(header.e_phoff + i * sizeof(segment));

        if (at < 0 || pread(fd, &segment, sizeof(segment), at) != (ssize_t)sizeof(segment))
            return error_set(err, -ENOEXEC, "an ELF file that is cut short");
        if (segment.p_type == PT_LOAD && __builtin_add_overflow(total, segment.p_memsz, &total))
            total = UINT64_MAX;
    }
    *ret_kib = (int64_t)(total / 1024);
    return 0;
}
