/* gzip_file.h: reading a file that may be packed by gzip (by zlib), as one stream of bytes. A file
 * of several members (RFC 1952 2.2), as parallel packers write them, is one stream; a file that is
 * not packed is read as it is. */
#pragma once
#include "core/error.h"

struct gzip_file;

/** Open a file. It may be a pipe.
 *  out   ret  the caller frees it with gzip_close
 *  err   USAGE it is missing, a folder, or cannot be read */
bool gzip_open(const char *path, struct gzip_file **ret, struct error *err) NONNULL_ALL MUST_CHECK;
void gzip_close(struct gzip_file *file);
CLEANUP_FUNCTION(struct gzip_file, gzip_close)

/** Read the next bytes of the stream.
 *  out   ret_count  how many were read; 0: it has ended
 *  err   USAGE the file is cut off or damaged, or cannot be read; what was read before stays valid
 *        */
bool gzip_read(struct gzip_file *file, char *to, size_t capacity, size_t *ret_count,
               struct error *err) NONNULL_ALL MUST_CHECK;

/** Bytes of the file itself that were read so far, and all that it has; 0 of a pipe. */
int64_t gzip_bytes_read(const struct gzip_file *file) NONNULL_ALL;
int64_t gzip_bytes_total(const struct gzip_file *file) NONNULL_ALL;

/** The first bytes of the file, as they stand in it, which tell it from others.
 *  out   ret_count  how many they are, at most 64 KiB */
const char *gzip_head(const struct gzip_file *file, size_t *ret_count) NONNULL_ALL;

/** The version of zlib: "1.2.13". */
const char *gzip_library_version(void);
