/*
 * route.h - which address is answered by whom: one table of patterns, methods
 * and handlers, and what holds for all of them (404, 405, malformed requests,
 * requests from other sites).
 */
#ifndef CGI_ROUTE_H
#define CGI_ROUTE_H

#include "http/loop.h"
#include "page/page.h"

/*
 * loop_handler.answer and answer_batch; ctx is a struct app. The POSTs of a
 * batch that write are one transaction, and what they answer is durable when
 * route_answer_batch returns.
 */
void route_answer(void *ctx, struct exchange *x);
void route_answer_batch(void *ctx, struct exchange **list, size_t n);

/* Every page that is shown, NULL behind the last, for pages_open(). Memory from a. */
const struct page_type *const *route_pages(struct arena *a);

#endif
