#include "store/segment.h"

#include "base/file.h"
#include "store/backup.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char magic[] = "hallbook log 1\n";
static_assert(sizeof(struct segment_head) == SEGMENT_HEAD_BYTES, "no gaps");

struct frame_head {
	uint64_t len;
	unsigned char before[DIGEST_BYTES];
	unsigned char mac[DIGEST_BYTES];
};
static_assert(sizeof(struct frame_head) == 8 + 2 * DIGEST_BYTES, "no gaps");

struct str segment_folder(const char *ledger, struct arena *a)
{
	return file_beside(ledger, "log", a);
}

struct str segment_path(const char *ledger, int64_t number, struct arena *a)
{
	return arena_printf(a, "%s/%s.%06lld", segment_folder(ledger, a).s, file_name(ledger),
			    (long long)number);
}

void segment_range(const char *ledger, int64_t *first, int64_t *last)
{
	struct arena a = ARENA_INIT;
	struct str name = arena_printf(&a, "%s.", file_name(ledger));
	DIR *d = opendir(segment_folder(ledger, &a).s);
	struct dirent *entry;
	int64_t n;

	*first = *last = 0;
	while (d && (entry = readdir(d))) {
		struct str s = str_of(entry->d_name);

		if (!str_starts(s, name) || !str_to_int(str_from(s, name.len), INT64_MAX, &n))
			continue;
		if (n > *last)
			*last = n;
		if (!*first || n < *first)
			*first = n;
	}
	if (d)
		closedir(d);
	arena_release(&a);
}

/* ---- heads ---- */

static void head_mac(const struct segment_head *h, const struct ledger_key *k,
		     unsigned char out[DIGEST_BYTES])
{
	const struct str part = { (const char *)h, offsetof(struct segment_head, mac) };

	crypto_mac(k->log, &part, 1, out, DIGEST_BYTES);
}

/* Its own key, sealed with the backup key, when there is one. */
static bool make_seal(struct segment *s, const char *ledger, struct err *e)
{
	unsigned char backup_key[STREAM_KEY_BYTES];
	struct buf sealed = BUF_INIT;
	enum backup_key has = backup_key_read(ledger, backup_key, e);

	if (has == BACKUP_KEY_READ) {
		crypto_random(s->seal, sizeof s->seal);
		crypto_seal(&sealed, backup_key,
			    (struct str){ (const char *)s->seal, sizeof s->seal });
		memcpy(s->head.seal, sealed.s, sizeof s->head.seal);
		s->head.sealed = 1;
		buf_release(&sealed);
		explicit_bzero(backup_key, sizeof backup_key);
	}
	return has != BACKUP_KEY_BAD;
}

/* A new file is there for good only when its folder and the folder's name are on disk, too. */
static bool write_head(const struct segment *s, const char *ledger, struct err *e)
{
	struct arena a = ARENA_INIT;
	const char *folder = segment_folder(ledger, &a).s;
	const char *path = segment_path(ledger, s->number, &a).s;
	const struct str head = { (const char *)&s->head, sizeof s->head };
	struct stat st;
	bool ok = mkdir(folder, 0700) == 0 || errno == EEXIST || err_errno(e, "%s", folder);

	if (ok && stat(path, &st) == 0 && st.st_size > SEGMENT_HEAD_BYTES)
		ok = err_set(e, "%s：已经有这个文件", path);
	ok = ok && file_replace(path, head, 0600, e);
	if (ok && !(file_sync(path, e) && file_sync(folder, e))) {
		unlink(path);
		ok = false;
	}
	arena_release(&a);
	return ok;
}

void segment_enter(const struct segment *s, struct log_mark *m)
{
	*m = (struct log_mark){ .at = { s->number, SEGMENT_HEAD_BYTES, { 0 } },
				.sealed = s->head.sealed };
	memcpy(m->at.mac, s->head.mac, sizeof m->at.mac);
	memcpy(m->seal, s->seal, sizeof m->seal);
}

bool segment_make(const char *ledger, const struct segment_head *like, const struct ledger_key *k,
		  struct log_mark *m, struct err *e)
{
	struct segment s = { .number = m->at.segment + 1, .head = *like };
	bool ok;

	memcpy(s.head.magic, magic, sizeof magic);
	memcpy(s.head.hall, k->number, sizeof s.head.hall);
	memcpy(s.head.print, k->print, sizeof s.head.print);
	memcpy(s.head.before, m->at.mac, sizeof s.head.before);
	s.head.number = (uint64_t)s.number;
	ok = make_seal(&s, ledger, e);
	head_mac(&s.head, k, s.head.mac);
	ok = ok && write_head(&s, ledger, e);
	if (ok)
		segment_enter(&s, m);
	explicit_bzero(&s, sizeof s);
	return ok;
}

static bool take_seal(struct segment *s, const char *ledger, const unsigned char *seal,
		      struct err *e)
{
	unsigned char key[STREAM_KEY_BYTES];
	struct buf opened = BUF_INIT;
	enum backup_key has;
	bool ok;

	if (!s->head.sealed)
		return true;
	if (seal) {
		memcpy(s->seal, seal, sizeof s->seal);
		return true;
	}
	has = backup_key_read(ledger, key, e);
	if (has == BACKUP_KEY_NONE)
		err_set(e, "变更日志第 %lld 段是加密的，缺少它的密钥：请放到 %s.backup-key",
			(long long)s->number, ledger);
	if (has != BACKUP_KEY_READ)
		return false;
	ok = crypto_unseal(&opened, key,
			   (struct str){ (const char *)s->head.seal, sizeof s->head.seal });
	explicit_bzero(key, sizeof key);
	if (ok)
		memcpy(s->seal, opened.s, sizeof s->seal);
	buf_release(&opened);
	return ok || err_set(e, "变更日志第 %lld 段不是用 %s.backup-key 这个密钥加密的",
			     (long long)s->number, ledger);
}

static bool head_is_whole(struct segment *s, const struct ledger_key *k)
{
	unsigned char mac[DIGEST_BYTES];

	if (memcmp(s->head.magic, magic, sizeof magic) != 0 ||
	    s->head.number != (uint64_t)s->number)
		return false;
	s->ours = k->there && crypto_equal(s->head.print, k->print, sizeof k->print);
	if (!s->ours)
		return true;
	head_mac(&s->head, k, mac);
	return crypto_equal(mac, s->head.mac, sizeof mac);
}

/* Opens it and reads its head; SEGMENT_OPEN also when that is cut. */
static enum segment_opened open_file(struct segment *s, const char *path, struct err *e)
{
	s->fd = open(path, O_RDWR | O_CLOEXEC);
	if (s->fd < 0 && errno == EROFS) {
		s->read_only = true;
		s->fd = open(path, O_RDONLY | O_CLOEXEC);
	}
	if (s->fd < 0 && errno == ENOENT)
		return SEGMENT_MISSING;
	if (s->fd >= 0 && (file_take(s->fd, &s->head, sizeof s->head, 0) || errno == 0))
		return SEGMENT_OPEN;
	err_errno(e, "%s", path);
	return SEGMENT_BAD;
}

enum segment_opened segment_open(struct segment *s, const char *ledger, int64_t number,
				 const struct ledger_key *k, const unsigned char *seal,
				 struct err *e)
{
	struct arena a = ARENA_INIT;
	const char *path = segment_path(ledger, number, &a).s;
	enum segment_opened how;

	*s = (struct segment){ .number = number };
	how = open_file(s, path, e);
	if (how == SEGMENT_OPEN && !head_is_whole(s, k)) {
		err_set(e, "变更日志第 %lld 段：开头已损坏或被改过", (long long)number);
		how = SEGMENT_BAD;
	} else if (how == SEGMENT_OPEN && memcmp(s->head.hall, k->number, sizeof k->number) != 0) {
		err_set(e, "%s：是别的大厅的变更日志，请移到别处", path);
		how = SEGMENT_BAD;
	} else if (how == SEGMENT_OPEN && !take_seal(s, ledger, seal, e)) {
		how = SEGMENT_BAD;
	}
	if (how != SEGMENT_OPEN)
		segment_close(s);
	arena_release(&a);
	return how;
}

void segment_close(struct segment *s)
{
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
}

bool segment_look(const char *ledger, int64_t number, const struct ledger_key *k,
		  struct segment_head *head)
{
	const unsigned char no_frame_is_read[SEAL_KEY_BYTES] = { 0 };
	struct segment s;
	struct err ignored;
	enum segment_opened how = segment_open(&s, ledger, number, k, no_frame_is_read, &ignored);

	*head = s.head;
	segment_close(&s);
	return how == SEGMENT_OPEN;
}

int64_t segment_bytes(const struct segment *s)
{
	struct stat st;

	if (fstat(s->fd, &st) != 0)
		return -1;
	if (st.st_nlink > 0)
		return st.st_size;
	errno = ENOENT;
	return -1;
}

/* ---- frames ---- */

static void frame_mac(const struct segment *s, const struct ledger_key *k, int64_t bytes,
		      const unsigned char before[DIGEST_BYTES], struct str payload,
		      unsigned char out[DIGEST_BYTES])
{
	const int64_t place[] = { s->number, bytes };
	const struct str part[] = { { (const char *)before, DIGEST_BYTES },
				    { (const char *)place, sizeof place },
				    payload };

	crypto_mac(k->log, part, COUNT(part), out, DIGEST_BYTES);
}

/* Whether the bytes begin with a frame that belongs at `bytes`. */
static bool is_frame(const struct segment *s, const struct ledger_key *k, int64_t bytes,
		     struct str text)
{
	unsigned char mac[DIGEST_BYTES];
	struct frame_head h;

	if (text.len <= sizeof h)
		return false;
	memcpy(&h, text.s, sizeof h);
	if (h.len == 0 || h.len > text.len - sizeof h)
		return false;
	frame_mac(s, k, bytes, h.before, str_head(str_from(text, sizeof h), h.len), mac);
	return crypto_equal(mac, h.mac, sizeof mac);
}

static bool take_into(const struct segment *s, struct buf *out, size_t len, int64_t at)
{
	buf_clear(out);
	if (!file_take(s->fd, buf_room(out, len), len, at))
		return false;
	out->len = len;
	return true;
}

/* The frame that stands there, when it can be one behind *at. */
static enum segment_read read_frame(const struct segment *s, const struct log_place *at,
				    struct frame_head *h, struct buf *payload)
{
	int64_t size = segment_bytes(s), from = at->bytes + (int64_t)sizeof *h;

	if (size < 0)
		return SEGMENT_FAILED;
	if (size == at->bytes)
		return SEGMENT_END;
	if (from >= size)
		return SEGMENT_TORN;
	if (!file_take(s->fd, h, sizeof *h, at->bytes))
		return SEGMENT_FAILED;
	if (h->len == 0 || h->len > (uint64_t)(size - from) ||
	    memcmp(h->before, at->mac, sizeof h->before) != 0)
		return SEGMENT_TORN;
	return take_into(s, payload, h->len, from) ? SEGMENT_FRAME : SEGMENT_FAILED;
}

static bool open_frame(const struct segment *s, const struct ledger_key *k,
		       const struct log_place *at, const struct frame_head *h, struct str payload,
		       struct buf *changes)
{
	unsigned char mac[DIGEST_BYTES];

	frame_mac(s, k, at->bytes, at->mac, payload, mac);
	if (s->ours && !crypto_equal(mac, h->mac, sizeof mac))
		return false;
	buf_clear(changes);
	if (s->head.sealed)
		return crypto_unseal(changes, s->seal, payload);
	buf_add(changes, payload);
	return true;
}

enum segment_read segment_next(const struct segment *s, const struct ledger_key *k,
			       struct log_place *at, struct buf *changes)
{
	struct buf payload = BUF_INIT;
	struct frame_head h;
	enum segment_read got = read_frame(s, at, &h, &payload);

	if (got == SEGMENT_FRAME && !open_frame(s, k, at, &h, buf_str(&payload), changes))
		got = SEGMENT_TORN;
	if (got == SEGMENT_FRAME) {
		at->bytes += (int64_t)(sizeof h + h.len);
		memcpy(at->mac, h.mac, sizeof at->mac);
	}
	buf_release(&payload);
	return got;
}

bool segment_goes_on(const struct segment *s, const struct ledger_key *k, int64_t bytes)
{
	int64_t size = segment_bytes(s);
	struct buf rest = BUF_INIT;
	bool found =
		size < 0 || (bytes < size && !take_into(s, &rest, (size_t)(size - bytes), bytes));

	for (size_t i = 1; s->ours && !found && i < rest.len; i++)
		found = is_frame(s, k, bytes + (int64_t)i, str_from(buf_str(&rest), i));
	buf_release(&rest);
	return found;
}

void segment_frame(const struct segment *s, const struct ledger_key *k, struct log_place *at,
		   struct str changes, struct buf *frame)
{
	struct frame_head h;

	buf_clear(frame);
	buf_room(frame, sizeof h);
	frame->len = sizeof h;
	if (s->head.sealed)
		crypto_seal(frame, s->seal, changes);
	else
		buf_add(frame, changes);
	h.len = frame->len - sizeof h;
	memcpy(h.before, at->mac, sizeof h.before);
	frame_mac(s, k, at->bytes, at->mac, str_from(buf_str(frame), sizeof h), h.mac);
	memcpy(frame->s, &h, sizeof h);
	memcpy(at->mac, h.mac, sizeof at->mac);
	at->bytes += (int64_t)frame->len;
}

bool segment_write(const struct segment *s, int64_t bytes, struct str frame)
{
	return lseek(s->fd, bytes, SEEK_SET) == bytes && file_put(s->fd, frame) &&
	       fdatasync(s->fd) == 0;
}

bool segment_cut(const struct segment *s, int64_t bytes)
{
	if (s->read_only) {
		errno = EROFS;
		return false;
	}
	return ftruncate(s->fd, bytes) == 0 && fdatasync(s->fd) == 0;
}
