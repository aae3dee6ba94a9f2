/*
 * release.h - a release being written, beside the others and never into one
 * that is served.
 *
 * A file equal to that of the current release becomes a hard link to it (same
 * inode, same mtime, so no phone loads it again); a changed one gets the
 * release's stamp as mtime: whole seconds, later than any file of the kept
 * releases, because nginx makes its ETag of mtime and size. (Owner of libdeflate.h,
 * for the .gz files beside the pages, nginx's gzip_static.)
 */
#ifndef GENERATOR_RELEASE_H
#define GENERATOR_RELEASE_H

#include "publish/releases.h"

struct release;

/* now_s: wall clock, for the stamp only. */
struct release *release_begin(struct releases *r, int64_t now_s, struct err *e);
/* Folder of the new release, for files that others write (catalogue.db). */
const char *release_dir(const struct release *b);
/* Adds a file, when there is a release; with `gzip` also path.gz, renewed together. Folders are made as needed. */
bool release_add(struct release *b, struct str path, struct str content, bool gzip, struct err *e);
/* Takes in a file that already stands in release_dir(). */
bool release_adopt(struct release *b, const char *path, struct err *e);
/*
 * Ends it: when every file equals the current release's, nothing is published
 * and *published is false; otherwise it is synced to disk, becomes current,
 * and all but the last five are removed. Either way b is used up.
 */
bool release_publish(struct release *b, const char content[DIGEST_TEXT],
		     const char inputs[DIGEST_TEXT], bool *published, struct err *e);
/* Ends it as DIR/NAME, which nobody serves by itself, in the place of one that lies there. */
bool release_keep(struct release *b, const char *name, struct err *e);
/* Throws away what was begun and not published; NULL is allowed. */
void release_abandon(struct release *b);

#endif
