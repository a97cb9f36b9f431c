#include <float.h>
#include <stdio.h>
#include <stdlib.h>
#include <math.h>

int main(void)
{
    char line[100], *end;
    if (!fgets(line, sizeof line, stdin)) return 1;
    long double a = strtold(line, &end), b = strtold(end, NULL);
    printf("%.3Lf\n%.3Lf\n%ld\n", a + b, a * b, lrint(trunc(sqrtl(a))));
    return 0;
}
