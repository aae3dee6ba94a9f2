/*
 * deskdir.h - what hallbook writes into the folder desk/ (deskfolder.h): small files that
 * appear by a rename. Paths are made of our own numbers and names only.
 */
#ifndef CGI_DESKDIR_H
#define CGI_DESKDIR_H

#include "deskfolder.h"
#include "page/call.h"

/* A path below desk/, in the call's arena. */
const char *deskdir_path(const struct call *c, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* The file's bytes; false when it is not there, cannot be read or is longer. */
bool deskdir_read(const struct call *c, const char *path, size_t max_bytes, struct str *out);
/* When it was last written, in ns since 1970; 0 when it is not there. */
int64_t deskdir_written_ns(const char *path);
bool deskdir_has(const char *path);

/* A folder that both programs may write into. */
bool deskdir_make(const char *path, struct err *e);
/* Writes a file that both may read, by a rename. */
bool deskdir_put(const char *path, struct str content, struct err *e);

#endif
