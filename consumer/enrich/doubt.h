/* doubt.h: a source has answered that it has none of several ISBNs, as it also does when it is in
 * trouble. What is to be believed? */
#pragma once
#include "enrich/question.h"

enum doubt_verdict {
    DOUBT_UNKNOWN,   /* it is as the source says: it has none of them */
    DOUBT_ASK_AGAIN, /* together with a witness */
    DOUBT_TROUBLE,   /* nothing is known of them */
    DOUBT_ENDED,     /* the batch cannot go on */
};

/** Judge the answer to a question, by the source's own count of our calls where it has one, else by
 *  a witness: an ISBN that it has had.
 *  out  again  the question with its witness, of ASK_AGAIN
 *       why    of TROUBLE, what the ISBNs wait for: class and retry_after_ms;  of ENDED, the error
 */
enum doubt_verdict doubt_judge(struct batch *batch, const struct service *service,
                               const struct question *question, struct questions *again,
                               struct error *why) NONNULL_ALL MUST_CHECK;
