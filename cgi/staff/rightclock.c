#include "staff/pages.h"

#include "staff/audit.h"
#include "staff/staff.h"

/*
 * Codes of second factors that were used ahead of time may be used, sessions begun then
 * end, and what came from one address counts from now.
 */
static bool confirm(struct store *s, int64_t now_s, struct str who)
{
	return store_run(s, LEDGER_CLOCK_CONFIRM, ARG(":now_s", now_s), ARG(":who", who)) &&
	       store_run(s, LEDGER_CLOCK_TOTP, ARG(":now_s", now_s)) &&
	       store_run(s, LEDGER_CLOCK_SOURCES, ARG(":now_s", now_s)) &&
	       store_run(s, LEDGER_CLOCK_SESSIONS, ARG(":now_s", now_s));
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

	return confirm(w->s, w->now_s, STR("")) && chain_write(w->s, &event);
}

bool rightclock_command(struct store *s, int64_t now_s, struct err *e)
{
	return store_change(s, command_run, &(struct command_job){ s, now_s }, e);
}

bool rightclock_post(struct call *c)
{
	return confirm(c->store, c->q->now_utc_s, c->who) &&
	       audit_add(c, AUDIT_CLOCK_CONFIRMED, STR(""), STR("")) && call_redirect(c, "/staff/");
}
