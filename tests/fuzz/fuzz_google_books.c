/* fuzz_google_books.c: any bytes as an answer of google_books. Its seeds are the answers in
 * tests/data/google_books. */
#include "provider_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    provider_check_bytes(&provider_google_books, bytes, count);
    return 0;
}
