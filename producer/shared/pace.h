/* pace.h: how fast an operation goes on, as a person types it. */
#pragma once
#include "core/error.h"
#include "core/text.h"

/** Read how many letters are sent: "30/m" a minute, or "2/s" a second.
 *  out   ret  1 .. 60000 a minute
 *  err   USAGE it is no such rate */
bool pace_read_rate(const char *typed, int64_t *ret, struct error *err) NONNULL_ALL MUST_CHECK;

/** Read how many letters each step sends: "1,5,25,all".
 *  out   ret  an array of PostgreSQL is added: {1,5,25,0}; 0 is all that are left
 *  err   USAGE it is no such list: numbers from 1 to 1000000, "all" only at the end */
bool pace_read_ramp(const char *typed, struct text *ret, struct error *err) NONNULL_ALL MUST_CHECK;
