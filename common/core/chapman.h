/* chapman.h: how many there are of something that two lists name in part, from how far the lists
 * overlap (capture and recapture). */
#pragma once
#include "core/base.h"

/* With fewer in both, the estimate is too low by an unknown part, and its interval is of no use.
 * From seven on one is 95 % sure that this bias is negligible (Robson and Regier 1964; Seber, The
 * Estimation of Animal Abundance, 1982, 3.1). */
#define CHAPMAN_BOTH_MIN 7

struct chapman {
    int64_t estimate;
    int64_t low, high; /* 95 %; low is never under the number that the lists name together */
};

/** Chapman's estimator: (first + 1)(second + 1)/(both + 1) - 1. It takes for granted that each of
 *  all is as likely to be named by one list whether the other names it or not. Where both prefer
 *  the same ones, the true number is higher. A list that the other one holds whole tells of nothing
 *  more than that one.
 *  in    first, second  how many each list names;  both  how many of them both do: 0 .. the smaller
 *  out   false: too few to say, fewer than CHAPMAN_BOTH_MIN; ret is not filled
 *        ret  rounded, its interval outwards
 *  from  Chapman 1951; variance: Seber 1970; interval, transformed by logarithm of the number that
 *        is named by neither: Chao 1987 */
bool chapman_estimate(int64_t first, int64_t second, int64_t both, struct chapman *ret)
    NONNULL_ALL MUST_CHECK;
