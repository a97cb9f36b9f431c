#include "runner/filter/filter_pack.h"

#include "runner/filter/filter_image.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <stdint.h>
#include <string.h>

/* Numbers from here on have no calls; they all share the fate of the last. */
enum { NUMBERS = 1024, REACH = 255 };

/* The new program is written from its end, so that what a jump leads to is there before the jump. A
 * place is counted from the end. */
struct pack {
    const struct sock_filter *old;
    size_t old_count;
    struct sock_filter code[FILTER_CODE_MAX];
    size_t count;
    size_t place[FILTER_CODE_MAX]; /* of an old instruction */
    unsigned char is_needed[FILTER_CODE_MAX];
    unsigned short fate[NUMBERS]; /* the old instruction that a number leads to */
    int overflow;
};

static int is_jump(const struct sock_filter *step)
{
    return BPF_CLASS(step->code) == BPF_JMP;
}

static int loads(const struct sock_filter *step, size_t offset)
{
    return step->code == (BPF_LD | BPF_W | BPF_ABS) && step->k == offset;
}

/* Where a conditional jump leads. */
static size_t target(const struct pack *pack, size_t at, int holds)
{
    const struct sock_filter *step = &pack->old[at];

    if (BPF_OP(step->code) == BPF_JA)
        return at + 1 + step->k;
    return at + 1 + (holds ? step->jt : step->jf);
}

/* Past jumps that always go one way: "load; and 0; is it 0?" is how libseccomp masks half of an
 * argument out. */
static size_t settle(const struct pack *pack, size_t at)
{
    for (;;) {
        const struct sock_filter *step = &pack->old[at];

        if (step->code == (BPF_JMP | BPF_JA))
            at = target(pack, at, 1);
        else if (at + 2 < pack->old_count && step->code == (BPF_LD | BPF_W | BPF_ABS) &&
                 step[1].code == (BPF_ALU | BPF_AND | BPF_K) && step[1].k == 0 &&
                 step[2].code == (BPF_JMP | BPF_JEQ | BPF_K) && step[2].k == 0)
            at = target(pack, at + 2, 1);
        else
            return at;
    }
}

/* The first instruction that looks at something else than the number. */
static size_t follow(const struct pack *pack, size_t at, unsigned number)
{
    while (is_jump(&pack->old[at])) {
        unsigned k = pack->old[at].k;
        int holds = 1;

        switch (BPF_OP(pack->old[at].code)) {
        case BPF_JEQ:
            holds = number == k;
            break;
        case BPF_JGT:
            holds = number > k;
            break;
        case BPF_JGE:
            holds = number >= k;
            break;
        default:
            break;
        }
        at = target(pack, at, holds);
    }
    return settle(pack, at);
}

/* Equal returns are one: the last of them, since jumps lead onwards. */
static size_t last_like(const struct pack *pack, size_t at)
{
    const struct sock_filter *step = &pack->old[at];

    for (size_t i = pack->old_count; BPF_CLASS(step->code) == BPF_RET && --i > at;)
        if (pack->old[i].code == step->code && pack->old[i].k == step->k)
            return i;
    return at;
}

static size_t lead(const struct pack *pack, size_t at, int holds)
{
    return last_like(pack, settle(pack, target(pack, at, holds)));
}

static void mark(struct pack *pack, size_t at)
{
    while (!pack->is_needed[at]) {
        const struct sock_filter *step = &pack->old[at];

        pack->is_needed[at] = 1;
        if (BPF_CLASS(step->code) == BPF_RET)
            return;
        if (is_jump(step)) {
            mark(pack, lead(pack, at, 1));
            at = lead(pack, at, 0);
        } else {
            at++;
        }
    }
}

/* ---- writing ---- */

static size_t put(struct pack *pack, struct sock_filter step)
{
    if (pack->count == FILTER_CODE_MAX) {
        pack->overflow = 1;
        return 0;
    }
    pack->code[pack->count] = step;
    return pack->count++;
}

/* The place, or one in reach that leads there, of something that the next instruction but one may
 * jump to. */
static size_t bring_near(struct pack *pack, size_t place)
{
    size_t distance = pack->count - place;
    struct sock_filter step = pack->code[place];

    if (distance <= REACH - 2)
        return place;
    if (BPF_CLASS(step.code) != BPF_RET)
        step = (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, (unsigned)distance - 1);
    return put(pack, step);
}

static size_t put_jump(struct pack *pack, unsigned short code, unsigned k, size_t if_so,
                       size_t if_not)
{
    size_t yes = bring_near(pack, if_so);
    size_t no = bring_near(pack, if_not);
    size_t here = pack->count;

    return put(pack, (struct sock_filter)BPF_JUMP(code, k, (unsigned char)(here - yes - 1),
                                                  (unsigned char)(here - no - 1)));
}

/* What needs an argument, from the last instruction to the first: jumps lead onwards. */
static void put_needed(struct pack *pack)
{
    for (size_t at = pack->old_count; at-- > 0;) {
        const struct sock_filter *step = &pack->old[at];

        if (!pack->is_needed[at])
            continue;
        if (is_jump(step))
            pack->place[at] = put_jump(pack, step->code, step->k, pack->place[lead(pack, at, 1)],
                                       pack->place[lead(pack, at, 0)]);
        else
            pack->place[at] = put(pack, *step);
    }
}

/* The tree over the numbers from `first` up to and without `end`, whose fates differ at the
 * `edges`. */
static size_t put_tree(struct pack *pack, const unsigned short *edges, size_t count, unsigned first)
{
    size_t middle = count / 2;
    size_t below, above;

    if (count == 0)
        return pack->place[pack->fate[first]];
    above = put_tree(pack, edges + middle + 1, count - middle - 1, edges[middle]);
    below = put_tree(pack, edges, middle, first);
    return put_jump(pack, BPF_JMP | BPF_JGE | BPF_K, edges[middle], above, below);
}

/* The instructions before the tree, as libseccomp writes them (SCMP_FLTATR_ACT_BADARCH at the end).
 */
enum { LOAD_ARCH, IS_ARCH, LOAD_NUMBER, IS_X32, IS_MINUS_ONE, KILL_X32, LOAD_AGAIN, TREE };

static int has_checks(const struct pack *pack)
{
    const struct sock_filter *old = pack->old;

    return pack->old_count > TREE && loads(&old[LOAD_ARCH], offsetof(struct seccomp_data, arch)) &&
           old[IS_ARCH].code == (BPF_JMP | BPF_JEQ | BPF_K) && old[IS_ARCH].jt == 0 &&
           loads(&old[LOAD_NUMBER], offsetof(struct seccomp_data, nr)) &&
           old[IS_X32].code == (BPF_JMP | BPF_JGE | BPF_K) && old[IS_X32].jt == 0 &&
           target(pack, IS_X32, 0) == LOAD_AGAIN &&
           old[IS_MINUS_ONE].code == (BPF_JMP | BPF_JEQ | BPF_K) &&
           old[IS_MINUS_ONE].k == UINT32_MAX && target(pack, IS_MINUS_ONE, 1) == LOAD_AGAIN &&
           old[IS_MINUS_ONE].jf == 0 && BPF_CLASS(old[KILL_X32].code) == BPF_RET &&
           loads(&old[LOAD_AGAIN], offsetof(struct seccomp_data, nr)) &&
           BPF_CLASS(old[settle(pack, target(pack, IS_ARCH, 0))].code) == BPF_RET;
}

static void put_checks(struct pack *pack, size_t tree)
{
    const struct sock_filter *old = pack->old;
    struct sock_filter is_arch = old[IS_ARCH], is_x32 = old[IS_X32];

    if (pack->count - tree > 1)
        put(pack,
            (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, (unsigned)(pack->count - tree - 1)));
    put(pack, old[KILL_X32]);
    put(pack, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, UINT32_MAX, 1, 0));
    is_x32.jf = 2;
    put(pack, is_x32);
    put(pack, old[LOAD_NUMBER]);
    put(pack, old[settle(pack, target(pack, IS_ARCH, 0))]);
    is_arch.jt = 1;
    is_arch.jf = 0;
    put(pack, is_arch);
    put(pack, old[LOAD_ARCH]);
}

/* Where the fate changes from one number to the next; how often. */
static size_t find_edges(const struct pack *pack, unsigned short edges[NUMBERS])
{
    size_t count = 0;

    for (unsigned number = 1; number < NUMBERS; number++)
        if (pack->fate[number] != pack->fate[number - 1])
            edges[count++] = (unsigned short)number;
    return count;
}

int filter_pack(struct sock_filter *code, size_t *count, struct error *err)
{
    static struct pack pack; /* large; used at start, by one thread */
    unsigned short edges[NUMBERS];
    size_t edge_count;

    memset(&pack, 0, sizeof(pack));
    pack.old = code;
    pack.old_count = *count;
    if (*count > FILTER_CODE_MAX || !has_checks(&pack))
        return error_set(err, -EINVAL,
                         "a seccomp filter is not of the form that libseccomp 2.5 "
                         "writes, which is expected here");
    for (unsigned number = 0; number < NUMBERS; number++) {
        size_t fate = last_like(&pack, follow(&pack, TREE, number));

        pack.fate[number] = (unsigned short)fate;
        mark(&pack, fate);
    }
    put_needed(&pack);
    edge_count = find_edges(&pack, edges);
    put_checks(&pack, put_tree(&pack, edges, edge_count, 0));
    if (pack.overflow || pack.count > *count)
        return error_set(err, -E2BIG, "packing a seccomp filter of %zu instructions made it longer",
                         *count);
    for (size_t i = 0; i < pack.count; i++)
        code[i] = pack.code[pack.count - 1 - i];
    *count = pack.count;
    return 0;
}
