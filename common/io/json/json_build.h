/* json_build.h: the tree of a document that json_scan has let pass. */
#pragma once
#include "core/base.h"

struct json_object;

/** Build the tree of a value.
 *  in    bytes, count  one value that json_scan accepted, with nothing around it
 *  out   the caller frees it with json_object_put; NULL for the literal null */
struct json_object *json_build(const char *bytes, size_t count) NONNULL_ALL MUST_CHECK;
