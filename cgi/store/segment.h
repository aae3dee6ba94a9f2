/*
 * segment.h - a file of the log (log.h), FOLDER OF LEDGER/log/NAME.NUMBER: a head, and
 * frames behind each other.
 *
 * A frame is its length, the MAC before it, its own MAC, and a changeset of SQLite's
 * session extension. The MAC is keyed, over the one before it, the place (segment and
 * offset) and what follows. A head's is over the head, in which the last MAC of the
 * segment before stands: one chain over all. Where there is a backup key (backup.h) the
 * changesets of a segment are sealed with a key of its own, which stands in its head,
 * sealed with the backup key, and in the ledger while the segment is written.
 *
 * Numbers stand as the machine has them: a log does not move to one of another byte order.
 */
#ifndef CGI_SEGMENT_H
#define CGI_SEGMENT_H

#include "base/arena.h"
#include "base/buf.h"
#include "store/key.h"

/* Where a frame or a head ends, and its MAC. */
struct log_place {
	int64_t segment, bytes; /* 0: before the first segment */
	unsigned char mac[DIGEST_BYTES];
};

/* Up to where a ledger has the log (log.h). */
struct log_mark {
	struct log_place at;
	bool sealed;
	unsigned char seal[SEAL_KEY_BYTES]; /* of the segment */
};

enum { SEGMENT_HEAD_BYTES = 224 };

/* As it stands in the file. */
struct segment_head {
	char magic[16];
	unsigned char hall[HALL_NUMBER_BYTES];
	unsigned char print[MAC_BYTES]; /* of the key of the MACs (key.h) */
	uint64_t number;
	int64_t made_s;
	int64_t version; /* of the schema */
	uint64_t anew;	 /* 1: what was before was lost; a restored backup begins it */
	unsigned char before[DIGEST_BYTES]; /* the last MAC before it; 0 for the first */
	unsigned char seal[SEAL_KEY_BYTES + SEAL_BYTES]; /* its key; 0: it has none */
	uint64_t sealed;
	unsigned char mac[DIGEST_BYTES];
};

struct segment {
	int fd; /* -1: not open */
	int64_t number;
	bool ours;	/* the key at hand made it, so that its MACs are verified */
	bool read_only; /* its disk cannot be written: `hallbook check` reads it all the same */
	struct segment_head head;
	unsigned char seal[SEAL_KEY_BYTES]; /* where head.sealed */
};

/* FOLDER OF LEDGER/log */
struct str segment_folder(const char *ledger, struct arena *a);
struct str segment_path(const char *ledger, int64_t number, struct arena *a);
/* The lowest and the highest number that there is; 0, 0: none. */
void segment_range(const char *ledger, int64_t *first, int64_t *last);

/*
 * A new one of the hall and key of `k` behind *m, on disk when it returns, and its folder too; *m
 * moves on to it. made_s, version and anew are those of `like`. It takes the place of one in
 * which nothing stands yet.
 */
bool segment_make(const char *ledger, const struct segment_head *like, const struct ledger_key *k,
		  struct log_mark *m, struct err *e);

enum segment_opened {
	SEGMENT_OPEN,
	SEGMENT_MISSING,
	SEGMENT_BAD, /* *e: of another hall, damaged, or its key is missing */
};
/* `seal`: its key as the ledger has it; NULL: it is taken out of the head, when it has one. */
enum segment_opened segment_open(struct segment *s, const char *ledger, int64_t number,
				 const struct ledger_key *k, const unsigned char *seal,
				 struct err *e);
void segment_close(struct segment *s);
/* The mark moves on to its beginning. */
void segment_enter(const struct segment *s, struct log_mark *m);
/* Its head, when it is there, whole and of this hall. */
bool segment_look(const char *ledger, int64_t number, const struct ledger_key *k,
		  struct segment_head *head);

/* -1 and errno; also when the file has no name any more. */
int64_t segment_bytes(const struct segment *s);

enum segment_read {
	SEGMENT_FRAME,
	SEGMENT_END,
	SEGMENT_TORN,	/* what stands there is no frame */
	SEGMENT_FAILED, /* and errno */
};
/* The changeset of the frame behind *at, which moves on. */
enum segment_read segment_next(const struct segment *s, const struct ledger_key *k,
			       struct log_place *at, struct buf *changes);
/*
 * Whether a whole frame stands anywhere behind, or it cannot be told: then what is no
 * frame is damage, and no torn end.
 */
bool segment_goes_on(const struct segment *s, const struct ledger_key *k, int64_t bytes);

/* Makes the frame behind *at, which moves on. */
void segment_frame(const struct segment *s, const struct ledger_key *k, struct log_place *at,
		   struct str changes, struct buf *frame);
/* Writes at an offset, or cuts the file there: on disk when it returns; false and errno. */
bool segment_write(const struct segment *s, int64_t bytes, struct str frame);
bool segment_cut(const struct segment *s, int64_t bytes);

#endif
