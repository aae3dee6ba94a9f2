#include "health.h"

bool health_show(struct call *c)
{
	struct err e;
	bool ok = store_healthy(c->live->store, &e);

	call_reset(c);
	c->r->status = ok ? 200 : 503;
	c->r->retry_after_s = ok ? 0 : 5;
	c->r->content_type = STR("text/plain; charset=utf-8");
	buf_add(&c->r->body, ok ? STR("ok\n") : STR("unavailable\n"));
	if (!ok)
		c->app->log(&e);
	return ok;
}
