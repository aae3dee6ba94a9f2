/*
 * backup.h - a copy of the ledger in a file, and the way back from an encrypted one.
 *
 * It is encrypted when there is a key, LEDGER.backup-key:
 *	"hallbook backup\n", 8 bytes that tell keys apart, 24 bytes of
 *	secretstream, then pieces of 64 KiB (the last may be shorter), each with
 *	17 bytes more; the last has the final tag.
 * No file with plain text is left then, not even after kill -9: SQLite copies
 * into one that has lost its name before the first page.
 */
#ifndef CGI_BACKUP_H
#define CGI_BACKUP_H

#include "base/arena.h"
#include "crypto.h"
#include "db.h"

/* LEDGER.backup-key, a key file of token.h; may be a link to one elsewhere. */
struct str backup_key_path(const char *ledger, struct arena *a);

enum backup_key {
	BACKUP_KEY_NONE,
	BACKUP_KEY_READ,
	BACKUP_KEY_BAD, /* it is there and cannot be used; *e */
};
enum backup_key backup_key_read(const char *ledger, unsigned char key[STREAM_KEY_BYTES],
				struct err *e);

/* FOLDER OF LEDGER/backups */
struct str backup_folder(const char *ledger, struct arena *a);

/*
 * Makes one of the ledger that `db` has open, as of one moment, with that ledger's key, into
 * a new file: FILE.part until it is whole, on disk when it returns. The file says that it
 * was made at `now_s`, from which upkeep.h counts its days. False and *e.
 */
bool backup_make(struct db *db, const char *ledger, const char *file, int64_t now_s, struct err *e);
/* The same into FOLDER OF LEDGER/backups/KIND.N.db, the first name that is free; *file: which. */
bool backup_put(struct db *db, const char *ledger, const char *kind, int64_t now_s, struct arena *a,
		const char **file, struct err *e);

/* FILE.part, in a folder of backups. */
bool backup_is_leftover(struct str name);

bool backup_is_encrypted(const char *file);
/*
 * Copies a backup, an encrypted one with the key of `ledger`, into the new file `to`, on disk
 * when it returns. False and *e, and no file, when the key is missing or another, or the
 * backup is cut or was changed.
 */
bool backup_unpack(const char *ledger, const char *file, const char *to, struct err *e);

#endif
