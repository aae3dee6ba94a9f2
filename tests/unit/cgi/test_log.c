/* The log: frames and segments, read again, damaged, sealed, forgotten. */
#include "hall.h"

#include "base/file.h"
#include "store/backup.h"
#include "store/log.h"

#include <sys/stat.h>

static struct str segment_text(struct hall *h, int64_t number)
{
	struct str text;

	assert_ok(file_read(segment_path(h->f->ledger, number, &h->arena).s, 64 << 20, &h->arena,
			    &text, &terr));
	return text;
}

static bool log_has(struct hall *h, int64_t number, const char *text)
{
	return str_contains(segment_text(h, number), str_of(text));
}

static void next_segment(struct hall *h)
{
	assert_ok(store_next_segment(h->app.live->store, h->now_s, &terr));
}

static int faults(struct hall *h)
{
	int n = fixture_faults(h->f->ledger);

	snprintf(h->logged, sizeof h->logged, "%s", fixture_said);
	return n;
}

static const char *path_of(struct hall *h, const char *name)
{
	return arena_printf(&h->arena, "%s/%s", h->f->dir, name).s;
}

static const char *backed_up(struct hall *h, const char *name)
{
	const char *file = path_of(h, name);

	assert_ok(backup_make(store_db(h->app.live->store), h->f->ledger, file, h->now_s, &terr));
	return file;
}

static const char *to(struct hall *h, const char *path, const char *verb, const char *body)
{
	struct exchange *x = post(h, arena_printf(&h->arena, "%s/%s", path, verb).s, body);

	send(h, x);
	assert_int_equal(x->response.status, 303);
	take_body(h, x);
	return arena_cstr(&h->arena, str_from(x->response.location, strlen("/zwfw")));
}

__attribute__((format(printf, 2, 3))) static void shell(struct hall *h, const char *fmt, ...)
{
	va_list ap;
	struct str command;

	va_start(ap, fmt);
	command = arena_vprintf(&h->arena, fmt, ap);
	va_end(ap);
	if (system(arena_printf(&h->arena, "cd '%s' && %s", h->f->dir, command.s).s) != 0)
		fail_msg("%s", command.s);
}

static bool reopen(struct hall *h)
{
	return serve_open(&h->app, h->f->ledger, h->f->releases, note, &terr);
}

static void every_change_is_a_frame(void **state)
{
	struct hall *h = *state;
	const char *path = booked(h);
	struct str text = segment_text(h, 1);

	assert_true(log_has(h, 1, "booking"));
	assert_true(log_has(h, 1, "history"));
	assert_true(log_has(h, 1, "张三"));
	to(h, path, "edit", "name=%E6%9D%8E%E5%9B%9B&note=a%0Ab");
	to(h, path, "cancel", "");
	assert_int_equal(faults(h), 0);
	assert_true(segment_text(h, 1).len > text.len);
	assert_memory_equal(segment_text(h, 1).s, text.s, text.len);
}

/* SQLite's session extension leaves out, without a word, what has none. */
static void every_table_has_a_key(void **state)
{
	struct hall *h = *state;

	assert_int_equal(
		fixture_int(
			h->app.live->store,
			"SELECT count(*) FROM sqlite_schema t WHERE type = 'table' AND name NOT "
			"LIKE 'sqlite%' AND NOT EXISTS(SELECT 1 FROM "
			"pragma_table_info(t.name) WHERE pk > 0)"),
		0);
}

/* As after a crash between the frame and COMMIT, and after the loss of the file. */
static void ledger_behind_is_brought_up(void **state)
{
	struct hall *h = *state;
	const char *page, *path;
	int64_t steps; /* of the booking, in its history */

	serve_close(&h->app);
	shell(h, "cp ledger.db before.db");
	assert_ok(reopen(h));
	path = booked(h);
	path = to(h, path, "move", form(h, "2026-11-29T14:30", "13812345678"));
	next_segment(h);
	to(h, path, "edit", "agent=%E6%9D%8E%E5%9B%9B&note=it%27s%2C+%5C+and%0D%0Aso");
	steps = fixture_int(h->app.live->store, "SELECT count(*) FROM history");
	serve_close(&h->app);
	shell(h, "rm -f ledger.db-wal ledger.db-shm && cp before.db ledger.db");
	assert_int_equal(faults(h), 1);
	assert_has(h->logged, "变更日志比台帐长");
	assert_ok(reopen(h));
	assert_int_equal(faults(h), 0);
	assert_int_equal(get(h, path, "", &page), 200);
	assert_shows(page, "11月29日（星期日）14:30");
	assert_shows(page, "代理人李*");
	assert_int_equal(fixture_int(h->app.live->store,
				     "SELECT count(*) FROM booking WHERE name = '张三' AND"
				     " note LIKE 'it''s, \\ and%so'"),
			 1);
	assert_int_equal(fixture_int(h->app.live->store, "SELECT count(*) FROM history"), steps);
	/* and the rules are there again */
	assert_false(db_exec(store_db(h->app.live->store), "DELETE FROM booking", &terr));
	to(h, path, "cancel", "");
	assert_int_equal(faults(h), 0);
}

/* What a power cut can leave of a frame that was being written. */
static void unfinished_end_is_cut(void **state)
{
	static const char *const tail[] = {
		"printf x",
		"head -c 8 /dev/zero",
		"head -c 5000 /dev/zero",
		"head -c 700 /dev/urandom",
		"tail -c 600 log/ledger.db.000001",
		"tail -c +225 log/ledger.db.000001",
	};
	struct hall *h = *state;
	size_t len;

	booked(h);
	len = segment_text(h, 1).len;
	for (size_t i = 0; i < COUNT(tail); i++) {
		serve_close(&h->app);
		shell(h, "%s > tail && cat tail >> log/ledger.db.000001", tail[i]);
		assert_ok(reopen(h));
		assert_int_equal(segment_text(h, 1).len, len);
		assert_int_equal(faults(h), 0);
	}
}

/* One bit of a segment is another. */
static void flip(struct hall *h, int64_t number, size_t at)
{
	struct str s = segment_text(h, number);
	char *bytes = arena_alloc(&h->arena, s.len);

	memcpy(bytes, s.s, s.len);
	bytes[at] = (char)(bytes[at] ^ 1);
	assert_ok(file_replace(segment_path(h->f->ledger, number, &h->arena).s,
			       (struct str){ bytes, s.len }, 0600, &terr));
}

/* What others follow was once whole, and answered for. */
static void damage_stops_the_start(void **state)
{
	struct hall *h = *state;
	const char *path;
	size_t first;

	serve_close(&h->app);
	shell(h, "cp ledger.db before.db");
	assert_ok(reopen(h));
	path = booked(h);
	first = segment_text(h, 1).len;
	to(h, path, "cancel", "");
	serve_close(&h->app);
	shell(h, "cp log/ledger.db.000001 keep");
	for (size_t at = 0; at < first; at += at < SEGMENT_HEAD_BYTES + 80 ? 1 : 13) {
		shell(h, "rm -f ledger.db-*; cp before.db ledger.db; cp keep "
			 "log/ledger.db.000001");
		flip(h, 1, at);
		if (reopen(h))
			fail_msg("byte %d", (int)at);
		assert_has(terr.text, "变更日志第 1 段");
	}
	shell(h, "cp keep log/ledger.db.000001");
	assert_ok(reopen(h));
	assert_int_equal(bookings(h), 1);
}

/* A name that is another, in a frame or in a ledger. */
static void changes_are_found(void **state)
{
	struct hall *h = *state;
	size_t len;

	to(h, booked(h), "cancel", "");
	len = segment_text(h, 1).len;
	assert_int_equal(faults(h), 0);
	shell(h, "cp log/ledger.db.000001 keep");
	for (size_t at = 0; at < len; at += 37) {
		flip(h, 1, at);
		if (faults(h) == 0)
			fail_msg("byte %d", (int)at);
		shell(h, "cp keep log/ledger.db.000001");
	}
	shell(h, "truncate -s -1 log/ledger.db.000001");
	assert_true(faults(h) > 0);
	shell(h, "cp keep log/ledger.db.000001");
	assert_int_equal(faults(h), 0);
	/* a row changed behind the log's back */
	shell(h, "sqlite3 ledger.db \"UPDATE booking SET floor = '二楼'\"");
	assert_true(faults(h) > 0);
	assert_has(h->logged, "booking");
}

/* Three segments, a booking in each, and a backup of before them. */
static const char *three_segments(struct hall *h)
{
	static const char *const slot[] = { "2026-11-28T09:00", "2026-11-28T09:30",
					    "2026-11-28T14:30" };
	const char *file = backed_up(h, "backup"), *page;

	for (size_t i = 0; i < COUNT(slot); i++) {
		const char *phone = arena_printf(&h->arena, "1381234567%d", (int)i).s;

		assert_int_equal(book(h, form(h, slot[i], phone), &page), 303);
		next_segment(h);
	}
	serve_close(&h->app);
	shell(h, "mkdir kept && cp -p ledger.db log/* kept");
	return file;
}

static void put_back(struct hall *h)
{
	shell(h, "rm -rf log ledger.db*-* && mkdir log && cp -p kept/ledger.db . && cp -p "
		 "kept/ledger.db.0* log");
}

static void gaps_are_refused(void **state)
{
	static const struct {
		const char *how, *restore, *check;
	} list[] = {
		{ "rm log/*1", "变更日志缺第 1 段", "没有变更日志能接上的备份" },
		{ "rm log/*2", "变更日志缺第 2 段", "变更日志缺第 2 段" },
		{ "rm log/*3", "变更日志缺第 3 段", "变更日志缺第 3 段" },
		{ "rm log/*4", "现在的台帐到第 4 段", "变更日志打不开" },
		{ "cp log/*2 log/ledger.db.000003", "变更日志第 3 段：开头已损坏",
		  "变更日志第 3 段" },
		{ "cp log/*3 log/ledger.db.000005", "变更日志第 5 段：开头已损坏",
		  "变更日志比台帐长" },
		{ "truncate -s 100 log/*2", "变更日志第 2 段", "变更日志第 2 段" },
		{ "truncate -s 224 log/*2", "变更日志第 3 段：和前面的接不上", "变更日志第 3 段" },
		{ "truncate -s -1 log/*2", "变更日志第 2 段第", "变更日志第 2 段" },
		{ "truncate -s +1 log/*2", "变更日志第 2 段第", "变更日志第 2 段" },
	};
	struct hall *h = *state;
	const char *file = three_segments(h);

	for (size_t i = 0; i < COUNT(list); i++) {
		put_back(h);
		assert_int_equal(faults(h), 0);
		shell(h, "%s", list[i].how);
		if (faults(h) == 0 || !strstr(fixture_all, list[i].check))
			fail_msg("%s: %s", list[i].how, fixture_all);
		assert_false(fixture_restore(h->f->ledger, file));
		if (!strstr(terr.text, list[i].restore))
			fail_msg("%s: %s", list[i].how, terr.text);
		shell(h, "cmp ledger.db kept/ledger.db");
	}
	put_back(h);
	assert_ok(fixture_restore(h->f->ledger, file));
	assert_ok(reopen(h));
	assert_int_equal(bookings(h), 3);
	assert_int_equal(faults(h), 0);
}

/* Its segment has our number, and its chain. */
static void another_hall(void **state)
{
	struct hall *h = *state;
	struct fixture *other = fixture_make();
	struct store *s;

	assert_ok((s = store_open(other->ledger, NULL, STORE_WRITE, &terr)) != NULL);
	store_close(s);
	booked(h);
	serve_close(&h->app);
	shell(h, "cp %s/log/ledger.db.000001 log", other->dir);
	assert_false(reopen(h));
	assert_has(terr.text, "别的大厅的变更日志");
	assert_true(faults(h) > 0);
	shell(h, "cp %s/ledger.db.key .", other->dir); /* nor with its key */
	assert_false(reopen(h));
	fixture_drop(other);
}

/* Nothing is readable then; the backup key is asked for by restore, not by serve. */
static void sealed_with_the_backup_key(void **state)
{
	struct hall *h = *state;
	const char *file = backed_up(h, "backup"), *path;

	assert_ok(key_make(backup_key_path(h->f->ledger, &h->arena).s, &terr));
	next_segment(h);
	path = booked(h);
	assert_true(segment_text(h, 2).len > SEGMENT_HEAD_BYTES);
	assert_false(log_has(h, 2, "张三"));
	assert_false(log_has(h, 2, "booking"));
	assert_int_equal(faults(h), 0);
	serve_close(&h->app);
	shell(h, "mv ledger.db.backup-key key && cp ledger.db before.db");
	assert_ok(reopen(h));
	to(h, path, "cancel", "");
	assert_true(faults(h) > 0);
	assert_has(fixture_all, "是加密的，缺少它的密钥：请放到");
	serve_close(&h->app);
	/* a crash behind the frame */
	shell(h, "rm -f ledger.db-*; cp before.db ledger.db");
	assert_ok(reopen(h));
	assert_int_equal(fixture_int(h->app.live->store,
				     "SELECT count(*) FROM booking WHERE state = 'cancelled'"),
			 1);
	serve_close(&h->app);
	assert_false(fixture_restore(h->f->ledger, file));
	assert_has(terr.text, "是加密的，缺少它的密钥：请放到");
	shell(h, "cp key ledger.db.backup-key");
	assert_ok(fixture_restore(h->f->ledger, file));
	assert_ok(reopen(h));
	assert_int_equal(bookings(h), 1);
	assert_int_equal(faults(h), 0);
}

static bool holds(struct hall *h, const char *what, const char *text)
{
	return system(arena_printf(&h->arena, "cd '%s' && grep -raq '%s' %s", h->f->dir, text, what)
			      .s) == 0;
}

/* What staff wrote goes with it; a backup of before has neither, once it is restored. */
static void erased_stays_erased(void **state)
{
	struct hall *h = *state;
	const char *path = booked(h), *file = backed_up(h, "backup");

	sql(h, "UPDATE booking SET remark = '王五来取', change_why = '改由赵六办'");
	to(h, path, "cancel", "");
	sql(h,
	    "INSERT INTO history(booking, at, who, from_state, to_state, why) VALUES(1, 1, 'li', "
	    "'cancelled', 'cancelled', '赵六来电')");
	to(h, path, "erase", "");
	assert_int_equal(fixture_int(h->app.live->store,
				     "SELECT count(*) FROM booking WHERE name = '' AND remark = '' "
				     "AND change_why = ''"),
			 1);
	assert_int_equal(
		fixture_int(h->app.live->store, "SELECT count(*) FROM history WHERE why <> ''"), 0);
	/* else it is append-only */
	assert_false(db_exec(store_db(h->app.live->store), "UPDATE history SET why = 'x'", &terr));
	assert_false(db_exec(store_db(h->app.live->store), "UPDATE history SET at = 2, why = ''",
			     &terr));
	serve_close(&h->app);
	assert_true(holds(h, "backup", "张三"));
	assert_ok(fixture_restore(h->f->ledger, file));
	assert_ok(reopen(h));
	assert_int_equal(fixture_int(h->app.live->store,
				     "SELECT count(*) FROM booking WHERE name || remark = ''"),
			 1);
	serve_close(&h->app);
	for (size_t i = 0; i < 4; i++) {
		static const char *const word[] = { "张三", "13812345678", "王五", "赵六" };

		assert_false(holds(h, "ledger.db ledger.db-wal 2>/dev/null", word[i]));
	}
}

static void night_of(struct hall *h, int day)
{
	night(h, arena_printf(&h->arena, "2026-12-%02dT02:00", day).s);
}

/* Backups, segments, what a restore has replaced, and what was put under backups/ by hand. */
static void gone_after_15_days(void **state)
{
	struct hall *h = *state;
	const char *path = booked(h);

	night_of(h, 1);
	set_clock(h, "2026-12-01T10:00");
	backed_up(h, "backups/by-hand");
	shell(h, "cp ledger.db ledger.db.old-2026-12-01T1000 && cp ledger.db-wal "
		 "ledger.db.old-2026-12-01T1000-wal");
	set_clock(h, "2026-12-01T11:00");
	to(h, path, "erase", "");
	for (int day = 2; day <= 14; day++)
		night_of(h, day);
	assert_true(holds(h, "log", "张三"));
	assert_true(holds(h, "backups/by-hand", "张三"));
	assert_true(holds(h, "ledger.db.old-2026-12-01T1000*", "张三"));
	night_of(h, 15);
	assert_false(holds(h, "backups", "张三"));
	night_of(h, 16);
	assert_string_equal(h->logged, "");
	serve_close(&h->app);
	assert_false(holds(h, "log backups ledger.db*", "张三"));
	assert_false(holds(h, "log backups ledger.db*", "13812345678"));
	shell(h, "test $(ls backups | wc -l) = 14 && test $(ls log | wc -l) = 15 && test ! -e "
		 "ledger.db.old-*");
	assert_int_equal(faults(h), 0);
}

/* Else nothing would be left to restore from. */
static void nothing_goes_without_a_new_backup(void **state)
{
	struct hall *h = *state;

	booked(h);
	night_of(h, 1);
	assert_int_equal(symlink("/nowhere/key", backup_key_path(h->f->ledger, &h->arena).s), 0);
	night_of(h, 20);
	assert_has(h->logged, "backup-key");
	shell(h, "test -e backups/ledger-2026-12-01.db && test -e log/ledger.db.000001");
	assert_int_equal(faults(h), 0);
}

static void restore_brings_all_back(void **state)
{
	struct hall *h = *state;
	const char *page, *first = booked(h), *path, *file = backed_up(h, "backup");

	path = to(h, first, "move", form(h, "2026-11-29T14:30", "13812345678"));
	next_segment(h);
	to(h, path, "edit", "note=abc");
	serve_close(&h->app);
	shell(h, "printf 'damage' | dd of=ledger.db bs=1 conv=notrunc 2>/dev/null; rm -f "
		 "ledger.db-wal");
	assert_false(reopen(h));
	assert_ok(fixture_restore(h->f->ledger, file));
	assert_ok(reopen(h));
	assert_int_equal(get(h, path, "", &page), 200);
	assert_shows(page, "11月29日（星期日）14:30");
	assert_shows(page, "138****5678");
	assert_int_equal(faults(h), 0);
	/* with ledger and log gone the backup alone counts, and a new log begins */
	serve_close(&h->app);
	shell(h, "rm -r log");
	assert_false(reopen(h));
	assert_has(terr.text, "比台帐记的短");
	shell(h, "rm -r ledger.db");
	assert_ok(fixture_restore(h->f->ledger, file));
	assert_ok(reopen(h));
	assert_int_equal(bookings(h), 1);
	to(h, first, "cancel", "");
	assert_int_equal(faults(h), 0);
	/* and again, though what was before it is gone */
	serve_close(&h->app);
	assert_ok(fixture_restore(h->f->ledger, file));
	assert_ok(reopen(h));
	assert_int_equal(faults(h), 0);
}

static void deleted_while_it_serves(void **state)
{
	struct hall *h = *state;
	const char *page, *body = form(h, "2026-11-28T09:00", "13812345678");

	shell(h, "cp log/ledger.db.000001 kept && rm log/ledger.db.000001");
	assert_int_equal(book(h, body, &page), 503);
	assert_has(page, "没有保存成功");
	assert_int_equal(bookings(h), 0);
	assert_int_equal(get(h, "/healthz", "", &page), 503);
	shell(h, "cp kept log/ledger.db.000001");
	assert_int_equal(book(h, body, &page), 303);
	assert_int_equal(faults(h), 0);
}

int main(void)
{
#define T(title, f)                                                                                \
	{                                                                                          \
		title, f, setup, teardown, NULL                                                    \
	}
	const struct CMUnitTest tests[] = {
		T("every change is a frame, and frames stay", every_change_is_a_frame),
		T("every table has a declared primary key, without which it would be left out",
		  every_table_has_a_key),
		T("a ledger behind its log gets every row back at the next start",
		  ledger_behind_is_brought_up),
		T("an end cut or torn by a power cut is left out", unfinished_end_is_cut),
		T("a bit flipped anywhere in what others follow stops the start",
		  damage_stops_the_start),
		T("check finds each flipped bit, what is cut, and rows changed elsewhere",
		  changes_are_found),
		T("a segment missing, doubled, cut or longer: check and restore name it",
		  gaps_are_refused),
		T("a segment of another hall is refused", another_hall),
		T("with a backup key frames are sealed; serve goes on without it, restore does not",
		  sealed_with_the_backup_key),
		T("what is erased stays so, with what staff wrote of it", erased_stays_erased),
		T("after 15 days nothing under backups and log has what was erased",
		  gone_after_15_days),
		T("nothing is removed while tonight's backup fails",
		  nothing_goes_without_a_new_backup),
		T("restore: backup and log give every row; a backup alone its own",
		  restore_brings_all_back),
		T("the segment is removed while it serves: 503 in words, nothing in the ledger",
		  deleted_while_it_serves),
	};

	return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
