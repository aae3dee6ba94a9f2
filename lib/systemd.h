/*
 * systemd.h - what systemd and a service tell each other: the socket that listens,
 * that it is ready, how bad a line of the log is (sd_listen_fds(3), sd_notify(3),
 * sd-daemon(3)). These are three variables of the environment; libsystemd would bring
 * four libraries for compression and ciphers into the process for them.
 */
#ifndef LIB_SYSTEMD_H
#define LIB_SYSTEMD_H

#include "base/err.h"

/* Whether whoever started us holds the socket that we are to answer on. */
bool systemd_gives_socket(void);
/*
 * That socket, non-blocking, which stays open with its holder when we end; or -1 and
 * *e when it is not one unix stream socket that listens.
 */
int systemd_socket(struct err *e);

/* Says that requests are answered from now on, if anybody wants to hear it. */
void systemd_ready(void);

/* Whether what is written to `fd` goes to the journal, which reads a level in front: "<3>". */
bool systemd_reads(int fd);

#endif
