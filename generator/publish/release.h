/*
 * release.h - the folder of releases: which there are, which one is current,
 * how one is written, switched to, rolled back and pruned.
 *
 *	DIR/000042-1f0c9a7b/{public/,templates/,catalogue.db,csp.txt,manifest}
 *	DIR/current -> 000042-1f0c9a7b      switched by one rename(2)
 *	DIR/pinned                          digest of the content a rollback holds against
 *
 * A new release is written beside the others and never into one that is
 * served. A file equal to that of the current release becomes a hard link to
 * it (same inode, same mtime, so no phone loads it again); a changed one gets
 * the release's stamp as mtime: whole seconds, later than any file of the
 * kept releases, because nginx makes its ETag of mtime and size.
 */
#ifndef GENERATOR_RELEASE_H
#define GENERATOR_RELEASE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "publish/manifest.h"

enum { RELEASES_KEPT = 5 };

struct releases {
	struct arena *arena;
	struct str dir;
	int lock_fd;
	struct str *id; /* sorted, oldest first */
	size_t n;
	struct manifest current; /* without an id when `current` does not lead to a release */
	bool bad_link;		 /* `current` is there and no link to a release */
	int64_t newest_stamp_s;
};

/*
 * Makes DIR when missing, takes its lock (waiting for another hallgen at work;
 * a killed one holds none), removes what a killed run left, reads the current
 * manifest.
 */
bool releases_open(struct releases *r, struct str dir, struct arena *a, struct err *e);
/* The same for reading only: no folder is made, nothing locked or removed. The release is gone
 * from memory either way. */
bool releases_peek(struct releases *r, struct str dir, struct arena *a, struct err *e);
void releases_close(struct releases *r);

/* True when a rollback holds and the content is still the one it rolled away from. */
bool releases_pinned(const struct releases *r, const char content[DIGEST_TEXT]);
/* Whether the release has as many files as its manifest says. */
bool release_complete(const struct releases *r, struct str id);
/*
 * Switches to the newest release before the current one that is `whole`, and
 * pins it. The id stands in *id. False when there is none.
 */
bool releases_rollback(struct releases *r,
		       bool (*whole)(const struct releases *r, struct str id, struct err *e),
		       struct str *id, struct err *e);

/* A release being written. */
struct release;

/* now_s: wall clock, for the stamp only. */
struct release *release_begin(struct releases *r, int64_t now_s, struct err *e);
/* Folder of the new release, for files that others write (catalogue.db). */
const char *release_dir(const struct release *b);
/* Adds a file; with `gzip` also path.gz, renewed together. Folders are made as needed. */
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
/* Throws away what was begun and not published; NULL is allowed. */
void release_abandon(struct release *b);

#endif
