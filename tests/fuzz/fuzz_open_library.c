/* fuzz_open_library.c: any bytes as an answer of open_library. Its seeds are the answers in
 * tests/data/open_library. */
#include "provider_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    provider_check_bytes(&provider_open_library, bytes, count);
    return 0;
}
