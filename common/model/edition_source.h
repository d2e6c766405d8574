/* edition_source.h: who says something of an edition. */
#pragma once
#include "core/source_kind.h"
#include "io/config/config.h"

/** The kind of a source, as the configuration describes its provider. */
enum source_kind edition_source_kind(const struct config *config, const char *source) NONNULL_ALL;
