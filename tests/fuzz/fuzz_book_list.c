/* fuzz_book_list.c: any bytes as what a model wrote. Seeds: tests/fuzz/corpus/book_list. */
#include "provider_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    provider_check_words(bytes, count);
    return 0;
}
