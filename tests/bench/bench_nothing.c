/* The least program: what is left of a run's cost is the run's. With an argument it spins. */
int main(int argc, char **argv)
{
    volatile unsigned long turns = 0;

    (void)argv;
    while (argc > 1)
        turns++;
    return 0;
}
