/* match_spelling.h: one name in two transliterations. */
#pragma once
#include "core/word.h"

/** May both words be one name in two spellings: "Dostoevsky" and "Dostoyevskij", "Endo" and
 *  "Endou"? True of equal words. */
bool word_spelt_alike(struct word one, struct word other) MUST_CHECK;
