/* dump_editions.h: editions of a dump as rows of the catalogue. */
#pragma once
#include "model/dump_names.h"

/** Write the editions of a chunk as rows of COPY, a row for each ISBN, with the keys by which the
 *  catalogue finds them.
 *  out   how many editions have no author whose name is known */
int64_t dump_editions_write(struct dump_chunk *chunk, const struct dump_names *names) NONNULL_ALL;
