/* command_show.h: the things that 'show' shows, each in a file of its name. */
#pragma once
#include "core/isbn.h"
#include "shared/command.h"
#include "shared/output.h"

/** Print a month on stdout, or add its members to a JSON object that is open.
 *  out   ret_known  false: the month is not in the table, and nothing is shown
 *  err   as database_run */
bool show_month(struct context *context, struct month month, struct text *json, bool *ret_known,
                struct error *err) NONNULL_ALL MUST_CHECK;

/** Print an ISBN in the same way.
 *  out   ret_known  false: no book of any month has it and it was never handed over; nothing is
 *                   shown
 *  err   as database_run */
bool show_isbn(struct context *context, const struct isbn *isbn, struct text *json, bool *ret_known,
               struct error *err) NONNULL_ALL MUST_CHECK;

/** Read an operand that is an ISBN of ten or thirteen characters.
 *  err   USAGE it is none: what is wrong with it */
bool show_isbn_read(const char *operand, struct isbn *ret, struct error *err)
    NONNULL_ALL MUST_CHECK;

/* Why the edition of an ISBN is as it is. */
struct edition_story;
void edition_story_free(struct edition_story *story);
CLEANUP_FUNCTION(struct edition_story, edition_story_free)

/** Read it in the snapshot that is open.
 *  out   ret  the caller frees it with edition_story_free
 *  err   as database_run */
bool edition_story_read(struct context *context, const struct isbn *isbn,
                        struct edition_story **ret, struct error *err) NONNULL_ALL MUST_CHECK;

/** Does any message, source or lookup name the ISBN? */
bool edition_story_is_known(const struct edition_story *story) NONNULL_ALL;

/** Print it on stdout, behind an empty line; nothing where it is not known. */
void edition_story_print(const struct edition_story *story) NONNULL_ALL;

/** Add its members to a JSON object that is open. */
void edition_story_json(const struct edition_story *story, struct text *json) NONNULL_ALL;
