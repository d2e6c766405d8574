/* source_kind.h: what sort of source says something of an edition. How far a source is trusted for
 * a field depends on its kind alone (model/edition_trust.c), never on its name. */
#pragma once
#include "core/base.h"

enum source_kind {
    SOURCE_USER, /* a person */
    SOURCE_ISBNDB,
    SOURCE_CATALOG,
    SOURCE_GOOGLE_BOOKS,
    SOURCE_OPEN_LIBRARY,
    SOURCE_OPEN_LIBRARY_DUMP,
    SOURCE_GENERATOR, /* a list of notable books */
    SOURCE_OTHER,
    SOURCE_KIND_COUNT_
};

/** The kind of a source.
 *  in    source         as edition_claim.source has it: "user", "catalog", "openlibrary_dump",
 *                       "generator", or the name of a provider
 *        provider_kind  of the provider of this name where it is configured
 *                       (core/provider_table.h); NULL: it is none, or a built-in one, which is
 *                       known by its name */
enum source_kind source_kind_of(const char *source, const char *provider_kind)
    __attribute__((nonnull(1)));

const char *source_kind_name(enum source_kind kind);
