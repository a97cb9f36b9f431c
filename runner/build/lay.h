/* What furnishes a program's working directory before it runs.
 *
 * `assay-lay [-r] [-i NAME] [-o NAME] PROGRAM ARGUMENT...` copies what is below LAY_FROM to /tmp,
 * which is the working directory, and becomes the program: it starts none, so that the run stays
 * one process. -r: the working directory is LAY_FROM itself, where there is one, which cannot be
 * written to. -i: NAME there is the input, by a link to stdin. -o: what is written to NAME is
 * the output, by a link to where stdout led, and stdout leads nowhere.
 */
#ifndef RUNNER_LAY_H
#define RUNNER_LAY_H

#define LAY_FROM ".assay-files" /* below /prog */

#endif
