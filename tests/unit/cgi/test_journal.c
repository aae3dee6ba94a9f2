#include "hall.h"

#include "base/file.h"
#include "store/backup.h"
#include "store/journal.h"

#include <sys/stat.h>

static const char *log_path(struct hall *h)
{
	return journal_path(h->f->ledger, ".log", &h->arena).s;
}

static struct str log_text(struct hall *h)
{
	struct str text;

	assert_ok(file_read(log_path(h), 64 << 20, &h->arena, &text, &terr));
	return text;
}

static int faults(struct hall *h)
{
	int n = fixture_faults(h->f->ledger);

	snprintf(h->logged, sizeof h->logged, "%s", fixture_said);
	return n;
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
	assert_int_equal(system(arena_printf(&h->arena, "cd '%s' && %s", h->f->dir, command.s).s),
			 0);
}

static bool reopen(struct hall *h)
{
	return serve_open(&h->app, h->f->ledger, h->f->releases, note, &terr);
}

static void lines_are_there_and_tell_nothing(void **state)
{
	struct hall *h = *state;
	const char *path = booked(h);
	struct str text;

	text = log_text(h);
	assert_true(str_contains(text, STR("\tbooking\t")));
	assert_true(str_contains(text, STR("\thistory\t")));
	assert_false(str_contains(text, STR("张三")));
	assert_false(str_contains(text, STR("13812345678")));
	to(h, path, "edit", "name=%E6%9D%8E%E5%9B%9B&note=a%0Ab");
	to(h, path, "cancel", "");
	assert_int_equal(faults(h), 0);
	assert_true(log_text(h).len > text.len);
	assert_memory_equal(log_text(h).s, text.s, text.len);
}

/* As after a crash between the journal and COMMIT, and after the loss of the file. */
static void ledger_behind_is_brought_up(void **state)
{
	struct hall *h = *state;
	const char *page, *path;

	serve_close(&h->app);
	shell(h, "cp ledger.db before.db");
	assert_ok(reopen(h));
	path = booked(h);
	path = to(h, path, "move",
		  arena_printf(&h->arena, "%s", form(h, "2026-11-29T14:30", "13812345678")).s);
	to(h, path, "edit", "agent=%E6%9D%8E%E5%9B%9B&note=it%27s%2C+%5C+and%0D%0Aso");
	serve_close(&h->app);
	shell(h, "rm -f ledger.db-wal ledger.db-shm && cp before.db ledger.db");
	assert_int_equal(faults(h), 1);
	assert_has(h->logged, "变更日志比台帐长");
	assert_ok(reopen(h));
	assert_int_equal(faults(h), 0);
	assert_int_equal(get(h, path, "", &page), 200);
	assert_has(page, "11月29日（星期日） 14:30");
	assert_has(page, "代理人 李*");
	assert_int_equal(fixture_int(h->app.live->store,
				     "SELECT count(*) FROM booking WHERE name = '张三' AND"
				     " note LIKE 'it''s, \\ and%so'"),
			 1);
	assert_int_equal(fixture_int(h->app.live->store, "SELECT count(*) FROM history"), 3);
	/* and the rules are there again */
	assert_false(db_exec(store_db(h->app.live->store), "DELETE FROM booking", &terr));
	to(h, path, "cancel", "");
	assert_int_equal(faults(h), 0);
}

/* What a power cut can leave of lines that were being written: parts, zeros, ends alone. */
static void unfinished_tail_is_cut(void **state)
{
	static const char *const tail[] = { "3\\t0\\t+\\tbooking", "x\\n",
					    "\\0\\0\\0\\0\\tbooking\\n4\\t1\\t+\\thistory\\t1\\n",
					    "3\\t1\\t+\\tbook\\nold\\t1\\n7\\t\\n1\\n" };
	struct hall *h = *state;
	size_t len;

	booked(h);
	len = log_text(h).len;
	for (size_t i = 0; i < COUNT(tail); i++) {
		serve_close(&h->app);
		shell(h, "printf '%s' >> journal/ledger.db.log", tail[i]);
		assert_ok(reopen(h));
		assert_int_equal(log_text(h).len, len);
		assert_int_equal(faults(h), 0);
	}
}

/* With a transaction behind it, it was once whole. */
static void damaged_line_stops_the_start(void **state)
{
	struct hall *h = *state;

	serve_close(&h->app);
	shell(h, "cp ledger.db before.db");
	assert_ok(reopen(h));
	to(h, booked(h), "cancel", "");
	serve_close(&h->app);
	shell(h, "rm -f ledger.db-* && cp before.db ledger.db && cp journal/ledger.db.log keep && "
		 "sed -i '1s/2026-11-28/2026-11-27/' journal/ledger.db.log");
	assert_false(reopen(h));
	assert_non_null(strstr(terr.text, "第 1 行"));
	shell(h, "cp keep journal/ledger.db.log");
	assert_ok(reopen(h));
	assert_int_equal(bookings(h), 1);
}

/* The size was on disk before the keys were. */
static void keys_that_a_cut_took_are_made_again(void **state)
{
	struct hall *h = *state;
	const char *path;

	serve_close(&h->app);
	shell(h, "truncate -s 65536 journal/ledger.db.keys");
	assert_ok(reopen(h));
	path = booked(h);
	to(h, path, "edit", "note=x");
	assert_int_equal(faults(h), 0);
	to(h, path, "erase", "");
	assert_int_equal(faults(h), 0);
}

/* The first line of a transaction without its last. */
static void half_a_transaction_is_none(void **state)
{
	struct hall *h = *state;
	struct str text;
	size_t first;

	serve_close(&h->app);
	shell(h, "cp ledger.db before.db");
	assert_ok(reopen(h));
	booked(h);
	serve_close(&h->app);
	text = log_text(h);
	first = str_find(text, STR("\n")) + 1;
	shell(h,
	      "rm -f ledger.db-* && cp before.db ledger.db && truncate -s %d "
	      "journal/ledger.db.log",
	      (int)first);
	assert_ok(reopen(h));
	assert_int_equal(bookings(h), 0);
	assert_int_equal(log_text(h).len, 0);
	booked(h);
	assert_int_equal(faults(h), 0);
}

static void changed_lines_are_found(void **state)
{
	struct hall *h = *state;

	to(h, booked(h), "cancel", "");
	assert_int_equal(faults(h), 0);
	shell(h, "cp journal/ledger.db.log keep && sed -i '1s/2026-11-28/2026-11-27/' "
		 "journal/ledger.db.log");
	assert_true(faults(h) > 0);
	shell(h, "sed 1d keep > journal/ledger.db.log");
	assert_true(faults(h) > 0);
	shell(h, "cp keep journal/ledger.db.log");
	assert_int_equal(faults(h), 0);
	/* a row changed behind the journal's back */
	shell(h, "sqlite3 ledger.db \"UPDATE booking SET floor = '二楼'\"");
	assert_true(faults(h) > 0);
	assert_has(h->logged, "booking");
}

static void erased_is_gone_from_the_journal(void **state)
{
	struct hall *h = *state;
	const char *path = booked(h);
	const char *backup = arena_printf(&h->arena, "%s/backup.db", h->f->dir).s;
	unsigned char salt[SALT_BYTES];
	struct journal j;

	assert_ok(backup_make(store_db(h->app.live->store), h->f->ledger, backup, &terr));
	to(h, path, "erase", "");
	assert_ok(journal_open(&j, h->f->ledger, true, &terr));
	assert_false(journal_salt(&j, 1, salt));
	assert_true(journal_salt(&j, 2, salt));
	journal_close(&j);
	assert_int_equal(faults(h), 0);
	/* nor does a backup of before have the name, once it is restored */
	serve_close(&h->app);
	assert_ok(fixture_restore(h->f->ledger, backup));
	assert_ok(reopen(h));
	assert_int_equal(fixture_int(h->app.live->store,
				     "SELECT count(*) FROM booking WHERE name = '' AND phone = ''"),
			 1);
	assert_int_equal(faults(h), 0);
}

static void restore_brings_all_back(void **state)
{
	struct hall *h = *state;
	const char *page, *first = booked(h), *path;
	const char *backup = arena_printf(&h->arena, "%s/backup.db", h->f->dir).s;

	assert_ok(backup_make(store_db(h->app.live->store), h->f->ledger, backup, &terr));
	path = to(h, first, "move", form(h, "2026-11-29T14:30", "13812345678"));
	serve_close(&h->app);
	shell(h, "printf 'damage' | dd of=ledger.db bs=1 conv=notrunc 2>/dev/null; rm -f "
		 "ledger.db-wal");
	assert_false(reopen(h));
	assert_ok(fixture_restore(h->f->ledger, backup));
	assert_ok(reopen(h));
	assert_int_equal(get(h, path, "", &page), 200);
	assert_has(page, "张*，138****5678");
	assert_int_equal(faults(h), 0);
	/* with ledger and journal gone the backup alone counts, and a new journal begins */
	serve_close(&h->app);
	shell(h, "rm -r journal");
	assert_false(reopen(h));
	assert_non_null(strstr(terr.text, "比台帐记的短"));
	shell(h, "rm -r journal ledger.db");
	assert_ok(fixture_restore(h->f->ledger, backup));
	assert_ok(reopen(h));
	assert_int_equal(bookings(h), 1);
	to(h, first, "cancel", "");
	assert_int_equal(faults(h), 0);
}

static void full_disk_under_the_journal(void **state)
{
	struct hall *h = *state;
	const char *page, *body = form(h, "2026-11-28T09:00", "13812345678");

	/* the log cannot grow: a folder for a disk */
	shell(h, "rm journal/ledger.db.log && ln -s /dev/full journal/ledger.db.log");
	serve_close(&h->app);
	assert_ok(reopen(h));
	assert_int_equal(book(h, body, &page), 503);
	assert_has(page, "没有保存成功");
	assert_int_equal(bookings(h), 0);
	serve_close(&h->app);
	shell(h, "rm journal/ledger.db.log");
	assert_ok(reopen(h));
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
		T("every change is a line, nothing personal is readable in it, lines stay",
		  lines_are_there_and_tell_nothing),
		T("a ledger behind its journal gets every row back at the next start",
		  ledger_behind_is_brought_up),
		T("a tail cut or torn by a power cut is left out", unfinished_tail_is_cut),
		T("a damaged line that others follow stops the start",
		  damaged_line_stops_the_start),
		T("keys that a power cut took are made again", keys_that_a_cut_took_are_made_again),
		T("half a transaction is none", half_a_transaction_is_none),
		T("check finds changed and missing lines, and rows changed elsewhere",
		  changed_lines_are_found),
		T("erasing takes the key away, and the chain holds",
		  erased_is_gone_from_the_journal),
		T("restore: backup and journal give every row; a backup alone its own",
		  restore_brings_all_back),
		T("the journal's disk is full: 503 in words, nothing in the ledger",
		  full_disk_under_the_journal),
	};

	return cmocka_run_group_tests_name("journal", tests, NULL, NULL);
}
