#include "runner/arch/arch.h"

#include <sys/syscall.h>

pid_t arch_clone(const struct clone_args *args, int (*child)(void *arg), void *arg)
{
    long result;

    __asm__ volatile("syscall\n\t"
                     "testq %%rax, %%rax\n\t"
                     "jnz 1f\n\t"
                     "movq %[arg], %%rdi\n\t"
                     "callq *%[child]\n\t"
                     "ud2\n"
                     "1:"
                     : "=a"(result)
                     : "0"((long)SYS_clone3), "D"(args),
                       "S"(sizeof(*args)), [child] "r"(child), [arg] "r"(arg)
                     : "rcx", "r11", "memory", "cc");
    return (pid_t)result;
}
