#include "judge/commands/timing.h"

#include "judge/dispatch/batch.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

enum { LINE = 512 };

/* The first line of a file without its end, "" when it cannot be read. */
static const char *read_line(const char *path, char line[LINE])
{
    FILE *file = fopen(path, "re");

    line[0] = '\0';
    if (file && fgets(line, LINE, file))
        line[strcspn(line, "\n")] = '\0';
    if (file)
        fclose(file);
    return line;
}

enum state { QUIET, NOISY, UNKNOWN };

static void say(json_t *report, const char *source, enum state state, const char *advice,
                const char *format, ...) __attribute__((format(printf, 5, 6)));
static void say(json_t *report, const char *source, enum state state, const char *advice,
                const char *format, ...)
{
    static const char *const names[] = {"quiet", "noisy", "unknown"};
    char found[LINE + 64];
    va_list args;

    va_start(args, format);
    vsnprintf(found, sizeof(found), format, args);
    va_end(args);
    json_array_append_new(report,
                          json_pack("{s:s,s:s,s:s,s:s}", "source", source, "state", names[state],
                                    "found", found, "advice", state == NOISY ? advice : ""));
}

/* ---- the processor ---- */

/* Every CPU has a governor of its own; this reports the first that is not "performance". */
static void look_at_frequency(json_t *report)
{
    char path[96], line[LINE] = "", other[LINE] = "";
    int cpus = (int)sysconf(_SC_NPROCESSORS_CONF), seen = 0, noisy = 0;

    for (int cpu = 0; cpu < cpus; cpu++) {
        snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%d/cpufreq/scaling_governor", cpu);
        if (!*read_line(path, line))
            continue;
        seen++;
        if (strcmp(line, "performance") != 0 && noisy++ == 0)
            memcpy(other, line, sizeof(other));
    }
    if (seen == 0)
        say(report, "frequency scaling", UNKNOWN, "", "the host does not show it (as in most VMs)");
    else
        say(report, "frequency scaling", noisy ? NOISY : QUIET,
            "set the governor of every CPU to performance", "governor %s on %d of %d CPUs",
            noisy ? other : "performance", noisy ? noisy : seen, seen);
}

static void look_at_turbo(json_t *report)
{
    char line[LINE];
    int on;

    if (*read_line("/sys/devices/system/cpu/intel_pstate/no_turbo", line))
        on = line[0] == '0';
    else if (*read_line("/sys/devices/system/cpu/cpufreq/boost", line))
        on = line[0] == '1';
    else
        return; /* the host does not tell */
    say(report, "turbo", on ? NOISY : QUIET,
        "switch it off (intel_pstate/no_turbo or cpufreq/boost) where times must be comparable",
        "%s", on ? "on: speed depends on heat and on how many CPUs are busy" : "off");
}

static void look_at_smt(json_t *report)
{
    char line[LINE];

    if (!*read_line("/sys/devices/system/cpu/smt/active", line))
        say(report, "SMT", UNKNOWN, "", "the host does not show it");
    else
        say(report, "SMT", line[0] == '1' ? NOISY : QUIET,
            "run one grader a core (-j), or echo off > /sys/devices/system/cpu/smt/control",
            line[0] == '1' ? "on: two programs on one core slow each other" : "off");
}

static void look_at_cpus(json_t *report)
{
    int jobs = batch_default_jobs();
    int online = (int)sysconf(_SC_NPROCESSORS_ONLN);

    say(report, "CPUs", jobs > 1 ? QUIET : NOISY,
        "give the host another CPU: judge, checker and program share this one",
        "%d of %d can be used, which is also the default of -j; -j %d leaves one for the rest",
        jobs, online, jobs > 1 ? jobs - 1 : 1);
}

/* A quota stops a whole container, and the programs in it, for the rest of each period. */
static void look_at_quota(json_t *report)
{
    char line[LINE];
    const char *unlimited = "max";

    if (!*read_line("/sys/fs/cgroup/cpu.max", line)) {
        unlimited = "-1";
        if (!*read_line("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", line))
            return;
    }
    if (strncmp(line, unlimited, strlen(unlimited)) == 0)
        say(report, "CPU quota", QUIET, "", "none");
    else
        say(report, "CPU quota", NOISY,
            "pin whole CPUs instead (cpuset, --cpuset-cpus): a quota stops programs in the middle",
            "%s us", line);
}

/* Reports the share of steal in the time since boot that was not idle. */
static void look_at_steal(json_t *report)
{
    static const double worth_saying = 1.0;
    unsigned long long field[8] = {0};
    FILE *file = fopen("/proc/stat", "re");
    int got = 0;
    double busy, percent;

    if (file) {
        got = fscanf(file, "cpu %llu %llu %llu %llu %llu %llu %llu %llu", &field[0], &field[1],
                     &field[2], &field[3], &field[4], &field[5], &field[6], &field[7]);
        fclose(file);
    }
    if (got != 8) {
        say(report, "steal", UNKNOWN, "", "/proc/stat does not say");
        return;
    }
    busy = (double)(field[0] + field[1] + field[2] + field[5] + field[6] + field[7]);
    percent = busy > 0 ? 100.0 * (double)field[7] / busy : 0;
    say(report, "steal", percent > worth_saying ? NOISY : QUIET,
        "the hypervisor gives this VM's CPUs to others: ask for CPUs of its own",
        "%.1f %% of the busy time since boot", percent);
}

static void look_at_load(json_t *report)
{
    char line[LINE];
    double load = strtod(read_line("/proc/loadavg", line), NULL);
    int jobs = batch_default_jobs();

    if (!*line)
        return;
    say(report, "load", load > jobs ? NOISY : QUIET,
        "something else keeps this host busy; judge on a host of its own", "%.1f on %d CPUs", load,
        jobs);
}

/* ---- the kernel ---- */

static void look_at_kernel(json_t *report)
{
    struct utsname host;
    int major = 0, minor = 0;

    uname(&host);
    if (sscanf(host.release, "%d.%d", &major, &minor) != 2)
        say(report, "kernel", UNKNOWN, "", "%s", host.release);
    else
        say(report, "kernel", major > 5 || (major == 5 && minor >= 15) ? QUIET : NOISY,
            "use Linux 5.15 or later; 6.1 is the reference", "%s%s", host.release,
            major == 5 && minor >= 15 ? ": works, 6.1 is the reference" : "");
}

static void look_at_clock(json_t *report)
{
    char line[LINE];
    int fast;

    if (!*read_line("/sys/devices/system/clocksource/clocksource0/current_clocksource", line))
        return;
    fast = strcmp(line, "hpet") != 0 && strcmp(line, "acpi_pm") != 0 && strcmp(line, "jiffies");
    say(report, "clock", fast ? QUIET : NOISY,
        "each reading of the time costs microseconds; find out why the kernel gave the TSC up",
        "%s", line);
}

static void look_at_addresses(json_t *report)
{
    char line[LINE];

    if (!*read_line("/proc/sys/kernel/randomize_va_space", line))
        say(report, "ASLR", UNKNOWN, "", "the host does not show it");
    else
        say(report, "ASLR", line[0] == '2' ? QUIET : NOISY,
            "sysctl kernel.randomize_va_space=2: without it attacks on graders know the addresses",
            line[0] == '2' ? "on (times vary a little with the addresses)" : "%s", line);
}

static void look_at_cores(json_t *report)
{
    char line[LINE];

    read_line("/proc/sys/kernel/core_pattern", line);
    say(report, "core_pattern", line[0] == '|' ? NOISY : QUIET,
        "programs in cells start no helper, but each crash costs a line in the kernel's log; a "
        "plain name (sysctl kernel.core_pattern=core) costs nothing",
        "%s", line[0] ? line : "empty");
}

/* ---- memory ---- */

static void look_at_swap(json_t *report, int swap_is_capped)
{
    FILE *file = fopen("/proc/swaps", "re");
    char line[LINE];
    int areas = -1; /* the heading */

    while (file && fgets(line, sizeof(line), file))
        areas++;
    if (file)
        fclose(file);
    if (areas <= 0)
        say(report, "swap", QUIET, "", "off");
    else if (swap_is_capped)
        say(report, "swap", NOISY,
            "swapoff -a: programs cannot use it, but graders and checkers can be swapped out",
            "%d on; programs are kept out of it", areas);
    else
        say(report, "swap", NOISY,
            "swapoff -a, or boot with swapaccount=1 (v1) or a kernel with CONFIG_MEMCG_SWAP: a "
            "program may use swap beyond its memory limit",
            "%d on; no group keeps programs out of it", areas);
}

static void look_at_pages(json_t *report)
{
    char line[LINE];

    if (!*read_line("/sys/kernel/mm/transparent_hugepage/enabled", line))
        return;
    say(report, "huge pages", strstr(line, "[always]") ? NOISY : QUIET,
        "echo madvise > /sys/kernel/mm/transparent_hugepage/enabled: memory is counted in pages "
        "of 2 MiB that come and go",
        "%s", line);
}

json_t *timing_examine(int swap_is_capped)
{
    json_t *report = json_array();

    look_at_frequency(report);
    look_at_turbo(report);
    look_at_smt(report);
    look_at_cpus(report);
    look_at_quota(report);
    look_at_steal(report);
    look_at_load(report);
    look_at_clock(report);
    look_at_swap(report, swap_is_capped);
    look_at_pages(report);
    look_at_cores(report);
    look_at_addresses(report);
    look_at_kernel(report);
    return report;
}
