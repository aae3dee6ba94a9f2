#include "store/chain.h"

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

	crypto_mac(k->chain, part, COUNT(part), out, DIGEST_BYTES);
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

bool chain_write(struct store *s, const struct audit_event *event)
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
		stmt_blob(st, 1, r.previous, DIGEST_BYTES);
	}
	stmt_reset(st);
	return insert(s, &r);
}

struct alone {
	struct store *s;
	const struct audit_event *event;
};

static bool write_run(void *job)
{
	const struct alone *w = job;

	return chain_write(w->s, w->event);
}

bool chain_write_alone(struct store *s, const struct audit_event *event, struct err *e)
{
	return store_change(s, write_run, &(struct alone){ s, event }, e);
}

/* Whether it goes on from the row before, and is what the key made; `k` NULL: whatever made it. */
static bool row_is_right(struct stmt *st, const struct row *before,
			 const unsigned char before_hash[DIGEST_BYTES], const struct ledger_key *k)
{
	struct row r = { stmt_int(st, 0),  stmt_int(st, 1),  stmt_text(st, 2), stmt_text(st, 3),
			 stmt_text(st, 4), stmt_text(st, 5), stmt_text(st, 6), { 0 } };
	unsigned char mac[DIGEST_BYTES], stored[DIGEST_BYTES];

	stmt_blob(st, 7, r.previous, DIGEST_BYTES);
	stmt_blob(st, 8, stored, DIGEST_BYTES);
	if (k)
		row_mac(&r, k, mac);
	return r.id == before->id + 1 && memcmp(r.previous, before_hash, DIGEST_BYTES) == 0 &&
	       (!k || crypto_equal(mac, stored, DIGEST_BYTES));
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

void chain_check(struct store *s, void (*say)(void *ctx, struct str line), void *ctx,
		 int64_t *faults)
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
		stmt_blob(st, 8, hash, DIGEST_BYTES);
	}
	stmt_reset(st);
}
