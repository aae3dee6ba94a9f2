#include "staff/audit.h"

#include "http/loop.h"
#include "staff/staff.h"
#include "store/key.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { DETAIL_BYTES = 400 };

static const struct str codes[AUDIT__MAX] = {
#define CODE(action, code) [AUDIT_##action] = STR_INIT(code),
	AUDIT_ACTIONS(CODE)
#undef CODE
};

static const struct str audit_fields[AUDIT_FIELD__MAX] = {
	[AUDIT_BEFORE] = STR_INIT("before"),
	[AUDIT_LIMIT] = STR_INIT("limit"),
	[AUDIT_OLDER] = STR_INIT("older"),
	[AUDIT_HEAD] = STR_INIT("head"),
};

const struct view_type audit_view = { STR_INIT("audit"), audit_fields, AUDIT_FIELD__MAX };

/* A row as its MAC takes it. */
struct row {
	int64_t id, at_s;
	struct str who, address, action, object, detail;
	unsigned char previous[DIGEST_BYTES];
};

static void row_mac(const struct row *r, const struct ledger_key *k,
		    unsigned char out[DIGEST_BYTES])
{
	char id[24], at[24];
	const struct str part[] = {
		{ id, (size_t)snprintf(id, sizeof id, "%lld", (long long)r->id) },
		{ at, (size_t)snprintf(at, sizeof at, "%lld", (long long)r->at_s) },
		r->who,
		r->address,
		r->action,
		r->object,
		r->detail,
		{ (const char *)r->previous, DIGEST_BYTES },
	};

	crypto_mac_parts(k->chain, part, COUNT(part), out);
}

static void blob_read(struct stmt *st, int column, unsigned char out[DIGEST_BYTES])
{
	struct str bytes = stmt_text(st, column);

	memset(out, 0, DIGEST_BYTES);
	if (bytes.len == DIGEST_BYTES)
		memcpy(out, bytes.s, DIGEST_BYTES);
}

static bool insert(struct store *s, const struct row *r)
{
	unsigned char hash[DIGEST_BYTES];

	assert(store_key(s)->right);
	row_mac(r, store_key(s), hash);
	return store_run(
		s, LEDGER_AUDIT_INSERT, ARG(":id", r->id), ARG(":at", r->at_s), ARG(":who", r->who),
		ARG(":address", r->address), ARG(":action", r->action), ARG(":object", r->object),
		ARG(":detail", r->detail), ARG_BLOB(":previous", r->previous, DIGEST_BYTES),
		ARG_BLOB(":hash", hash, DIGEST_BYTES));
}

bool audit_write(struct store *s, const struct audit_event *event)
{
	struct stmt *st = store_stmt(s, LEDGER_AUDIT_LAST);
	struct row r = {
		.id = 1,
		.at_s = event->at_s,
		.who = event->who,
		.address = event->address,
		.action = codes[event->action],
		.object = str_head(event->object, DETAIL_BYTES),
		.detail = str_head(event->detail, DETAIL_BYTES),
	};

	if (stmt_step(st) == DB_ROW) {
		r.id = stmt_int(st, 0) + 1;
		blob_read(st, 1, r.previous);
	}
	stmt_reset(st);
	return insert(s, &r);
}

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

	return audit_write(c->live->store, &event);
}

struct note_job {
	struct store *store;
	struct audit_event event;
};

static bool note_run(void *job)
{
	struct note_job *n = job;

	return audit_write(n->store, &n->event);
}

bool audit_write_alone(struct store *s, const struct audit_event *event, struct err *e)
{
	struct note_job job = { s, *event };
	void *list[] = { &job };
	bool lost = false;

	store_batch(s, note_run, list, 1, &lost, e);
	return !lost;
}

static bool write_noted(struct call *c, const struct audit_event *event)
{
	struct err e;

	if (audit_write_alone(c->live->store, event, &e))
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
		return audit_write(c->live->store, &event);
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

/* Whether it goes on from the row before, and is what the key made; `k` NULL: whatever made it. */
static bool row_is_right(struct stmt *st, const struct row *before,
			 const unsigned char before_hash[DIGEST_BYTES], const struct ledger_key *k)
{
	struct row r = { stmt_int(st, 0),  stmt_int(st, 1),  stmt_text(st, 2), stmt_text(st, 3),
			 stmt_text(st, 4), stmt_text(st, 5), stmt_text(st, 6), { 0 } };
	unsigned char mac[DIGEST_BYTES], kept[DIGEST_BYTES];

	blob_read(st, 7, r.previous);
	blob_read(st, 8, kept);
	if (k)
		row_mac(&r, k, mac);
	return r.id == before->id + 1 && memcmp(r.previous, before_hash, DIGEST_BYTES) == 0 &&
	       (!k || crypto_equal(mac, kept, DIGEST_BYTES));
}

/* What no key here can verify is said, and is no fault. */
static void say_unverified(const struct ledger_key *k, void (*say)(void *ctx, struct str line),
			   void *ctx)
{
	char text[120];

	if (k->right && k->since > 1) {
		snprintf(text, sizeof text, "操作记录 1 到 %lld：此前的记录无法再核对（换过密钥）",
			 (long long)k->since - 1);
		say(ctx, str_of(text));
	}
}

void audit_check(struct store *s, void (*say)(void *ctx, struct str line), void *ctx, int *faults)
{
	struct stmt *st = store_stmt(s, LEDGER_AUDIT_ALL);
	const struct ledger_key *k = store_key(s);
	unsigned char hash[DIGEST_BYTES] = { 0 };
	struct row before = { 0 };
	char text[80];

	say_unverified(k, say, ctx);
	while (stmt_step(st) == DB_ROW) {
		bool known = k->right && stmt_int(st, 0) >= k->since;

		if (!row_is_right(st, &before, hash, known ? k : NULL)) {
			snprintf(text, sizeof text, "操作记录 %lld：与前后的记录接不上，或被改过",
				 (long long)stmt_int(st, 0));
			say(ctx, str_of(text));
			++*faults;
		}
		before.id = stmt_int(st, 0);
		blob_read(st, 8, hash);
	}
	stmt_reset(st);
}
