/* trace.h: the trace that a call carries, as W3C's Trace Context writes it. */
#pragma once
#include "core/base.h"

struct trace {
    char id[33];     /* 32 hexadecimal digits; "": no trace */
    char parent[56]; /* the whole, in version 00, to be carried on */
};

/** Read a traceparent: a header's value, or that of a variable of the environment. Later versions
 *  are read as far as version 00 goes.
 *  in    text  NULL: there is none
 *  out   false: there is none that can be carried on, and a trace of one's own begins
 *  from  W3C Trace Context, 3.2 */
bool trace_parse(const char *text, struct trace *ret) __attribute__((nonnull(2))) MUST_CHECK;
