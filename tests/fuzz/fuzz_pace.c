/* fuzz_pace.c: any bytes as the rate and the ramp of an operation. Seeds:
 * tests/fuzz/corpus/pace. */
#include "fuzz.h"

#include "core/mem.h"
#include "shared/pace.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    CLEANUP(mem_free) char *typed = mem_bytes(bytes, count);
    CLEANUP(text_done) struct text array = {0};
    struct error err = {0};
    int64_t rate = 0;
    MUST(!pace_read_rate(typed, &rate, &err) || (rate >= 1 && rate <= 60000));
    if (pace_read_ramp(typed, &array, &err))
        MUST(array.bytes[0] == '{' && array.bytes[array.count - 1] == '}' &&
             strspn(array.bytes, "{}0123456789,") == array.count);
    return 0;
}
