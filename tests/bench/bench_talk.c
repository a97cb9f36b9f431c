/* Either side of a ping-pong: `bench_talk ping N` writes a byte and waits for one, N times; the
 * other, `bench_talk pong`, answers until there is nothing more. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    int is_first = argc > 2 && strcmp(argv[1], "ping") == 0;
    long turns = is_first ? strtol(argv[2], NULL, 10) : 0;
    char byte = 'x';

    for (long i = 0; is_first && i < turns; i++)
        if (write(1, &byte, 1) != 1 || read(0, &byte, 1) != 1)
            return 1;
    while (!is_first && read(0, &byte, 1) == 1)
        if (write(1, &byte, 1) != 1)
            return 1;
    return 0;
}
