/*
 * route.h - which address is answered by whom: one table of patterns, methods
 * and handlers, and what holds for all of them (404, 405, malformed requests,
 * requests from other sites).
 */
#ifndef CGI_ROUTE_H
#define CGI_ROUTE_H

#include "http/loop.h"

/*
 * loop_handler.answer and answer_batch; ctx is a struct app. The POSTs of a
 * batch that write are one transaction, and what they answer is durable when
 * route_answer_batch returns.
 */
void route_answer(void *ctx, struct exchange *x);
void route_answer_batch(void *ctx, struct exchange **list, size_t n);

#endif
