/* frame.h: what master and worker send each other: four bytes that say the length, then the
 * bytes. */
#pragma once
#include "core/error.h"
#include "core/text.h"

/** Read one frame, and wait for it.
 *  in    bytes_max  a longer one is an error
 *  out   ret  its bytes, instead of what was there;  ret_ended  the other side has closed the
 *             socket before it began one
 *  err   TRANSIENT the socket broke, or ended within a frame | MALFORMED it is too long */
bool frame_read(int descriptor, size_t bytes_max, struct text *ret, bool *ret_ended,
                struct error *err) NONNULL_ALL MUST_CHECK;

/** Write one frame, and wait until it is taken.
 *  err   TRANSIENT the socket broke */
bool frame_write(int descriptor, const void *bytes, size_t count, struct error *err)
    __attribute__((nonnull(4))) MUST_CHECK;
