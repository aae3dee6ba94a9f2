#include "store/upkeep.h"

#include "base/file.h"
#include "date.h"
#include "store/backup.h"
#include "store/segment.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	RETENTION_IDLE_DAYS = 100, /* without any event */
	SOURCE_DAYS = 7,	   /* where a booking came from is kept */
	DAY_S = 86400,
	LOOKED_AT = 1000, /* bookings in one step of retention */
};

static int32_t day_of(int64_t utc_s)
{
	return (int32_t)(hall_min_of_utc(utc_s) / DAY_MINUTES);
}

/* ---- retention ---- */

bool purge_begin(struct purge *p, struct store *s, int64_t now_utc_s, struct err *e)
{
	struct stmt *st = store_stmt(s, LEDGER_RETENTION);
	int64_t days = 0;
	bool found = stmt_step(st) == DB_ROW;

	*p = (struct purge){ .after = 0 };
	if (found) {
		days = stmt_int(st, 0);
		p->last = stmt_int(st, 1);
	}
	stmt_reset(st);
	if (!found || days <= 0)
		return err_set(e, "网站没有写 privacy.retention_days");
	date_format(day_of(now_utc_s) - (int32_t)days, p->before);
	return true;
}

int64_t purge_count(const struct purge *p, struct store *s)
{
	return store_int(s, LEDGER_PURGE_COUNT, ARG(":before", str_of(p->before)));
}

struct purge_job {
	struct store *s;
	const struct purge *p;
	int64_t now_s;
	int changed;
};

static bool purge_run(void *job)
{
	struct purge_job *w = job;

	w->changed = store_run(w->s, LEDGER_PURGE, ARG(":after", w->p->after),
			       ARG(":upto", w->p->after + LOOKED_AT),
			       ARG(":before", str_of(w->p->before)), ARG(":rows", PURGE_ROWS),
			       ARG(":now_s", w->now_s))
			     ? db_changes(store_db(w->s))
			     : 0;
	return true;
}

bool purge_step(struct purge *p, struct store *s, int64_t now_utc_s, bool *more, struct err *e)
{
	struct purge_job job = { s, p, now_utc_s, 0 };

	*more = true;
	if (store_settle(s))
		return true;
	if (!store_change(s, purge_run, &job, e))
		return false;
	p->blanked += job.changed;
	if (!job.changed)
		p->after += LOOKED_AT;
	*more = p->after < p->last;
	return true;
}

/* ---- by the hour ---- */

struct hourly_job {
	struct store *s;
	char today[DATE_TEXT];
	int64_t now_utc_s;
};

static bool hourly_run(void *job)
{
	struct hourly_job *w = job;

	return store_run(w->s, LEDGER_NOTE_OFFERED, ARG(":today", str_of(w->today))) &&
	       store_run(w->s, LEDGER_SOURCE_FORGET,
			 ARG(":before_s", w->now_utc_s - (int64_t)SOURCE_DAYS * DAY_S));
}

/* By the hour, because what one failed to write the next one may. */
static bool hourly(struct upkeep *u, struct store *s, int64_t now_utc_s, struct err *e)
{
	struct hourly_job job = { .s = s, .now_utc_s = now_utc_s };
	int64_t hour = hall_min_of_utc(now_utc_s) / 60;

	u->noted_hour = hour;
	if (u->backup_failed)
		u->night_day = 0; /* a full disk may have been cleared in the morning */
	date_format((int32_t)(hour / 24), job.today);
	return store_change(s, hourly_run, &job, e);
}

/* ---- the night ---- */

/* The day in a name behind `prefix`, else that of the file. */
static int32_t made_day(const char *path, struct str name, struct str prefix)
{
	struct stat st;
	int32_t day;

	if (str_starts(name, prefix) &&
	    date_parse(str_head(str_from(name, prefix.len), DATE_TEXT - 1), &day))
		return day;
	return stat(path, &st) == 0 && S_ISREG(st.st_mode) ? day_of(st.st_mtime) : INT32_MAX;
}

static bool is_old(int32_t day, int32_t today)
{
	return day <= today - UPKEEP_KEPT_DAYS;
}

static bool go(const char *path, struct err *e)
{
	return unlink(path) == 0 || err_errno(e, "%s", path);
}

/* What is old of the folder's files that begin with `prefix`; without one, of all. */
static bool thin_folder(const char *folder, struct str prefix, struct str dated, int32_t today,
			struct err *e)
{
	struct arena a = ARENA_INIT;
	DIR *d = opendir(folder);
	struct dirent *entry;
	bool ok = true;

	while (d && ok && (entry = readdir(d))) {
		struct str name = str_of(entry->d_name);
		const char *path = arena_printf(&a, "%s/%s", folder, entry->d_name).s;

		if (str_starts(name, prefix) &&
		    (is_old(made_day(path, name, dated), today) ||
		     (str_starts(name, STR("ledger-")) && backup_is_leftover(name))))
			ok = go(path, e);
	}
	if (d)
		closedir(d);
	arena_release(&a);
	return ok;
}

/* The first segments of the log, when the next was begun so long ago. */
static bool thin_log(const struct night *n, int32_t today, struct arena *a, struct err *e)
{
	int64_t first, last;
	struct segment_head next;

	segment_range(n->ledger, &first, &last);
	while (first < last && segment_look(n->ledger, first + 1, &n->key, &next) && next.made_s &&
	       is_old(day_of(next.made_s), today))
		if (!go(segment_path(n->ledger, first++, a).s, e))
			return false;
	return true;
}

/* And ledgers that were replaced, with what SQLite has beside them. */
static bool thin(const struct night *n, struct arena *a, struct err *e)
{
	int32_t today = day_of(n->now_s);
	struct str replaced = arena_printf(a, "%s.old-", file_name(n->ledger));

	return thin_folder(backup_folder(n->ledger, a).s, STR(""), STR("ledger-"), today, e) &&
	       thin_log(n, today, a, e) &&
	       thin_folder(file_beside(n->ledger, ".", a).s, replaced, replaced, today, e);
}

/*
 * What is blanked is gone for good, so a clock far ahead of all that happened is
 * not believed. A hall that did sleep so long is told how.
 */
static bool clock_is_likely(struct store *s, int64_t now_utc_s, struct err *e)
{
	struct stmt *st = store_stmt(s, LEDGER_NEWEST_EVENT);
	int64_t days = stmt_step(st) == DB_ROW && !stmt_is_null(st, 0)
			       ? (now_utc_s - stmt_int(st, 0)) / DAY_S
			       : 0;

	stmt_reset(st);
	return days <= RETENTION_IDLE_DAYS ||
	       err_set(e,
		       "没有清除到期的个人信息：系统时间比台帐里最新的记录晚 %lld 天；"
		       "时间对的，请运行 hallbook purge",
		       (long long)days);
}

/* That of the day, NULL: it is there. */
static const char *backup_of_day(const struct night *n, int32_t today, struct arena *a)
{
	char day[DATE_TEXT];
	const char *file;

	date_format(today, day);
	file = arena_printf(a, "%s/ledger-%s.db", backup_folder(n->ledger, a).s, day).s;
	return access(file, F_OK) != 0 ? file : NULL;
}

static bool back_up(const struct night *n, struct arena *a, struct err *e)
{
	const char *file = backup_of_day(n, day_of(n->now_s), a);
	struct db *db = file ? db_open(n->ledger, DB_READ, e) : NULL;
	bool ok = !file || (db && backup_make(db, n->ledger, file, n->now_s, e));

	db_close(db);
	return ok;
}

void upkeep_night(struct night *n)
{
	struct arena a = ARENA_INIT;

	n->backed_up = back_up(n, &a, &n->why);
	n->ok = n->backed_up && (!n->thins || thin(n, &a, &n->why));
	arena_release(&a);
}

bool upkeep_night_over(struct upkeep *u, struct err *e)
{
	u->night.due = false;
	u->backup_failed = !u->night.backed_up;
	if (!u->night.ok)
		*e = u->night.why;
	explicit_bzero(&u->night.key, sizeof u->night.key);
	return u->night.ok;
}

/* With a segment of its own, so that the backup and those behind it are all that is needed. */
static bool begin_night(struct upkeep *u, struct store *s, int64_t now_utc_s, struct err *e)
{
	struct night *n = &u->night;
	struct arena a = ARENA_INIT;
	const char *folder = backup_folder(n->ledger, &a).s;
	bool ok = true;

	u->night_day = day_of(now_utc_s);
	if (backup_of_day(n, u->night_day, &a)) {
		ok = mkdir(folder, 0700) == 0 || errno == EEXIST || err_errno(e, "%s", folder);
		ok = ok && store_next_segment(s, now_utc_s, e);
	}
	u->backup_failed = !ok;
	n->due = ok;
	n->now_s = now_utc_s;
	n->key = *store_key(s);
	if (ok)
		ok = n->thins = clock_is_likely(s, now_utc_s, e);
	arena_release(&a);
	return ok;
}

static bool nightly_purge(struct upkeep *u, struct store *s, int64_t now_utc_s, int32_t today,
			  struct err *e)
{
	bool more = true;
	bool ok = u->purging ? purge_step(&u->purge, s, now_utc_s, &more, e)
			     : clock_is_likely(s, now_utc_s, e) &&
				       purge_begin(&u->purge, s, now_utc_s, e);

	u->purging = ok && more;
	if (!u->purging)
		u->purge_day = today;
	return ok;
}

bool upkeep_step(struct upkeep *u, struct store *s, int64_t now_utc_s, struct err *e)
{
	int64_t minute = hall_min_of_utc(now_utc_s);
	int32_t today = day_of(now_utc_s);

	if (u->noted_hour != minute / 60)
		return hourly(u, s, now_utc_s, e);
	if (u->night.due || minute % DAY_MINUTES < UPKEEP_FROM_MIN)
		return true;
	if (u->night_day != today)
		return begin_night(u, s, now_utc_s, e);
	if (u->purge_day != today)
		return nightly_purge(u, s, now_utc_s, today, e);
	return true;
}

void upkeep_begin_anew(struct upkeep *u)
{
	u->purging = false;
	u->noted_hour = 0;
}
