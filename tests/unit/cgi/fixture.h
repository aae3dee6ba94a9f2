/*
 * fixture.h - a small hall for tests of hallbook: a folder of its own with a
 * ledger and a release whose catalogue has the real tables and hand-made rows.
 *
 * Window 4 (户政大队, noon) has item 9 and its duplicate 10; window 16 (公积金)
 * has item 74, not at noon. Days are Friday 27 November to Tuesday 1 December
 * 2026; every day has 09:00, 09:30 and 14:30, working days also 12:30 for noon
 * items. Three places a slot, two of them public.
 */
#ifndef TESTS_FIXTURE_H
#define TESTS_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "db.h"
#include "store/check.h"
#include "store/key.h"
#include "store/restore.h"
#include "store/store.h"
#include "store/storefile.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

extern const char catalogue_sql[];

struct fixture {
	struct arena arena;
	char dir[64];
	char ledger[80];     /* DIR/ledger.db */
	char releases[80];   /* DIR/releases, with the symlink current */
	char catalogue[112]; /* DIR/releases/one/catalogue.db */
};

/* Where calls under test leave their error. */
static struct err terr;

#define assert_ok(call)                                                                            \
	do {                                                                                       \
		if (!(call))                                                                       \
			fail_msg("%s: %s", #call, terr.text);                                      \
	} while (0)

static const char fixture_rows[] =
	"INSERT INTO setting "
	"VALUES('hall_name','宁都县政务服务大厅'),('hall_map',''),"
	"('hall_org','宁都县行政审批局'),('hall_address',''),('hall_english',''),('hall_rating','"
	"https://rate.example/'),('hall_complaint','0797-6939272'),"
	"('site_domain',''),('hall_document','宁行审字'),('site_id_code',''),"
	"('site_icp',''),('site_police',''),('site_today','2026-11-27'),"
	"('site_today_label','2026年11月27日'),"

	"('site_base_url','http://127.0.0.1:8080'),('staff_totp_roles',''),"
	"('booking_horizon_days','30'),('booking_open_per_phone','3'),('booking_form_hours','2'),"
	"('limit_bookings_per_hour','1000000'),('limit_bookings_per_day','1000000'),"
	"('limit_lookups_per_reference','20'),('limit_lookups_per_address','60'),"
	"('privacy_retention_days','180');"
	"INSERT INTO complaint_phone VALUES(1,'0797-6939272','+867976939272');"
	"INSERT INTO window(no, code, name, short, floor, phone, paper_phone, general, leader, "
	"noon,"
	" items) "
	"VALUES(4,'04','宁都县公安局户政大队','公安局户政大队','一楼','0797-6827737','0797-6827737'"
	",0,'',1,2),"
	"(16,'16','住房公积金','住房公积金','一楼','0797-6833523','0797-6833523',0,'',0,1);"
	"INSERT INTO item(no, window, department, name, mode, mode_text, noon, place, phone, tel, "
	"kind,"
	" promise_days, mailable, remark, bring, fee, counter, duplicate_of, initials, spelling, "
	"gone)"
	" VALUES"
	"(9,4,'宁都县公安局户政大队','居民身份证办理','noon_weekend','错时、延时服务',1,"
	" '服务大厅一楼','0797-6827737','+867976827737','',NULL,0,'','','','',NULL,'jmsfz','',0),"
	"(10,4,'宁都县公安局户政大队','居民身份证办理','noon_weekend','错时、延时服务',1,"
	" '服务大厅一楼','0797-6827737','+867976827737','',NULL,0,'','','','',9,'jmsfz','',0),"
	"(74,16,'住房公积金','公积金提取','appointment','预约服务',0,"
	" '服务大厅一楼','0797-6833523','+867976833523','',NULL,0,'','','','',NULL,'gjj','',0);"
	"INSERT INTO day VALUES"
	"('2026-11-27',5,'星期五','11月27日（星期五）','workday','工作日','',1,0,0,"
	" '2026-11-26T17:00','11月26日（星期四）17:00',1,0,0,'2026-11-27','2026-11-27','9:00—10:00'"
	"),"
	"('2026-11-28',6,'星期六','11月28日（星期六）','weekend','双休日','',1,0,1,"
	" '2026-11-27T17:00','11月27日（星期五）17:00',1,1,0,'2026-11-28','2026-11-29','9:00—10:00'"
	"),"
	"('2026-11-29',7,'星期日','11月29日（星期日）','weekend','双休日','',1,0,2,"
	" '2026-11-27T17:00','11月27日（星期五）17:00',1,1,0,'2026-11-28','2026-11-29','9:00—10:00'"
	"),"
	"('2026-11-30',1,'星期一','11月30日（星期一）','workday','工作日','',1,0,3,"
	" '2026-11-27T17:00','11月27日（星期五）17:00',1,0,0,'2026-11-30','2026-11-30','9:00—10:00'"
	"),"
	"('2026-12-01',2,'星期二','12月1日（星期二）','workday','工作日','',1,0,4,"
	" '2026-11-30T17:00','11月30日（星期一）17:00',1,0,0,'2026-12-01','2026-12-01','9:00—10:00'"
	");"
	"INSERT INTO office SELECT 0, 1 UNION ALL SELECT no, noon FROM window;"
	"INSERT INTO window_plan SELECT no, 1 FROM window;"
	"INSERT INTO plan_slot SELECT 1, d.day || 'T' || t.column1, d.day, t.column1, t.column2,"
	" t.column3, 3, 2, t.column3 = 'noon'"
	" FROM day d, (VALUES('09:00','09:30','am'),('09:30','10:00','am'),"
	" ('12:30','13:00','noon'),('14:30','15:00','pm')) t"
	" WHERE t.column3 <> 'noon' OR d.kind = 'workday';";

/* An empty css_NAME and href_css_NAME for each style sheet and script; hallgen has one, full. */
static inline void fixture_assets(struct db *db)
{
	DIR *dir = opendir("site/assets"); /* make runs the tests at the top of the project */
	struct dirent *entry;
	char sql[800];

	assert_non_null(dir);
	while ((entry = readdir(dir))) {
		const char *dot = strrchr(entry->d_name, '.');

		if (!dot || dot == entry->d_name)
			continue;
		snprintf(sql, sizeof sql,
			 "INSERT INTO setting SELECT column1 || '%s_%.*s', '' FROM (VALUES(''), "
			 "('href_'))",
			 dot + 1, (int)(dot - entry->d_name), entry->d_name);
		assert_ok(db_exec(db, sql, &terr));
	}
	closedir(dir);
}

static inline void fixture_catalogue(struct fixture *f)
{
	struct db *db;

	assert_ok((db = db_open(f->catalogue, DB_CREATE, &terr)) != NULL);
	assert_ok(db_exec(db, catalogue_sql, &terr));
	assert_ok(db_exec(db, fixture_rows, &terr));
	fixture_assets(db);
	assert_ok(db_exec(db, "COMMIT", &terr));
	db_close(db);
}

static inline struct fixture *fixture_make(void)
{
	struct fixture *f = calloc(1, sizeof *f);
	char path[128], cwd[2000], target[2048];
	const char *key;

	assert_non_null(f);
	snprintf(f->dir, sizeof f->dir, "/tmp/hallbook-test-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	snprintf(f->ledger, sizeof f->ledger, "%s/ledger.db", f->dir);
	snprintf(f->releases, sizeof f->releases, "%s/releases", f->dir);
	snprintf(f->catalogue, sizeof f->catalogue, "%s/one/catalogue.db", f->releases);
	snprintf(path, sizeof path, "%s/one", f->releases);
	assert_int_equal(mkdir(f->releases, 0700), 0);
	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(path, sizeof path, "%s/current", f->releases);
	assert_int_equal(symlink("one", path), 0);
	fixture_catalogue(f);
	key = key_path(f->ledger, &f->arena).s;
	assert_ok(key_make(key, &terr));
	assert_ok(storefile_make(f->ledger, key, &terr));
	/* make runs the tests at the top of the project */
	assert_non_null(getcwd(cwd, sizeof cwd));
	snprintf(target, sizeof target, "%s/site/templates", cwd);
	snprintf(path, sizeof path, "%s/one/templates", f->releases);
	assert_int_equal(symlink(target, path), 0);
	return f;
}

static inline void fixture_drop(struct fixture *f)
{
	char command[128];

	snprintf(command, sizeof command, "rm -rf '%s'", f->dir);
	assert_int_equal(system(command), 0);
	arena_release(&f->arena);
	free(f);
}

static char fixture_said[400]; /* the last fault that was found */
static char fixture_all[8000]; /* all, a line each */

static inline void fixture_say(void *ctx, struct str line)
{
	size_t n = strlen(fixture_all);

	(void)ctx;
	snprintf(fixture_said, sizeof fixture_said, "%.*s", STR_ARG(line));
	snprintf(fixture_all + n, sizeof fixture_all - n, "%.*s\n", STR_ARG(line));
}

/* What `hallbook check` finds. */
static inline int fixture_faults(const char *ledger)
{
	char again[128];
	struct check c = { ledger, ledger, NULL, again, fixture_say, NULL, { 0 } };

	snprintf(again, sizeof again, "%s.check", ledger);
	fixture_said[0] = fixture_all[0] = '\0';
	assert_ok(check_run(&c, &terr));
	return (int)c.found.faults;
}

static inline void assert_sound(const char *ledger)
{
	if (fixture_faults(ledger))
		fail_msg("%s", fixture_said);
}

/* `hallbook restore` on 28 November 2026; false and terr. */
static inline bool fixture_restore(const char *ledger, const char *file)
{
	struct restore r = {
		.ledger = ledger, .file = file, .now_s = 1795838400, .say = fixture_say
	};

	return restore_backup(&r, &terr);
}

/* First column of the first row, read through an open store. */
static inline int64_t fixture_int(struct store *s, const char *sql)
{
	int64_t v = -1;

	assert_ok(db_get_int(store_db(s), sql, &v, &terr));
	return v;
}

#endif
