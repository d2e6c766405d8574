/* base.h: the few macros that every file may use. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MUST_CHECK __attribute__((warn_unused_result))
#define NONNULL_ALL __attribute__((nonnull))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#define NORETURN __attribute__((noreturn))
#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))

/* An owning local: CLEANUP(json_free) struct json *root = NULL;
 * The type's header says CLEANUP_FUNCTION(struct json, json_free) once. x_free accepts NULL. */
#define CLEANUP(free_function) __attribute__((cleanup(free_function##_cleanup)))
#define CLEANUP_FUNCTION(type, free_function)                                                      \
    static inline void free_function##_cleanup(type **owned)                                       \
    {                                                                                              \
        free_function(*owned);                                                                     \
    }

/* The same for a struct on the stack: CLEANUP(text_done) struct text line = {0}; */
#define CLEANUP_STRUCT(type, done_function)                                                        \
    static inline void done_function##_cleanup(type *owned)                                        \
    {                                                                                              \
        done_function(owned);                                                                      \
    }

/* Hand an owned pointer over: the local is NULL afterwards. */
#define TAKE_PTR(pointer)                                                                          \
    (__extension__({                                                                               \
        __typeof__(pointer) taken_ = (pointer);                                                    \
        (pointer) = NULL;                                                                          \
        taken_;                                                                                    \
    }))

/* Ignore a result that must be checked, where nothing follows from it; say why beside it. */
#define IGNORE_RESULT(call)                                                                        \
    do {                                                                                           \
        __typeof__(call) ignored_ = (call);                                                        \
        (void)ignored_;                                                                            \
    } while (0)

/* Print which guarantee of the program's own code does not hold, and where, and end the process. */
void unreachable_at(const char *file, int line, const char *what) NORETURN;
#define UNREACHABLE(what) unreachable_at(__FILE__, __LINE__, what)
