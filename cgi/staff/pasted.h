/*
 * pasted.h - what pasted tables have in common: the words that stand for a window,
 * and faults shown all at once.
 */
#ifndef CGI_PASTED_H
#define CGI_PASTED_H

#include "finding.h"
#include "page/call.h"

enum { PASTED_ERRORS_MAX = 200 }; /* shown at once; more are not looked for */

/* The window of that number, name or part of a name; 4 户政 is 4. 0 when there is none. */
int64_t pasted_window(struct call *c, struct str text);
/* 422 with the errors among the findings. Always false, for handlers to return. */
bool pasted_refuse(struct call *c, const struct findings *f);

#endif
