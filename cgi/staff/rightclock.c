#include "staff/rightclock.h"

#include "staff/pages.h"
#include "staff/audit.h"
#include "staff/staff.h"

/*
 * Codes of second factors that were used ahead of time may be used, sessions begun then
 * end, and what came from one address counts from now.
 */
static bool confirm(struct store *s, int64_t now_s, struct str who)
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

	return confirm(w->s, w->now_s, STR(""));
}

bool rightclock_command(struct store *s, int64_t now_s, struct err *e)
{
	struct command_job job = { s, now_s };
	const struct audit_event event = {
		.at_s = now_s,
		.address = STR("command"),
		.action = AUDIT_CLOCK_CONFIRMED,
	};

	return chain_change(s, command_run, &job, &event, e);
}

bool rightclock_post(struct call *c)
{
	if (!confirm(c->store, c->q->now_utc_s, c->who) ||
	    !audit_add(c, AUDIT_CLOCK_CONFIRMED, STR(""), STR("")))
		return false;
	return call_redirect(c, "/staff/");
}
