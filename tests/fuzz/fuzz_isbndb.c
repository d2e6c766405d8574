/* fuzz_isbndb.c: any bytes as an answer of isbndb. Its seeds are the answers in
 * tests/data/isbndb. */
#include "provider_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    provider_check_bytes(&provider_isbndb, bytes, count);
    return 0;
}
