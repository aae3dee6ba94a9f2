#include "page/reader.h"

#include "base/file.h"

#include <malloc.h>

struct handover {
	struct call call;
	reading *make;
	struct str release;
	struct err why;
};

bool reader_put(struct call *c)
{
	struct err e;

	if (!c->r->file)
		c->r->file = file_nameless(c->live->scratch, &e);
	if (!c->r->file || !file_drain(c->r->file, &c->r->body, &e))
		call_fail(c, &e);
	return !c->failed;
}

/* As of one moment. */
static bool make(struct call *c, reading *make_answer, struct err *e)
{
	struct db *db = store_db(c->store);
	struct err ignored;
	bool ok = db_exec(db, "BEGIN", e);

	if (ok)
		make_answer(c);
	ok = ok && db_error(db, e);
	db_clear_error(db);
	db_exec(db, "ROLLBACK", &ignored);
	return ok;
}

/* The connection takes some 10 ms to open; it is of the release of this call, and goes with it. */
static void run(struct exchange *x)
{
	struct handover *h = x->work;
	struct call *c = &h->call;
	struct live *own = live_open(c->app, h->release, STORE_READ, &h->why);
	bool ok = own != NULL;

	if (ok) {
		c->live = own;
		c->store = own->store;
		db_give_up_when(store_db(own->store), &x->given_up);
		ok = make(c, h->make, &h->why);
	}
	live_close(own);
	malloc_trim(0); /* a year of rows had a place in it */
	if (!ok)
		call_fail(c, &h->why);
	else if (c->r->file && !c->failed)
		reader_put(c);
}

bool reader_ask(struct call *c, enum lane lane, reading *make_answer)
{
	struct handover *h = arena_alloc(c->arena, sizeof *h);

	*h = (struct handover){
		*c, make_answer, arena_str(c->arena, c->live->release), { .text = "" }
	};
	c->x->made = true;
	if (worker_add(c->app->worker, lane, c->x, run, h))
		return true;
	c->x->made = false;
	return call_message(c, 503, MSG_BUSY, message_plain(MSG_BUSY_P));
}

struct call *reader_call(const struct exchange *x)
{
	struct handover *h = x->work;

	return &h->call;
}
