/*
 * by.h - by.txt of a proposal and of a version: who, when and why, as lines `key: value`
 * (deskfolder.h).
 */
#ifndef CGI_BY_H
#define CGI_BY_H

#include "list/deskdir.h"

struct by {
	struct str account, role; /* empty: somebody who edited the hall's files */
	int64_t window;		  /* 0 = the whole hall */
	int64_t at_s, published_s;
	struct str kind; /* upload, edit, holidays, notice, back */
	struct str words;
	int64_t version; /* of kind back */
	struct str file_name[FORM_UPLOADS_MAX];
	size_t nfiles;
};

/* Whoever is signed in, now. */
struct by by_of(struct call *c, struct str kind, struct str words);
/* False when there is none. */
bool by_read(const struct call *c, const char *path, struct by *out);
/* In the call's arena. */
struct str by_text(const struct call *c, const struct by *by);

#endif
