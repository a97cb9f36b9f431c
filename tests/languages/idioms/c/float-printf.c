#include <locale.h>
#include <math.h>
#include <stdio.h>

int main(void)
{
    double a, b;
    setlocale(LC_ALL, "");
    setlocale(LC_NUMERIC, "C");
    scanf("%lf %lf", &a, &b);
    printf("%.3f\n%.*lf\n", a + b, 3, a * b);
    printf("%d\n", (int)floor(sqrt(a)));
    return 0;
}
