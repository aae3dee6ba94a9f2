#include "store/backup.h"

#include "base/file.h"
#include "store/key.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	MAGIC_BYTES = 16,
	KEY_NAME_BYTES = 8,
	PIECE_BYTES = 64 * 1024,
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
	else if (key_read(path, key, e))
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

struct str backup_folder(const char *ledger, struct arena *a)
{
	return file_beside(ledger, "backups", a);
}

/* A new file that nobody else may read; -1 and *e. */
static int create(const char *file, struct err *e)
{
	int fd = open(file, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0)
		err_errno(e, "%s", file);
	return fd;
}

static bool encrypt(int from, const unsigned char key[STREAM_KEY_BYTES], int to)
{
	static unsigned char in[PIECE_BYTES], out[PIECE_BYTES + STREAM_ADDED_BYTES];
	off_t at = 0, end = lseek(from, 0, SEEK_END);
	struct crypto_stream c;
	struct head head;
	bool ok;

	memcpy(head.magic, magic, MAGIC_BYTES);
	key_name(key, head.key_name);
	crypto_stream_begin(&c, key, head.stream);
	ok = file_put(to, (struct str){ (const char *)&head, sizeof head });
	for (size_t n; ok && at < end; at += (off_t)n) {
		n = end - at < PIECE_BYTES ? (size_t)(end - at) : PIECE_BYTES;
		ok = file_take(from, in, n, at);
		crypto_stream_add(&c, (struct str){ (const char *)in, n }, at + (off_t)n == end,
				  out);
		ok = ok && file_put(to, (struct str){ (const char *)out, n + STREAM_ADDED_BYTES });
	}
	explicit_bzero(&c, sizeof c);
	explicit_bzero(in, sizeof in);
	return ok;
}

/* The new file `part`; with a key of one that has lost this name before anything was in it. */
static bool make_part(struct db *db, const char *part, const unsigned char *key, int *fd,
		      struct err *e)
{
	int plain;
	bool ok;

	unlink(part);
	*fd = create(part, e);
	ok = *fd >= 0 && db_copy(db, part, key != NULL, "DELETE FROM source", e);
	if (!ok || !key)
		return ok;
	plain = *fd;
	*fd = create(part, e);
	ok = *fd >= 0 && (encrypt(plain, key, *fd) || err_errno(e, "%s", part));
	close(plain);
	return ok;
}

static bool finish(int fd, const char *part, const char *file, int64_t now_s, struct err *e)
{
	const struct timespec made[] = { { .tv_sec = now_s }, { .tv_sec = now_s } };

	if (futimens(fd, made) != 0 || fsync(fd) != 0 || rename(part, file) != 0)
		return err_errno(e, "%s", file);
	return file_sync(file, e);
}

bool backup_make(struct db *db, const char *ledger, const char *file, int64_t now_s, struct err *e)
{
	unsigned char key[STREAM_KEY_BYTES];
	enum backup_key has = backup_key_read(ledger, key, e);
	struct arena a = ARENA_INIT;
	const char *part = arena_printf(&a, "%s" PART, file).s;
	struct stat st;
	int fd = -1;
	bool ok = has != BACKUP_KEY_BAD;

	if (ok && stat(file, &st) == 0)
		ok = err_set(e, "%s：已经有这个文件", file);
	else if (ok)
		ok = make_part(db, part, has == BACKUP_KEY_READ ? key : NULL, &fd, e) &&
		     finish(fd, part, file, now_s, e);
	if (!ok)
		unlink(part);
	if (fd >= 0)
		close(fd);
	explicit_bzero(key, sizeof key);
	arena_release(&a);
	return ok;
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
	return str_ends(name, STR(PART));
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

static bool decrypt(const char *ledger, const char *file, int to_fd, struct err *e)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	struct crypto_stream c;
	bool ok = (fd >= 0 || err_errno(e, "备份")) && read_head(ledger, fd, &c, e) &&
		  decrypt_pieces(fd, &c, to_fd, e);

	if (fd >= 0)
		close(fd);
	explicit_bzero(&c, sizeof c);
	return ok;
}

static bool copy_plain(const char *file, const char *to, struct err *e)
{
	struct db *db = db_open(file, DB_READ, e);
	bool ok = db && db_copy(db, to, false, NULL, e);

	db_close(db);
	return ok;
}

bool backup_unpack(const char *ledger, const char *file, const char *to, struct err *e)
{
	int fd;
	struct err why;
	bool ok;

	if (access(file, R_OK) != 0)
		return err_errno(e, "%s", file);
	fd = create(to, e);
	if (fd < 0)
		return false;
	ok = backup_is_encrypted(file) ? decrypt(ledger, file, fd, &why)
				       : copy_plain(file, to, &why);
	close(fd);
	ok = ok ? file_sync(to, e) : err_set(e, "%s：%s", file, why.text);
	if (!ok)
		unlink(to);
	return ok;
}
