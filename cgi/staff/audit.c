#include "staff/audit.h"

#include "http/loop.h"
#include "staff/staff.h"

static const struct str audit_fields[AUDIT_FIELD__MAX] = {
	[AUDIT_BEFORE] = STR_INIT("before"),
	[AUDIT_LIMIT] = STR_INIT("limit"),
	[AUDIT_OLDER] = STR_INIT("older"),
	[AUDIT_HEAD] = STR_INIT("head"),
};

const struct view_type audit_view = { STR_INIT("audit"), audit_fields, AUDIT_FIELD__MAX };

/*
 * Who acts: the one signed in, or the account that an attempt to sign in was
 * about; nobody when somebody else is refused.
 */
static struct audit_event event_of(const struct call *c, enum audit_action action,
				   struct str object, struct str detail)
{
	return (struct audit_event){
		.at_s = c->q->now_utc_s,
		.who = c->staff			 ? c->staff->session.account
		       : action == AUDIT_REFUSED ? STR("")
						 : object,
		.address = c->q->remote_addr,
		.action = action,
		.object = object,
		.detail = detail,
	};
}

bool audit_add(struct call *c, enum audit_action action, struct str object, struct str detail)
{
	struct audit_event event = event_of(c, action, object, detail);

	return chain_write(c->live->store, &event);
}

static bool write_noted(struct call *c, const struct audit_event *event)
{
	struct err e;

	if (chain_write_alone(c->live->store, event, &e))
		return true;
	c->app->log(&e);
	return false;
}

bool audit_note(struct call *c, enum audit_action action, struct str object, struct str detail)
{
	struct audit_event event = event_of(c, action, object, detail);

	return write_noted(c, &event);
}

/* The address without a number in it, which would make each its own kind. */
static struct str place_of(const struct call *c)
{
	struct str path = c->q->path;

	return c->arg.s ? str_head(path, (size_t)(c->arg.s - path.s)) : path;
}

bool audit_refusal(struct call *c, enum audit_action action, struct str object)
{
	struct flood *flood = &c->app->refusals[c->staff != NULL];
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
	if (db_in_transaction(store_db(c->live->store)))
		return chain_write(c->live->store, &event);
	return write_noted(c, &event);
}

enum { AUDIT_PAGE = 100, AUDIT_PIECE = 400, AUDIT_FILE = 10000 };

/* ids have no gaps, so the rows behind the next `n` begin where they say; 0 = there are none. */
static int64_t older(struct call *c, int64_t before, int n)
{
	int64_t last = stmt_get_int(store_stmt(c->live->store, LEDGER_AUDIT_LAST));
	int64_t first = (before && before <= last ? before : last + 1) - n;

	return first > 1 ? first : 0;
}

static int64_t before_of(const struct call *c)
{
	int64_t id = 0;

	str_to_int(call_text(c, FORM_BEFORE), INT64_MAX, &id);
	return id;
}

static struct str number(struct call *c, int64_t n)
{
	return arena_printf(c->arena, "%lld", (long long)n);
}

bool audit_show(struct call *c)
{
	int64_t before = before_of(c), next = older(c, before, AUDIT_PAGE);
	const struct str cell[AUDIT_FIELD__MAX] = {
		[AUDIT_BEFORE] = number(c, before),
		[AUDIT_LIMIT] = number(c, AUDIT_PAGE),
		[AUDIT_OLDER] = next ? number(c, next) : STR(""),
	};

	call_page(c, 200, PAGE_KIND_AUDIT, cell);
	return true;
}

/* The table is made in pieces; in the request's arena. */
struct task {
	int64_t before;
	int done; /* rows */
};

static struct task *export_begin(struct call *c)
{
	struct task *t = arena_alloc(c->arena, sizeof *t);

	t->before = before_of(c);
	c->x->task = t;
	if (audit_note(c, AUDIT_EXPORTED, STR("audit"),
		       arena_printf(c->arena, "before=%lld", (long long)t->before)))
		return t;
	c->failed = true;
	return NULL;
}

bool audit_export(struct call *c)
{
	struct task *t = c->x->task ? c->x->task : export_begin(c);
	struct str cell[AUDIT_FIELD__MAX] = { [AUDIT_LIMIT] = number(c, AUDIT_PIECE) };

	if (!t)
		return false;
	cell[AUDIT_BEFORE] = number(c, t->before);
	cell[AUDIT_HEAD] = t->done ? STR("") : STR("1");
	call_append(c, PAGE_KIND_AUDIT_CSV, cell);
	t->before = older(c, t->before, AUDIT_PIECE);
	t->done += AUDIT_PIECE;
	c->x->unfinished = t->before > 0 && t->done < AUDIT_FILE;
	c->r->content_type = STR("text/csv; charset=utf-8");
	c->r->download_name = STR("audit.csv");
	return true;
}
