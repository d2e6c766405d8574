/* remedy.h: what a person does about a refusal: for each class of error its own, with the request
 * that shows more. */
#pragma once
#include "core/error.h"
#include "core/text.h"

struct route;

/** Say it.
 *  in   class  of the command's error
 *       path   as it was asked: "/api/v1/orders/12/pause" */
void remedy_write(struct text *out, enum error_class class, const struct route *route,
                  const char *path) NONNULL_ALL;
