#include "staff/audit.h"

/*
 * Who acts: the one signed in, or the account that an attempt to sign in was
 * about; nobody when somebody else is refused.
 */
static struct audit_event event_of(const struct call *c, enum audit_action action,
				   struct str object, struct str detail)
{
	return (struct audit_event){
		.at_s = c->q->now_utc_s,
		.who = c->who.len || action == AUDIT_REFUSED ? c->who : object,
		.address = c->q->remote_addr,
		.action = action,
		.object = object,
		.detail = detail,
	};
}

/* In the job that there is, else in a transaction of its own. */
static bool write(struct call *c, const struct audit_event *event)
{
	const struct db *db = store_db(c->store);
	struct err e;

	if (db_in_transaction(db) || db_failed(db) != DB_OK) /* which then fails, too */
		return chain_write(c->store, event);
	if (chain_write_alone(c->store, event, &e))
		return true;
	c->app->log(&e);
	return false;
}

bool audit_add(struct call *c, enum audit_action action, struct str object, struct str detail)
{
	struct audit_event event = event_of(c, action, object, detail);

	c->failed |= !write(c, &event);
	return !c->failed;
}

/* The address without a number in it, which would make each its own kind. */
static struct str place_of(const struct call *c)
{
	struct str path = c->q->path;

	return c->arg.s ? str_head(path, (size_t)(c->arg.s - path.s)) : path;
}

bool audit_refusal(struct call *c, enum audit_action action, struct str object)
{
	struct flood *flood = &c->app->refusals[c->who.len != 0];
	struct audit_event event = event_of(c, action, object, STR(""));
	struct str kind = arena_printf(c->arena, "%d %.*s %.*s", (int)action, STR_ARG(event.who),
				       STR_ARG(place_of(c)));
	uint64_t key = throttle_key(c->app->key, kind, event.address);
	int n = flood_count(flood, key, event.at_s);

	if (n == 0)
		return true;
	if (n > 1)
		event.detail = arena_printf(c->arena, "times=%d", n);
	if (flood->all > FLOOD_ALL)
		event.detail = arena_printf(c->arena, "times=%d, all=%d", n, flood->all);
	return write(c, &event);
}
