/* provider.h: what a provider is: pure translations between our words and a service's bytes.
 *
 * No I/O, no clock, no threads, no memory of earlier calls: the driver sends, waits, meters and
 * retries for all of them. To add a provider: one file with its functions, one row in
 * provider_kinds[], one folder of recorded bytes under tests/. */
#pragma once
#include "core/error.h"
#include "model/book.h"

struct provider_kind {
    const char *name; /* as in the configuration: "catalog" */

    /** Read a generator's answer: the books it names, appended to ret. Hostile until read; a bad item
     *  among good ones is left out.
     *  err  MALFORMED the answer cannot be read as a whole */
    bool (*read_books)(const char *body, size_t bytes, struct books *ret,
                       struct error *err) MUST_CHECK;
};

/** The kind of this name. It exists: the configuration was checked. */
const struct provider_kind *provider_kind_named(const char *name) NONNULL_ALL;

extern const struct provider_kind provider_catalog;
