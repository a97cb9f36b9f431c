/* Layers of the sandbox that a build for tests can leave out, to see which other ones stop an
 * attack by themselves (tests/sandbox/test_layers.c). In every other build the switch is the
 * constant 1, and nothing of it is in the program. */
#ifndef RUNNER_LAYERS_H
#define RUNNER_LAYERS_H

#ifdef ASSAY_LAYERS_SWITCHABLE
/* Reads $ASSAY_LAYERS_OFF, names with commas between them. Until then all layers are on. */
void layers_read(void);
int layers_has(const char *name);
#define LAYER_ON(name) layers_has(#name)
#else
#define layers_read()  ((void)0)
#define LAYER_ON(name) 1
#endif

#endif
