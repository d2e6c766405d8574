/* fuzz_gemini.c: any bytes as an answer of gemini. Its seeds are the answers in
 * tests/data/gemini. */
#include "provider_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    provider_check_bytes(&provider_gemini, bytes, count);
    return 0;
}
