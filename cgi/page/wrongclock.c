#include "page/wrongclock.h"

#include "staff/audit.h"
#include "staff/staff.h"

enum { BEHIND_S = 3600 };

int64_t wrongclock_newest(struct store *s, int64_t now_s)
{
	int64_t newest = stmt_get_int(store_stmt(s, LEDGER_NEWEST_EVENT));

	return newest - now_s > BEHIND_S ? newest : 0;
}

bool wrongclock_confirm(struct store *s, int64_t now_s, struct str who)
{
	static const enum ledger_stmt behind[] = { LEDGER_CLOCK_TOTP, LEDGER_CLOCK_SOURCES,
						   LEDGER_CLOCK_SESSIONS };

	if (!store_run(s, LEDGER_CLOCK_CONFIRM, ARG(":now_s", now_s), ARG(":who", who)))
		return false;
	for (size_t i = 0; i < COUNT(behind); i++)
		if (!store_run(s, behind[i], ARG(":now_s", now_s)))
			return false;
	return true;
}

struct command_job {
	struct store *s;
	int64_t now_s;
};

static bool command_run(void *job)
{
	const struct command_job *w = job;
	const struct audit_event event = {
		.at_s = w->now_s,
		.address = STR("command"),
		.action = AUDIT_CLOCK_CONFIRMED,
	};

	return wrongclock_confirm(w->s, w->now_s, STR("")) && audit_write(w->s, &event);
}

bool wrongclock_command(struct store *s, int64_t now_s, struct err *e)
{
	struct command_job job = { s, now_s };
	void *list[] = { &job };
	bool lost = false;

	store_batch(s, command_run, list, 1, &lost, e);
	return !lost;
}

bool wrongclock_post(struct call *c)
{
	if (!wrongclock_confirm(c->live->store, c->q->now_utc_s, c->staff->session.account) ||
	    !audit_add(c, AUDIT_CLOCK_CONFIRMED, STR(""), STR("")))
		return false;
	call_redirect(c, STR("/staff/"));
	return true;
}

struct str wrongclock_text(struct arena *a, int64_t utc_s)
{
	char text[MINUTE_TEXT];

	minute_format(hall_min_of_utc(utc_s), text);
	return arena_printf(a, "%.10s %s", text, text + 11);
}
