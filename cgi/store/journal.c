#include "store/journal.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct str journal_folder(const char *ledger, struct arena *a)
{
	struct str path = journal_path(ledger, "", a);

	return arena_str(a, str_head(path, (size_t)(strrchr(path.s, '/') - path.s)));
}

struct str journal_path(const char *ledger, const char *ending, struct arena *a)
{
	const char *slash = strrchr(ledger, '/');
	int folder = slash ? (int)(slash - ledger) + 1 : 0;

	return arena_printf(a, "%.*sjournal/%s%s", folder, ledger, ledger + folder, ending);
}

static int open_file(const char *ledger, const char *ending, bool look, struct arena *a,
		     struct err *e)
{
	struct str path = journal_path(ledger, ending, a);
	int fd = open(path.s, (look ? O_RDONLY : O_RDWR | O_CREAT) | O_CLOEXEC, 0600);

	if (fd < 0)
		err_errno(e, "%s", path.s);
	return fd;
}

/* New files are there for good only when their folder and its name are on disk, too. */
static bool make_folder(const char *ledger, struct arena *a, struct err *e)
{
	struct str folder = journal_folder(ledger, a);

	if (mkdir(folder.s, 0700) != 0 && errno != EEXIST)
		return err_errno(e, "%s", folder.s);
	return file_sync(folder.s, e);
}

bool journal_open(struct journal *j, const char *ledger, bool look, struct err *e)
{
	struct arena a = ARENA_INIT;
	struct stat st;
	bool ok = look || make_folder(ledger, &a, e);

	*j = (struct journal){ .log_fd = -1, .keys_fd = -1, .looking = look };
	if (ok) {
		j->log_fd = open_file(ledger, ".log", look, &a, e);
		j->keys_fd = j->log_fd < 0 ? -1 : open_file(ledger, ".keys", look, &a, e);
		ok = j->keys_fd >= 0 && (look || make_folder(ledger, &a, e));
	}
	/* keys of a killed process may not be on disk yet */
	if (ok && (fstat(j->keys_fd, &st) != 0 || (!look && fdatasync(j->keys_fd) != 0)))
		ok = err_errno(e, "%s", journal_path(ledger, ".keys", &a).s);
	if (ok)
		j->keys_bytes = st.st_size;
	else
		journal_close(j);
	arena_release(&a);
	return ok;
}

void journal_close(struct journal *j)
{
	if (j->log_fd >= 0)
		close(j->log_fd);
	if (j->keys_fd >= 0)
		close(j->keys_fd);
	j->log_fd = j->keys_fd = -1;
	buf_release(&j->out);
	buf_release(&j->forgotten);
}

bool journal_mark_read(struct store *s, struct journal_mark *m, struct err *e)
{
	struct stmt *st = store_stmt(s, LEDGER_JOURNAL_MARK);
	bool found = stmt_step(st) == DB_ROW;

	if (found) {
		struct str hash = stmt_text(st, 2);

		m->lines = stmt_int(st, 0);
		m->bytes = stmt_int(st, 1);
		found = crypto_from_hex(hash, m->hash, DIGEST_BYTES);
	}
	stmt_reset(st);
	return found || err_set(e, "台帐里没有写明变更日志到哪里");
}

bool journal_mark_set(struct store *s, const struct journal_mark *m)
{
	return store_run(s, LEDGER_JOURNAL_ADVANCE, ARG(":lines", m->lines),
			 ARG(":bytes", m->bytes), ARG_BLOB(":hash", m->hash, DIGEST_BYTES));
}

void journal_hash(const unsigned char before[DIGEST_BYTES], struct str text,
		  unsigned char out[DIGEST_BYTES])
{
	const struct str part[] = { { (const char *)before, DIGEST_BYTES }, text };

	crypto_digest_parts(part, COUNT(part), out);
}

bool journal_salt(const struct journal *j, int64_t booking, unsigned char salt[SALT_BYTES])
{
	static const unsigned char erased[SALT_BYTES];

	return pread(j->keys_fd, salt, SALT_BYTES, booking * SALT_BYTES) == SALT_BYTES &&
	       memcmp(salt, erased, SALT_BYTES) != 0;
}

/* All of it, or false. */
static bool write_at(int fd, const char *bytes, size_t len, int64_t at)
{
	while (len) {
		ssize_t n = pwrite(fd, bytes, len, at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		bytes += n;
		len -= (size_t)n;
		at += n;
	}
	return true;
}

static bool write_key(const struct journal *j, int64_t booking,
		      const unsigned char salt[SALT_BYTES])
{
	return write_at(j->keys_fd, (const char *)salt, SALT_BYTES, booking * SALT_BYTES);
}

/*
 * Keys for bookings up to this one and some more. A power cut may have left the
 * file longer than what was written: then this one's is made alone.
 */
static bool make_keys(struct journal *j, int64_t booking, unsigned char salt[SALT_BYTES])
{
	unsigned char fresh[JOURNAL_KEYS_AHEAD * SALT_BYTES];

	while (j->keys_bytes < (booking + 1) * SALT_BYTES) {
		crypto_random(fresh, sizeof fresh);
		if (!write_at(j->keys_fd, (const char *)fresh, sizeof fresh, j->keys_bytes) ||
		    fdatasync(j->keys_fd) != 0)
			return false;
		j->keys_bytes += (int64_t)sizeof fresh;
	}
	if (journal_salt(j, booking, salt))
		return true;
	crypto_random(salt, SALT_BYTES);
	return write_key(j, booking, salt) && fdatasync(j->keys_fd) == 0;
}

/* A key that is overwritten, as it was. */
struct forgotten {
	int64_t booking;
	unsigned char salt[SALT_BYTES];
};

static void forget_later(struct journal *j, int64_t booking)
{
	struct forgotten f = { .booking = booking };

	if (journal_salt(j, booking, f.salt))
		buf_add(&j->forgotten, (struct str){ (const char *)&f, sizeof f });
}

/* Overwrites them, or writes them back. */
static bool forget_all(const struct journal *j, bool back)
{
	static const unsigned char erased[SALT_BYTES];
	struct forgotten f;
	bool ok = true;

	for (size_t i = 0; ok && i < j->forgotten.len; i += sizeof f) {
		memcpy(&f, j->forgotten.s + i, sizeof f);
		ok = write_key(j, f.booking, back ? f.salt : erased);
	}
	return ok && (j->forgotten.len == 0 || fdatasync(j->keys_fd) == 0);
}

bool journal_forget(struct journal *j, int64_t booking)
{
	buf_clear(&j->forgotten);
	forget_later(j, booking);
	return forget_all(j, false);
}

static void add_escaped(struct buf *out, struct str s)
{
	char *start = buf_room(out, 2 * s.len), *p = start;

	for (size_t i = 0; i < s.len; i++) {
		char c = s.s[i];

		if (c == '\t' || c == '\n' || c == '\\') {
			*p++ = '\\';
			c = c == '\t' ? 't' : c == '\n' ? 'n' : '\\';
		}
		*p++ = c;
	}
	out->len += (size_t)(p - start);
}

static bool add_sealed(struct journal *j, int64_t booking, int64_t line, struct str text)
{
	unsigned char salt[SALT_BYTES];
	struct buf sealed = BUF_INIT;

	if (!make_keys(j, booking, salt))
		return false;
	crypto_seal(&sealed, salt, (uint64_t)line, text);
	crypto_add_hex(&j->out, sealed.s, sealed.len);
	buf_release(&sealed);
	return true;
}

/* A row of journal_rows; *m moves on to it. */
static bool add_line(struct journal *j, struct stmt *st, struct journal_mark *m, bool last)
{
	enum { TABLE, OP, VALUES, BOOKING, SEALED };
	size_t start = j->out.len;
	bool ok = true;

	m->lines++;
	buf_printf(&j->out, "%lld\t%d\t%.*s\t%.*s\t", (long long)m->lines, last,
		   STR_ARG(stmt_text(st, OP)), STR_ARG(stmt_text(st, TABLE)));
	add_escaped(&j->out, stmt_text(st, VALUES));
	buf_printf(&j->out, "\t%lld\t", (long long)stmt_int(st, BOOKING));
	if (!stmt_is_null(st, SEALED))
		ok = add_sealed(j, stmt_int(st, BOOKING), m->lines, stmt_text(st, SEALED));
	else if (!stmt_is_null(st, BOOKING))
		forget_later(j, stmt_int(st, BOOKING));
	journal_hash(m->hash, (struct str){ j->out.s + start, j->out.len - start }, m->hash);
	buf_add_char(&j->out, '\t');
	crypto_add_hex(&j->out, m->hash, DIGEST_BYTES);
	buf_add_char(&j->out, '\n');
	return ok;
}

/* The lines of the transaction; none when it changed nothing that is kept. */
static bool make_lines(struct journal *j, struct store *s, struct journal_mark *m, struct err *e)
{
	struct stmt *st = store_stmt(s, LEDGER_JOURNAL_ROWS);
	bool ok = true;

	buf_clear(&j->out);
	buf_clear(&j->forgotten);
	while (ok && stmt_step(st) == DB_ROW)
		ok = add_line(j, st, m, stmt_int(st, 5) != 0);
	stmt_reset(st);
	return ok ? db_error(store_db(s), e) : err_errno(e, "变更日志的密钥");
}

bool journal_cut(const struct journal *j, int64_t bytes)
{
	return ftruncate(j->log_fd, bytes) == 0 && fdatasync(j->log_fd) == 0;
}

/*
 * Keys that an undo could not write back. Not when another process has put the
 * lines into the ledger meanwhile, which say that these are forgotten.
 */
static bool give_back(struct journal *j, const struct journal_mark *m, struct err *e)
{
	if (j->owes && m->bytes == j->owed_bytes && !forget_all(j, true))
		return err_errno(e, "变更日志的密钥");
	j->owes = false;
	return true;
}

/* Whether it is where the ledger says. What stands behind belongs to what did not commit. */
static bool log_fits(const struct journal *j, const struct journal_mark *m, struct err *e)
{
	struct stat st;

	if (fstat(j->log_fd, &st) != 0)
		return err_errno(e, "变更日志");
	if (st.st_nlink == 0)
		return err_set(e, "变更日志被删掉了");
	if (st.st_size < m->bytes)
		return err_set(e, "变更日志比台帐记的短");
	return st.st_size == m->bytes || journal_cut(j, m->bytes) || err_errno(e, "变更日志");
}

bool journal_try(const struct journal *j, const struct journal_mark *m, struct err *e)
{
	char torn[4096]; /* no line, if this is cut short */
	bool ok;

	memset(torn, '-', sizeof torn);
	if (!log_fits(j, m, e))
		return false;
	ok = (write_at(j->log_fd, torn, sizeof torn, m->bytes) && fdatasync(j->log_fd) == 0) ||
	     err_errno(e, "变更日志");
	return (journal_cut(j, m->bytes) || err_errno(e, "变更日志")) && ok;
}

bool journal_write(struct journal *j, struct store *s, struct err *e)
{
	struct journal_mark m;

	j->undo_bytes = -1;
	if (!journal_mark_read(s, &m, e) || !give_back(j, &m, e) || !make_lines(j, s, &m, e))
		return false;
	if (j->out.len == 0)
		return true;
	if (!log_fits(j, &m, e))
		return false;
	j->undo_bytes = m.bytes;
	if (!write_at(j->log_fd, j->out.s, j->out.len, m.bytes) || fdatasync(j->log_fd) != 0)
		return err_errno(e, "变更日志");
	/* behind the lines, which say what is forgotten if this is cut short */
	if (!forget_all(j, false))
		return err_errno(e, "变更日志的密钥");
	m.bytes += (int64_t)j->out.len;
	return (stmt_run(store_stmt(s, LEDGER_JOURNAL_CLEAR)) && journal_mark_set(s, &m)) ||
	       db_error(store_db(s), e);
}

void journal_undo(struct journal *j, bool locked)
{
	if (j->undo_bytes < 0)
		return;
	j->owed_bytes = j->undo_bytes;
	j->owes = !locked || !forget_all(j, true);
	/* when this fails the next transaction, or the next start, meets it */
	if (!j->owes)
		journal_cut(j, j->undo_bytes);
}
