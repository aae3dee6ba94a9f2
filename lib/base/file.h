/*
 * file.h - whole files in and out.
 */
#ifndef LIB_FILE_H
#define LIB_FILE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#include <stdio.h>
#include <sys/types.h>

enum { FILE_STREAM_MAX = 512 * 1024 * 1024 };

/* The file's bytes (a NUL behind them). False when unreadable or above max_bytes. */
bool file_read(const char *path, size_t max_bytes, struct arena *a, struct str *out, struct err *e);
/*
 * Writes a file: all of it on disk, with that mode whatever the umask, and switched in by
 * rename(2) from .NAME.part beside it.
 */
bool file_replace(const char *path, struct str content, mode_t mode, struct err *e);

/* fsync of a file and of the folder it is in. */
bool file_sync(const char *file, struct err *e);

/*
 * Run by root, the process becomes, for good, the user and group that own the folder which the
 * path lies in, so that they can go on with what it makes there. Run by anybody else, or where
 * root owns it, nothing happens. False and *e when it fails.
 */
bool file_as_owner(const char *path, struct err *e);

/*
 * A new file in the folder that has lost its name already, to be written and read: it
 * goes with the stream, also when the program is killed. NULL and *e on failure.
 */
FILE *file_nameless(const char *folder, struct err *e);
/*
 * Moves what is in b to the end of the stream. False and *e when it does not go in,
 * or the file becomes larger than FILE_STREAM_MAX.
 */
bool file_drain(FILE *to, struct buf *b, struct err *e);

/* All of it into an open file, where that stands. False and errno. */
bool file_put(int fd, struct str s);
/* So many bytes of a file, from `at` on. False and errno (0: it ends before). */
bool file_take(int fd, void *to, size_t len, int64_t at);

/*
 * Of stdin, stdout and stderr what is closed leads nowhere from now on, so that no file that
 * is opened later is written to in its place.
 */
void file_standard(void);
/* Everything printed is out. False and *e when it is not. */
bool file_printed(struct err *e);

/* What stands behind the last slash. */
const char *file_name(const char *path);
/* The path of another file in the folder of `file`. */
struct str file_beside(const char *file, const char *name, struct arena *a);

#endif
