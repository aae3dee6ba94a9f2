/*
 * releases.h - the folder of releases: which there are, which is current,
 * switched to, rolled back and pruned.
 *
 *	DIR/000042-1f0c9a7b/{public/,templates/,catalogue.db,csp.txt,manifest}
 *	DIR/current -> 000042-1f0c9a7b      switched by one rename(2)
 *	DIR/pinned                          digest of the content a rollback holds against
 */
#ifndef GENERATOR_RELEASES_H
#define GENERATOR_RELEASES_H

#include "base/arena.h"
#include "base/err.h"
#include "crypto.h"
#include "finding.h"

enum { RELEASES_KEPT = 5 };

/* What a release was made of. */
struct manifest {
	struct str id;		   /* empty when there is no such release */
	char content[DIGEST_TEXT]; /* of content/ and site/ */
	char inputs[DIGEST_TEXT];  /* of content, day, base URL and program */
	size_t files;	 /* without manifest and .gz; 0 when the manifest cannot be read */
	int64_t stamp_s; /* its mtime: that of the changed files, see release.h */
};

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

/* The release that a new one is compared with. */
struct previous {
	const char *catalogue; /* path of its catalogue; NULL: nothing to compare with */
	bool mend; /* the current release is damaged: publish what has not changed too */
};

/* Whether the catalogue at the path is whole; else why not, in *e. */
typedef bool catalogue_reads_fn(const char *path, struct err *e);

/*
 * Makes DIR when missing, takes its lock (waiting for another hallgen at work;
 * a killed one holds none), removes what a killed run left, reads the current
 * manifest.
 */
bool releases_open(struct releases *r, struct str dir, struct arena *a, struct err *e);
/* The same for reading only: no folder is made, nothing locked or removed. */
bool releases_peek(struct releases *r, struct str dir, struct arena *a, struct err *e);
/* What was read of it stays. */
void releases_close(struct releases *r);

/* True when a rollback holds and the content is still the one it rolled away from. */
bool releases_pinned(const struct releases *r, const char content[DIGEST_TEXT]);
/*
 * The current one; when that is damaged, the newest before it whose catalogue
 * reads, and a warning, BAD_RELEASE, says what follows. So a damaged release is
 * mended by the next and never stands in its way.
 */
struct previous releases_previous(const struct releases *r, catalogue_reads_fn *reads,
				  struct findings *f);
/* Switches to the newest whole release before the current one and pins it; false without one. */
bool releases_rollback(struct releases *r, catalogue_reads_fn *reads, struct str *id,
		       struct err *e);

/* The rest is for release.c. */

/* DIR/NAME */
const char *releases_path(const struct releases *r, const char *name);
void releases_remove(const char *dir);
/* The folders of a path, those of what stands before its last slash. */
bool releases_make_folders(int at, const char *path, struct err *e);
struct str manifest_text(const struct manifest *m, struct arena *a);
/* The name of the next release. */
struct str releases_next(const struct releases *r, const char inputs[DIGEST_TEXT]);
/* Makes it current, whatever is pinned, and removes all but the last five. */
bool releases_take(struct releases *r, struct str id, struct err *e);

#endif
