/* fuzz_openai.c: any bytes as an answer of openai. Its seeds are the answers in
 * tests/data/openai. */
#include "provider_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    provider_check_bytes(&provider_openai, bytes, count);
    return 0;
}
