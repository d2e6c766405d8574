/* file.h: reading a file that a user names. It may be anything: a pipe, which would hold up whoever
 * opens it until somebody writes, a device, a folder. */
#pragma once
#include <sys/stat.h>

#include "core/error.h"
#include "core/text.h"

/** Read a whole file.
 *  in    path       a regular file or /dev/null; also a descriptor of this process (/dev/stdin, or
 *                   /dev/fd/63 of a shell's "<(…)"), which may be a pipe
 *        bytes_max  a longer one is an error
 *  out   ret        its bytes are added;  ret_about  what it is, NULL: nobody asks
 *  time  at once but for the disk; a pipe is waited for, 10 s in all
 *  err   CONFIG says what is wrong, without the path */
bool file_read(const char *path, size_t bytes_max, struct text *ret, struct stat *ret_about,
               struct error *err) __attribute__((nonnull(1, 3, 5))) MUST_CHECK;

/** Can a library read this file without being held up: is it no pipe, device or folder?
 *  out   true also where there is none, or none that may be looked at: whoever opens it says so
 *  err   CONFIG says what it is, without the path */
bool file_is_plain(const char *path, struct error *err) NONNULL_ALL MUST_CHECK;
