/*
 * listen.h - the unix socket on which nginx finds hallbook.
 */
#ifndef CGI_LISTEN_H
#define CGI_LISTEN_H

#include "base/err.h"

/*
 * A listening, non-blocking socket at `path` with mode 0660. A socket that is
 * there already is replaced when nobody answers on it, and an error when
 * somebody does; so is a path that is too long or holds another kind of file.
 * NULL: the socket that systemd gives (systemd.h).
 * Returns the descriptor, or -1 and *e.
 */
int listen_open(const char *path, struct err *e);
/* Closes it and removes the file; the file of a socket that was given stays. */
void listen_close(int fd, const char *path);

#endif
