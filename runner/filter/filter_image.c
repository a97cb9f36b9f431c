#include "runner/filter/filter_image.h"

#include "base/fd.h"
#include "base/memory.h"

#include <errno.h>
#include <linux/bpf_common.h>
#include <stdlib.h>
#include <unistd.h>

static int note_hole(uint16_t *holes, unsigned *count, size_t at)
{
    if (*count == FILTER_HOLES_MAX)
        return -E2BIG;
    holes[(*count)++] = (uint16_t)at;
    return 0;
}

static int find_holes(struct filter_program *program)
{
    int failed = 0;

    for (size_t i = 0; i < program->count && failed == 0; i++) {
        const struct sock_filter *step = &program->code[i];

        if (BPF_CLASS(step->code) != BPF_JMP)
            continue;
        if (step->k == FILTER_PID_HOLE)
            failed = note_hole(program->pid_holes, &program->pid_count, i);
        else if (step->k == FILTER_CLOCK_HOLE)
            failed = note_hole(program->clock_holes, &program->clock_count, i);
        else if (step->k == FILTER_LENGTH_HOLE_HIGH)
            failed = note_hole(program->high_holes, &program->high_count, i);
        else if (step->k == FILTER_LENGTH_HOLE_LOW)
            failed = note_hole(program->low_holes, &program->low_count, i);
    }
    if (failed == 0 && (program->pid_count == 0 || program->clock_count == 0 ||
                        program->high_count == 0 || program->low_count == 0))
        failed = -EINVAL;
    return failed;
}

static int read_program(int fd, uint32_t count, struct filter_program *program, struct error *err)
{
    size_t size = count * sizeof(struct sock_filter);

    if (count == 0 || count > FILTER_CODE_MAX)
        return error_set(err, -EINVAL, "a filter of %u instructions: expected 1 to %d", count,
                         FILTER_CODE_MAX);
    program->code = memory_alloc(size);
    program->count = (uint16_t)count;
    if (fd_read_full(fd, program->code, size) != (ssize_t)size)
        return error_set(err, -EINVAL, "a filter's memfd is shorter than its header says");
    if (find_holes(program) < 0)
        return error_set(err, -EINVAL,
                         "a filter without (or with too many) places for the pid and the length");
    return 0;
}

int filter_image_load(int fd, struct filter_image *ret_image, struct error *err)
{
    struct filter_image image = {0};
    struct filter_header header;
    int failed;

    if (lseek(fd, 0, SEEK_SET) < 0)
        return error_set_errno(err, errno, "cannot read a filter's memfd");
    if (fd_read_full(fd, &header, sizeof(header)) != (ssize_t)sizeof(header) ||
        header.magic != FILTER_MAGIC)
        return error_set(err, -EINVAL, "a profile's filter is not what filter_compile makes");
    failed = read_program(fd, header.single_count, &image.single, err);
    if (failed == 0)
        failed = read_program(fd, header.multi_count, &image.multi, err);
    if (failed < 0)
        filter_image_release(&image);
    else
        *ret_image = image;
    return failed;
}

void filter_image_release(struct filter_image *image)
{
    free(image->single.code);
    free(image->multi.code);
    *image = (struct filter_image){0};
}

void filter_program_patch(struct filter_program *program, uint32_t pid, uint64_t max_length)
{
    for (unsigned i = 0; i < program->pid_count; i++)
        program->code[program->pid_holes[i]].k = pid;
    for (unsigned i = 0; i < program->clock_count; i++)
        program->code[program->clock_holes[i]].k = filter_clock_of(pid);
    for (unsigned i = 0; i < program->high_count; i++)
        program->code[program->high_holes[i]].k = (uint32_t)(max_length >> 32);
    for (unsigned i = 0; i < program->low_count; i++)
        program->code[program->low_holes[i]].k = (uint32_t)max_length;
}
