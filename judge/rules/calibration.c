#include "judge/rules/calibration.h"

#include <math.h>

/* A product that is a whole number of steps but for the last digit of a double is that number. */
static double steps(double value)
{
    return ceil(value * (1 - 1e-12));
}

int64_t calibration_limit(const struct problem_calibration *calibration, int64_t slowest_us,
                          int64_t most_us)
{
    double step = calibration->resolution_us > 0 ? (double)calibration->resolution_us : 1000000;
    double count = fmax(1, steps((double)slowest_us * calibration->factor / step));

    return count * step < (double)most_us ? (int64_t)llround(count * step) : most_us;
}

int64_t calibration_without_language(int64_t time_us, double factor, int64_t more_us)
{
    double left = (double)(time_us - more_us);

    if (left <= 0)
        return 0;
    return factor > 0 ? llround(left / factor) : (int64_t)left;
}

enum calibration_says calibration_says(const struct problem_calibration *calibration,
                                       int64_t limit_us, int64_t time_us, int of_time)
{
    double limit = (double)limit_us, time = (double)time_us;

    if (of_time > 0 && calibration->factor > 0 && time * calibration->factor > limit * (1 + 1e-9))
        return CALIBRATION_CLOSE;
    if (of_time < 0 && time >= limit && time < limit * calibration->margin)
        return CALIBRATION_OPEN;
    return CALIBRATION_CLEAR;
}

int calibration_is_near(const struct problem_calibration *calibration, int64_t limit_us,
                        int64_t time_us)
{
    double margin = calibration->margin > 1 ? calibration->margin : 1;

    return (double)time_us * margin >= (double)limit_us &&
           (double)time_us <= (double)limit_us * margin;
}
