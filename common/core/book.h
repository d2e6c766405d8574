/* book.h: a notable book as a generator named it, and an edition that a resolver offers for it. */
#pragma once
#include "core/isbn.h"
#include "core/mem.h"

/* Text fields are owned, valid UTF-8, NULL where unknown, at most BOOK_TEXT_MAX bytes. */
#define BOOK_TEXT_MAX 2000

struct book {
    char *title;   /* never NULL */
    char *authors; /* as given, with ';' between them: "Neil Gaiman;Terry Pratchett" */
    char *publisher;
    char *significance;
    int year;          /* of first publication; 0 unknown */
    int position;      /* within its month and generation, from 1 */
    uint32_t named_by; /* generators that named it: a bit for each in the caller's list */
    struct isbn isbn;  /* the one that was accepted; empty while there is none */
    bool decided;      /* resolved, or every resolver has answered that it has none */
};

struct edition {
    struct isbn isbn;
    char *title; /* as catalogued, with its subtitle and "(Series, #3)" */
    char *authors;
    char *publisher;
    char *published; /* YYYY, YYYY-MM or YYYY-MM-DD */
    char *language;  /* ISO 639 code or name, as given */
    char *binding;
};

struct books {
    struct book *items;
    size_t count, capacity;
};

struct editions {
    struct edition *items;
    size_t count, capacity;
};

/** Append a zeroed book and return it. It is valid until the next one is appended. */
struct book *books_add(struct books *books) NONNULL_ALL;
/** Append a zeroed edition and return it. It is valid until the next one is appended. */
struct edition *editions_add(struct editions *editions) NONNULL_ALL;

/* Free what the lists own; they are empty afterwards. */
void books_done(struct books *books);
void editions_done(struct editions *editions);
CLEANUP_STRUCT(struct books, books_done)
CLEANUP_STRUCT(struct editions, editions_done)
