#include "store/upkeep.h"

#include "date.h"
#include "store/backup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	RETENTION_IDLE_DAYS = 100, /* without any event */
	SOURCE_DAYS = 7,	   /* where a booking came from is kept */
	DAY_S = 86400,
	LOOKED_AT = 1000,	      /* bookings in one step of retention */
	CUT_BYTES = 16 * 1024 * 1024, /* removing a large file at once would stall */
};

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
		return err_set(e, "the release does not say privacy_retention_days");
	date_format((int32_t)(hall_min_of_utc(now_utc_s) / DAY_MINUTES - days), p->before);
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

static bool has_work(const struct purge *p, struct store *s)
{
	return store_exists(s, LEDGER_PURGE_ANY, ARG(":after", p->after),
			    ARG(":upto", p->after + LOOKED_AT), ARG(":before", str_of(p->before)));
}

bool purge_step(struct purge *p, struct store *s, int64_t now_utc_s, bool *more, struct err *e)
{
	struct purge_job job = { s, p, now_utc_s, 0 };

	*more = true;
	if (store_settle(s))
		return true;
	if (!has_work(p, s)) {
		p->after += LOOKED_AT;
		*more = p->after < p->last;
		return true;
	}
	if (!store_change(s, purge_run, &job, e))
		return false;
	p->blanked += job.changed;
	return true;
}

/* ---- what today offers ---- */

bool upkeep_note_offered(struct store *s, struct str today)
{
	return store_run(s, LEDGER_NOTE_OFFERED, ARG(":today", today));
}

static bool forget_sources(struct store *s, int64_t now_utc_s)
{
	return store_run(s, LEDGER_SOURCE_FORGET,
			 ARG(":before_s", now_utc_s - (int64_t)SOURCE_DAYS * DAY_S));
}

struct hourly_job {
	struct store *s;
	char today[DATE_TEXT];
	int64_t now_utc_s;
};

static bool hourly_run(void *job)
{
	struct hourly_job *w = job;

	return upkeep_note_offered(w->s, str_of(w->today)) && forget_sources(w->s, w->now_utc_s);
}

/* By the hour, because what one failed to write the next one may. */
static bool hourly(struct upkeep *u, struct store *s, int64_t now_utc_s, struct err *e)
{
	struct hourly_job job = { .s = s, .now_utc_s = now_utc_s };
	int64_t hour = hall_min_of_utc(now_utc_s) / 60;

	u->noted_hour = hour;
	date_format((int32_t)(hour / 24), job.today);
	return store_change(s, hourly_run, &job, e);
}

/* ---- backups ---- */

struct str upkeep_folder(const char *ledger, struct arena *a)
{
	const char *slash = strrchr(ledger, '/');
	int folder = slash ? (int)(slash - ledger) + 1 : 0;

	return arena_printf(a, "%.*sbackups", folder, ledger);
}

static const char *backup_path(const struct upkeep *u, const char *name, struct arena *a)
{
	return arena_printf(a, "%s/%s", upkeep_folder(u->ledger, a).s, name).s;
}

static bool begin_backup(struct upkeep *u, struct store *s, int32_t today, struct err *e)
{
	struct arena a = ARENA_INIT;
	char day[DATE_TEXT];
	const char *file;

	date_format(today, day);
	file = backup_path(u, arena_printf(&a, "ledger-%s.db", day).s, &a);
	u->backup_day = today;
	u->backup_failed = false;
	if (access(file, F_OK) != 0) {
		if (mkdir(upkeep_folder(u->ledger, &a).s, 0700) != 0 && errno != EEXIST)
			err_errno(e, "%s", file);
		else
			u->backup = backup_open(store_db(s), u->ledger, file, e);
		u->backup_failed = !u->backup;
	}
	arena_release(&a);
	return !u->backup_failed;
}

static void end_backup(struct upkeep *u)
{
	backup_close(u->backup);
	u->backup = NULL;
}

static bool continue_backup(struct upkeep *u, struct err *e)
{
	enum db_step step = backup_step(u->backup, UPKEEP_PAGES, e);

	if (step == DB_ROW)
		return true;
	end_backup(u);
	u->backup_failed = step == DB_FAILED;
	return !u->backup_failed;
}

/* How many backups there are; in `oldest` the name of the oldest, or of what a kill left. */
static int count_backups(DIR *d, char oldest[256], bool *leftover)
{
	struct dirent *entry;
	int n = 0;

	oldest[0] = '\0';
	*leftover = false;
	while (!*leftover && (entry = readdir(d))) {
		struct str name = str_of(entry->d_name);

		if (!str_starts(name, STR("ledger-")))
			continue;
		*leftover = backup_is_leftover(name);
		if (!*leftover && !str_ends(name, STR(".db")))
			continue;
		n++;
		if (!oldest[0] || *leftover || strcmp(entry->d_name, oldest) < 0)
			snprintf(oldest, 256, "%s", entry->d_name);
	}
	return n;
}

/* Takes a piece off the end of the file, or the file when it is small. */
static bool cut(const char *path)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	struct stat st;
	bool large = fd >= 0 && fstat(fd, &st) == 0 && st.st_size > CUT_BYTES;
	bool ok = large ? ftruncate(fd, st.st_size - CUT_BYTES) == 0 : unlink(path) == 0;

	if (fd >= 0)
		close(fd);
	return ok;
}

static bool thin_step(struct upkeep *u, int32_t today, struct err *e)
{
	struct arena a = ARENA_INIT;
	DIR *d = opendir(upkeep_folder(u->ledger, &a).s);
	char oldest[256];
	bool leftover, ok = true;

	if (d && (count_backups(d, oldest, &leftover) > UPKEEP_KEPT || leftover)) {
		const char *path = backup_path(u, oldest, &a);

		ok = cut(path) || err_errno(e, "%s", path);
	} else {
		u->thin_day = today;
	}
	if (!ok)
		u->thin_day = today;
	if (d)
		closedir(d);
	arena_release(&a);
	return ok;
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
		       "retention waits: the clock is %lld days ahead of the newest event in the "
		       "ledger; if it is right, run hallbook purge",
		       (long long)days);
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
	int32_t today = (int32_t)(minute / DAY_MINUTES);

	if (u->noted_hour != minute / 60)
		return hourly(u, s, now_utc_s, e);
	if (u->backup)
		return continue_backup(u, e);
	if (minute % DAY_MINUTES < UPKEEP_FROM_MIN)
		return true;
	if (u->backup_day != today)
		return begin_backup(u, s, today, e);
	if (u->purge_day != today)
		return nightly_purge(u, s, now_utc_s, today, e);
	if (u->thin_day != today)
		return thin_step(u, today, e);
	return true;
}

void upkeep_stop(struct upkeep *u)
{
	if (u->backup) {
		end_backup(u);
		u->backup_day = 0; /* begun anew with the next store */
	}
	u->purging = false;
	u->noted_hour = 0;
}
