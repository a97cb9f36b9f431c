#include "judge/score.h"
