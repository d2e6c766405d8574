/* config_file.h: a configuration file as a row of values (libconfig behind).
 *
 * It knows no key of ours and does not include config.h: libconfig has a config_read of its own. */
#pragma once
#include "core/error.h"

enum config_type {
    CONFIG_FILE_STRING,
    CONFIG_FILE_NUMBER,
    CONFIG_FILE_DECIMAL,
    CONFIG_FILE_BOOL,
    CONFIG_FILE_LIST,  /* of strings; text has them joined by commas */
    CONFIG_FILE_GROUP, /* visited before what is in it; text is empty */
};

struct config_value {
    const char *path; /* "consumer.concurrency" */
    const char *text;
    enum config_type type;
    int line;
};

typedef bool config_visit(void *context, const struct config_value *value, struct error *err);

/** Read a file and show its values in order; visit ends it by returning false.
 *  out   ret_public  others than owner and group may read it
 *  err   CONFIG missing, unreadable, no text file, over 1 MiB, syntax, a number that does not fit;
 *        names file and line. What visit says */
bool config_file_read(const char *file, config_visit *visit, void *context, bool *ret_public,
                      struct error *err) __attribute__((nonnull(1, 2, 4, 5))) MUST_CHECK;

/** Look for what libconfig would misread in silence: numbers that wrap, files included, bytes that
 *  are no text. */
bool config_scan(const char *file, const char *bytes, size_t count, struct error *err)
    NONNULL_ALL MUST_CHECK;
