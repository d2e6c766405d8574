/* json_build.h: the tree of a document that json_scan has let pass. */
#pragma once
#include "core/base.h"

struct json_object;

/** Build it. NULL is the literal null.
 *  in   bytes, count  one value as json_scan gave it, with nothing around it
 *  out  to be freed with json_object_put */
struct json_object *json_build(const char *bytes, size_t count) NONNULL_ALL MUST_CHECK;
