#include "judge/rules/time_advice.h"

enum { SECOND_US = 1000000 };

int64_t time_advice_limit(int64_t slowest_ac_us)
{
    int64_t twice = 2 * slowest_ac_us;
    int64_t step = twice <= SECOND_US        ? SECOND_US / 10
                   : twice <= 10 * SECOND_US ? SECOND_US / 2
                                             : SECOND_US;
    int64_t limit = (twice + step - 1) / step * step;

    return limit > 0 ? limit : step;
}

int time_advice_parts(int64_t limit_us, int64_t slowest_ac_us, int64_t fastest_tle_us)
{
    if (slowest_ac_us >= 0 && limit_us < slowest_ac_us)
        return 0;
    return fastest_tle_us < 0 || limit_us < fastest_tle_us;
}
