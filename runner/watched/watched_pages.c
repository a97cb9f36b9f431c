#include "runner/watched/watched_pages.h"

#include "base/fd.h"

#include <link.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25 /* since Linux 6.1 */
#endif

/* What a page table of the last level spans, and a huge page with it. */
#define HUGE_PAGE ((uintptr_t)2 << 20)

/* ---- programs and libraries ---- */

static uintptr_t round_down(uintptr_t address)
{
    return address & ~(HUGE_PAGE - 1);
}

static uintptr_t round_up(uintptr_t address)
{
    return round_down(address + HUGE_PAGE - 1);
}

static uintptr_t page_size(void)
{
    return (uintptr_t)sysconf(_SC_PAGESIZE);
}

/* The kernel copies the tables of mappings that have a page of their own (vma_needs_copy,
 * mm/memory.c), and one written with what it holds is such a page. Where it may not be written,
 * children fault. */
static int touch_segments(struct dl_phdr_info *object, size_t size, void *arg)
{
    (void)size;
    (void)arg;
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
        uintptr_t start = (object->dlpi_addr + segment->p_vaddr) & ~(page_size() - 1);
        uintptr_t end = object->dlpi_addr + segment->p_vaddr + segment->p_memsz;
        int protection = segment->p_flags & PF_X ? PROT_READ | PROT_EXEC : PROT_READ;
        volatile char *byte = (volatile char *)start; /* NOLINT: an address is what the ELF gives */

        if (segment->p_type != PT_LOAD || segment->p_flags & PF_W ||
            mprotect((void *)start, end - start, protection | PROT_WRITE) < 0)
            continue;
        *byte = *byte;
        mprotect((void *)start, end - start, protection);
    }
    return 0;
}

void watched_pages_touch_segments(void)
{
    dl_iterate_phdr(touch_segments, NULL);
}

/* The same bytes, where they are, in huge pages of their own: as program text, all of it. Done in
 * one call, so that this may be about the code that does it. */
static void replace(uintptr_t start, uintptr_t end)
{
    size_t size = end - start;
    char *room =
        mmap(NULL, size + HUGE_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char *copy = room + (-(uintptr_t)room & (HUGE_PAGE - 1));

    if (room == MAP_FAILED)
        return;
    memcpy(copy, (void *)start, size); /* NOLINT: addresses are what the ELF gives */
    if (madvise(copy, size, MADV_COLLAPSE) == 0 && mprotect(copy, size, PROT_READ | PROT_EXEC) == 0)
        mremap(copy, size, size, MREMAP_MAYMOVE | MREMAP_FIXED, (void *)start); /* NOLINT */
    munmap(room, size + HUGE_PAGE);
}

/* The whole huge pages inside of what an object has of adjoining segments that nobody writes. */
static int replace_segments(struct dl_phdr_info *object, size_t size, void *arg)
{
    uintptr_t start = 0, end = 0;

    (void)size;
    (void)arg;
    for (int i = 0; i <= object->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = i < object->dlpi_phnum ? &object->dlpi_phdr[i] : NULL;
        uintptr_t from = segment ? object->dlpi_addr + segment->p_vaddr : 0;

        if (segment && segment->p_type != PT_LOAD)
            continue;
        if (segment && !(segment->p_flags & PF_W) && from - end < page_size()) {
            end = from + segment->p_memsz;
            continue;
        }
        if (round_down(end) > round_up(start))
            replace(round_up(start), round_down(end));
        start = from;
        end = segment && !(segment->p_flags & PF_W) ? from + segment->p_memsz : from;
    }
    return 0;
}

/* ---- the heap ---- */

struct span {
    uintptr_t start, end;
};

/* Whether a line of /proc/PID/maps is about anonymous memory that has whole huge pages inside. */
static int read_span(const char *line, struct span *ret_span)
{
    char access[5], path[8] = "";
    unsigned long inode;

    if (sscanf(line, "%lx-%lx %4s %*s %*s %lu %7s", &ret_span->start, &ret_span->end, access,
               &inode, path) < 4)
        return 0;
    return strcmp(access, "rw-p") == 0 && inode == 0 && (!path[0] || strcmp(path, "[heap]") == 0) &&
           round_down(ret_span->end) > round_up(ret_span->start);
}

/* How many of at most `max` there are. */
static size_t read_spans(int maps, struct span *spans, size_t max)
{
    enum { SIZE = 1 << 20 };
    char *text = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    size_t count = 0;

    if (text == MAP_FAILED)
        return 0;
    fd_read_full(maps, text, SIZE - 1);
    for (char *line = text, *end; count < max && (end = strchr(line, '\n')); line = end + 1) {
        *end = '\0';
        count += (size_t)read_span(line, &spans[count]);
    }
    munmap(text, SIZE);
    return count;
}

void watched_pages_join(int maps)
{
    struct span spans[64];
    size_t count = read_spans(maps, spans, sizeof(spans) / sizeof(spans[0]));

    for (size_t i = 0; i < count; i++) {
        uintptr_t start = round_up(spans[i].start), end = round_down(spans[i].end);

        madvise((void *)start, end - start, MADV_COLLAPSE); /* NOLINT */
    }
    dl_iterate_phdr(replace_segments, NULL);
}
