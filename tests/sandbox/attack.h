/* What the files of the attack program share (attack.c says what it is). */
#ifndef TESTS_SANDBOX_ATTACK_H
#define TESTS_SANDBOX_ATTACK_H

/* Says "ESCAPED: ..."; the program then does not say "held". */
void escaped(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* `result` of a call that must have failed with `expected`; 0: with whatever this kernel says. */
void must_fail(const char *what, long result, int expected);

struct attack_entry {
    const char *name;
    void (*run)(char **argv); /* argv[1] is the name */
};
/* Each ends with an entry without a name. */
extern const struct attack_entry attacks_on_resources[]; /* attack_resources.c */
extern const struct attack_entry attacks_on_files[];     /* attack_files.c */
extern const struct attack_entry attacks_on_kernel[];    /* attack_kernel.c */
extern const struct attack_entry attacks_on_output[];    /* attack_output.c */
extern const struct attack_entry attacks_on_layers[];    /* attack_layers.c */
extern const struct attack_entry attacks_on_refusals[];  /* attack_refusals.c */

#endif
