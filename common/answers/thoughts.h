/* thoughts.h: the marks that models put around what they think before they answer. */
#pragma once
#include "core/base.h"

enum thought_mark { THOUGHT_NONE, THOUGHT_BEGIN, THOUGHT_END };

/** Is there a mark at this place: <think>, [/THINK], <|begin_of_thought|>, <|channel|>analysis, and
 *  whatever else is a tag whose name speaks of thinking?
 *  out   ret_behind  the place behind the mark; untouched where there is none */
enum thought_mark thought_mark_at(const char *at, const char *end, const char **ret_behind)
    NONNULL_ALL MUST_CHECK;

/** The place of the next mark that ends thoughts; end: there is none. */
const char *thought_end_from(const char *at, const char *end) NONNULL_ALL MUST_CHECK;

/** The place of the last mark that ends thoughts, so that one that begins some is not searched for
 *  its end in vain; text: there is none. */
const char *thought_last_end(const char *text, const char *end) NONNULL_ALL MUST_CHECK;
