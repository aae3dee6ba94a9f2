/*
 * closurefile.h - closures.csv in the folder desk/: where hallgen is to learn what staff
 * have closed. window,from,to,reason: a row for each window and stretch of every closure in
 * force or to come; no window = the whole hall; `to` is the first moment open again.
 */
#ifndef CGI_CLOSUREFILE_H
#define CGI_CLOSUREFILE_H

#include "store/store.h"

/* All of the file anew, switched in by a rename. False and *e; the old one stays then. */
bool closurefile_write(struct store *s, const char *folder, int64_t now_s, struct err *e);

#endif
