/* config_file.h: a configuration file as a row of values (by libconfig).
 *
 * It knows no key of ours, and does not include config.h, because libconfig has a config_read,
 * too. */
#pragma once
#include "core/error.h"

enum config_type {
    CONFIG_FILE_STRING,
    CONFIG_FILE_NUMBER,
    CONFIG_FILE_DECIMAL,
    CONFIG_FILE_BOOL,
    CONFIG_FILE_LIST,  /* of strings; the text has commas between them */
    CONFIG_FILE_GROUP, /* shown before the values in it; the text is empty */
};

struct config_value {
    const char *path; /* "consumer.concurrency" */
    const char *text;
    enum config_type type;
    int line;
};

typedef bool config_visit(void *context, const struct config_value *value, struct error *err);

/** Read a file and show its values to visit, in order. visit ends the reading by returning false.
 *  out   ret_public  whether everybody may read the file
 *  err   CONFIG the file is missing, unreadable, no text or longer than 1 MiB, its syntax is wrong,
 *        or a number is none that we take; it names file and line | what visit says */
bool config_file_read(const char *file, config_visit *visit, void *context, bool *ret_public,
                      struct error *err) __attribute__((nonnull(1, 2, 4, 5))) MUST_CHECK;

/** Look for what libconfig would misread without an error: numbers that wrap, files that are
 *  included, bytes that are no text.
 *  in    file  for the message;  bytes  the file's, with a NUL behind them
 *  err   CONFIG names file and line */
bool config_scan(const char *file, const char *bytes, size_t count, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** The version of libconfig with which this was built; it does not tell that with which it runs. */
const char *config_library_version(void);
