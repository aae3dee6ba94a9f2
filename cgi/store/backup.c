#include "store/backup.h"

#include "base/file.h"
#include "store/token.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	MAGIC_BYTES = 16,
	KEY_NAME_BYTES = 8,
	PIECE_BYTES = 64 * 1024,
	PIECES = 6,		     /* of one step: about as much as 100 pages */
	CUT_BYTES = 4 * 1024 * 1024, /* giving a large file back at once would stall */
};

struct head {
	char magic[MAGIC_BYTES];
	unsigned char key_name[KEY_NAME_BYTES];
	unsigned char stream[STREAM_HEAD_BYTES];
};
static_assert(sizeof(struct head) == MAGIC_BYTES + KEY_NAME_BYTES + STREAM_HEAD_BYTES, "no gaps");

static const char magic[] = "hallbook backup\n";
static_assert(sizeof magic == MAGIC_BYTES + 1, "and a NUL");

#define PART ".part"
#define PLAIN ".plain"

struct backup {
	struct arena arena;
	const char *file, *part;
	int64_t now_s;
	struct db_copy *copy; /* under way */
	int fd;		      /* of FILE.part */
	int plain_fd;	      /* the copy that is to be encrypted; -1 */
	int64_t plain_bytes, at;
	struct crypto_stream stream;
	unsigned char in[PIECE_BYTES];
	unsigned char out[PIECE_BYTES + STREAM_ADDED_BYTES];
};

/* ---- the key ---- */

struct str backup_key_path(const char *ledger, struct arena *a)
{
	return arena_printf(a, "%s.backup-key", ledger);
}

enum backup_key backup_key_read(const char *ledger, unsigned char key[STREAM_KEY_BYTES],
				struct err *e)
{
	struct arena a = ARENA_INIT;
	const char *path = backup_key_path(ledger, &a).s;
	enum backup_key got = BACKUP_KEY_BAD;
	struct stat st;

	static_assert((int)STREAM_KEY_BYTES == (int)MAC_KEY_BYTES, "the same key files");
	/* a link to a disk that is not there is no reason to write plain text */
	if (lstat(path, &st) != 0 && errno == ENOENT)
		got = BACKUP_KEY_NONE;
	else if (token_key_read(path, key, e))
		got = BACKUP_KEY_READ;
	arena_release(&a);
	return got;
}

static void key_name(const unsigned char key[STREAM_KEY_BYTES], unsigned char out[KEY_NAME_BYTES])
{
	const struct str part[] = { STR_INIT("name of a backup key"),
				    { (const char *)key, STREAM_KEY_BYTES } };
	unsigned char digest[DIGEST_BYTES];

	crypto_digest_parts(part, COUNT(part), digest);
	memcpy(out, digest, KEY_NAME_BYTES);
}

/* ---- making one ---- */

static bool begin_encrypting(struct backup *b, const unsigned char key[STREAM_KEY_BYTES])
{
	struct head head;

	memcpy(head.magic, magic, MAGIC_BYTES);
	key_name(key, head.key_name);
	crypto_stream_begin(&b->stream, key, head.stream);
	b->fd = open(b->part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	return b->fd >= 0 && file_put(b->fd, (struct str){ (const char *)&head, sizeof head });
}

static bool begin(struct backup *b, struct db *db, const unsigned char *key, struct err *e)
{
	const char *plain = arena_printf(&b->arena, "%s" PLAIN, b->file).s;
	const char *copy = key ? plain : b->part;
	int *fd = key ? &b->plain_fd : &b->fd;
	struct stat st;

	if (stat(b->file, &st) == 0)
		return err_set(e, "%s：已经有这个文件", b->file);
	unlink(b->part);
	unlink(plain);
	umask(077);
	b->copy = db_copy_open(db, copy, e);
	if (!b->copy)
		return false;
	*fd = open(copy, O_RDWR | O_CLOEXEC);
	if (*fd < 0 || (key && (unlink(plain) != 0 || !begin_encrypting(b, key))))
		return err_errno(e, "%s", b->part);
	return true;
}

struct str backup_folder(const char *ledger, struct arena *a)
{
	return file_beside(ledger, "backups", a);
}

struct backup *backup_open(struct db *db, const char *ledger, const char *file, int64_t now_s,
			   struct err *e)
{
	unsigned char key[STREAM_KEY_BYTES];
	enum backup_key has = backup_key_read(ledger, key, e);
	struct backup *b = calloc(1, sizeof *b);

	if (!b)
		abort(); /* see the head of arena.h */
	b->fd = b->plain_fd = -1;
	b->now_s = now_s;
	b->file = arena_str(&b->arena, str_of(file)).s;
	b->part = arena_printf(&b->arena, "%s" PART, file).s;
	if (has == BACKUP_KEY_BAD || !begin(b, db, has == BACKUP_KEY_READ ? key : NULL, e)) {
		backup_close(b);
		b = NULL;
	}
	explicit_bzero(key, sizeof key);
	return b;
}

/*
 * Says of the copy that it has no WAL (file format 1.3.3, versions at 18), so that
 * reading it makes no files beside it and works from a disk that cannot be written.
 */
static bool without_wal(int fd)
{
	return pwrite(fd, "\1\1", 2, 18) == 2;
}

static bool copy_pages(struct backup *b, int pages, struct err *e)
{
	enum db_step step = db_copy_step(b->copy, pages, e);
	struct stat st;

	if (step != DB_DONE)
		return step == DB_ROW;
	if (!without_wal(b->plain_fd >= 0 ? b->plain_fd : b->fd))
		return err_errno(e, "%s", b->part);
	if (!db_copy_exec(b->copy, "PRAGMA secure_delete = ON", e) ||
	    !db_copy_exec(b->copy, "DELETE FROM source", e))
		return false;
	db_copy_close(b->copy);
	b->copy = NULL;
	if ((b->plain_fd >= 0 && fstat(b->plain_fd, &st) != 0))
		return err_errno(e, "%s", b->part);
	b->plain_bytes = b->plain_fd >= 0 ? st.st_size : 0;
	return true;
}

static bool encrypt_piece(struct backup *b)
{
	int64_t left = b->plain_bytes - b->at;
	size_t n = left < PIECE_BYTES ? (size_t)left : PIECE_BYTES;

	if (!file_take(b->plain_fd, b->in, n, b->at))
		return false;
	b->at += (int64_t)n;
	crypto_stream_add(&b->stream, (struct str){ (const char *)b->in, n },
			  b->at == b->plain_bytes, b->out);
	return file_put(b->fd, (struct str){ (const char *)b->out, n + STREAM_ADDED_BYTES });
}

static bool encrypt_some(struct backup *b, struct err *e)
{
	for (int i = 0; i < PIECES && b->at < b->plain_bytes; i++)
		if (!encrypt_piece(b))
			return err_errno(e, "%s", b->part);
	return true;
}

/* The plain copy goes piece by piece, its last one with the descriptor. */
static void drop_some(struct backup *b)
{
	b->at = b->plain_bytes -= CUT_BYTES;
	if (b->plain_bytes > 0 && ftruncate(b->plain_fd, b->plain_bytes) == 0)
		return;
	close(b->plain_fd);
	b->plain_fd = -1;
}

static bool finish(struct backup *b, struct err *e)
{
	const struct timespec made[] = { { .tv_sec = b->now_s }, { .tv_sec = b->now_s } };

	if (futimens(b->fd, made) != 0 || fsync(b->fd) != 0 || rename(b->part, b->file) != 0)
		return err_errno(e, "%s", b->file);
	b->part = NULL;
	return file_sync(b->file, e);
}

enum db_step backup_step(struct backup *b, int pages, struct err *e)
{
	bool ok = true;

	if (b->copy)
		ok = copy_pages(b, pages, e);
	else if (b->at < b->plain_bytes)
		ok = encrypt_some(b, e);
	else if (b->plain_fd >= 0)
		drop_some(b);
	else
		return finish(b, e) ? DB_DONE : DB_FAILED;
	/* the disk begins to write now, so that fsync at the end is short; no promise is needed */
	sync_file_range(b->fd, 0, 0, SYNC_FILE_RANGE_WRITE);
	return ok ? DB_ROW : DB_FAILED;
}

void backup_close(struct backup *b)
{
	struct arena a;

	if (!b)
		return;
	if (b->copy)
		db_copy_close(b->copy);
	if (b->fd >= 0 && b->part)
		unlink(b->part);
	if (b->fd >= 0)
		close(b->fd);
	if (b->plain_fd >= 0)
		close(b->plain_fd);
	a = b->arena;
	arena_release(&a);
	explicit_bzero(b, sizeof *b);
	free(b);
}

bool backup_make(struct db *db, const char *ledger, const char *file, int64_t now_s, struct err *e)
{
	struct backup *b = backup_open(db, ledger, file, now_s, e);
	enum db_step step = b ? DB_ROW : DB_FAILED;

	while (step == DB_ROW)
		step = backup_step(b, -1, e);
	backup_close(b);
	return step == DB_DONE;
}

bool backup_put(struct db *db, const char *ledger, const char *kind, int64_t now_s, struct arena *a,
		const char **file, struct err *e)
{
	const char *folder = backup_folder(ledger, a).s;
	int n = 1;

	if (mkdir(folder, 0700) != 0 && errno != EEXIST)
		return err_errno(e, "%s", folder);
	do
		*file = arena_printf(a, "%s/%s.%d.db", folder, kind, n++).s;
	while (access(*file, F_OK) == 0);
	return backup_make(db, ledger, *file, now_s, e);
}

bool backup_is_leftover(struct str name)
{
	return str_ends(name, STR(PART)) || str_ends(name, STR(PLAIN));
}

/* ---- the way back ---- */

bool backup_is_encrypted(const char *file)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	char got[MAGIC_BYTES];
	bool is =
		fd >= 0 && file_take(fd, got, sizeof got, 0) && memcmp(got, magic, sizeof got) == 0;

	if (fd >= 0)
		close(fd);
	return is;
}

/* The key, and that it is the one of this head. */
static bool right_key(const char *ledger, const struct head *head,
		      unsigned char key[STREAM_KEY_BYTES], struct err *e)
{
	unsigned char name[KEY_NAME_BYTES];
	enum backup_key has = backup_key_read(ledger, key, e);

	if (has == BACKUP_KEY_NONE)
		return err_set(e, "备份是加密的，缺少它的密钥：请放到 %s.backup-key", ledger);
	if (has == BACKUP_KEY_BAD)
		return false;
	key_name(key, name);
	return crypto_equal(name, head->key_name, sizeof name) ||
	       err_set(e, "备份不是用 %s.backup-key 这个密钥加密的", ledger);
}

static bool read_head(const char *ledger, int fd, struct crypto_stream *c, struct err *e)
{
	unsigned char key[STREAM_KEY_BYTES];
	struct head head;
	bool ok = (file_take(fd, &head, sizeof head, 0) || err_set(e, "备份不完整")) &&
		  right_key(ledger, &head, key, e) &&
		  (crypto_stream_open(c, key, head.stream) || err_set(e, "备份已损坏或被改过"));

	explicit_bzero(key, sizeof key);
	return ok;
}

static bool decrypt_pieces(int fd, struct crypto_stream *c, int to_fd, struct err *e)
{
	static unsigned char in[PIECE_BYTES + STREAM_ADDED_BYTES], out[PIECE_BYTES];
	off_t at = sizeof(struct head), end = lseek(fd, 0, SEEK_END);
	bool last = false;

	for (size_t n; at < end; at += (off_t)n) {
		n = end - at < (off_t)sizeof in ? (size_t)(end - at) : sizeof in;
		if (!file_take(fd, in, n, at))
			return err_errno(e, "备份");
		if (last)
			return err_set(e, "备份已损坏：末尾之后还有内容");
		if (!crypto_stream_next(c, (struct str){ (const char *)in, n }, out, &last))
			return err_set(e, n < sizeof in ? "备份不完整、已损坏或被改过"
							: "备份已损坏或被改过");
		if (!file_put(to_fd, (struct str){ (const char *)out, n - STREAM_ADDED_BYTES }))
			return err_errno(e, "the ledger");
	}
	return last || err_set(e, "备份不完整，缺少末尾");
}

bool backup_decrypt(const char *ledger, const char *file, const char *to, struct err *e)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	int to_fd = fd < 0 ? -1 : open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	struct crypto_stream c;
	struct err why;
	bool ok = false;

	if (to_fd < 0)
		err_errno(e, "%s", fd < 0 ? file : to);
	else if (read_head(ledger, fd, &c, &why) && decrypt_pieces(fd, &c, to_fd, &why))
		ok = file_sync(to, e);
	else
		err_set(e, "%s：%s", file, why.text);
	if (!ok && to_fd >= 0)
		unlink(to);
	if (to_fd >= 0)
		close(to_fd);
	if (fd >= 0)
		close(fd);
	explicit_bzero(&c, sizeof c);
	return ok;
}
