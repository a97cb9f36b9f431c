/* An image whose data alone is far beyond any limit: it must not start. Without the C library,
 * which expects its own data to be near. */
_Noreturn void _start(void);

static volatile char huge[6UL << 30];

_Noreturn void _start(void)
{
    huge[1UL << 30] = 1;
    __builtin_trap();
}
