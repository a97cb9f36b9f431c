#include "judge/verdict.h"
