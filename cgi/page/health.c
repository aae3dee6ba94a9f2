#include "page/health.h"

#include "store/key.h"

#include <string.h>

enum {
	LOOK_S = 60,	 /* for what costs something */
	BEHIND_S = 3600, /* the clock may be */
};

static const char clock_words[] =
	"系统时间比台帐里的记录早：请校准；时间对的，请运行 hallbook clock，"
	"或由管理员在工作人员网页上确认";

int64_t health_clock_behind(struct store *s, int64_t now_s)
{
	int64_t newest = stmt_get_int(store_stmt(s, LEDGER_NEWEST_EVENT));

	return newest - now_s > BEHIND_S ? newest : 0;
}

struct str health_clock_text(struct arena *a, int64_t utc_s)
{
	char text[MINUTE_TEXT];

	minute_format(hall_min_of_utc(utc_s), text);
	return arena_printf(a, "%.10s %s", text, text + 11);
}

bool health_show(struct call *c)
{
	const struct health *h = &c->app->health;
	struct err e;
	bool ok = store_healthy(c->store, &e);

	if (ok && health_clock_behind(c->store, c->q->now_utc_s))
		ok = err_set(&e, "%s", clock_words);
	else if (ok && h->key_lost)
		ok = err_set(&e, "密钥不在原处，或被换过");
	call_reset(c);
	c->r->status = ok ? 200 : 503;
	c->r->retry_after_s = ok ? 0 : 5;
	c->r->content_type = STR("text/plain; charset=utf-8");
	if (ok)
		buf_add(&c->r->body, STR("ok\n"));
	else
		buf_printf(&c->r->body, "不能用：%s\n", e.text);
	return ok;
}

/* Says once that it is so, and once that it no longer is. */
static void turn(struct app *app, bool *was, bool is, const struct err *why, const char *over)
{
	struct err e;

	if (is && !*was)
		app->log(why);
	if (!is && *was) {
		err_set(&e, "%s", over);
		app->notice(&e);
	}
	*was = is;
}

static bool key_is_there(const struct app *app, struct err *e)
{
	struct arena a = ARENA_INIT;
	const char *path = key_path(app->ledger, &a).s;
	unsigned char key[MAC_KEY_BYTES];
	bool ok = key_read(path, key, e) && (crypto_equal(key, app->key, sizeof key) ||
					     err_set(e, "%s：不是启动时的密钥", path));

	explicit_bzero(key, sizeof key);
	arena_release(&a);
	return ok;
}

void health_look(struct app *app, int64_t now_s)
{
	struct health *h = &app->health;
	bool due = now_s / LOOK_S != h->looked_s / LOOK_S;
	struct err e = { .text = "" };

	if (store_unsaved(app->live->store) || due)
		turn(app, &h->unsaved, !store_try_to_save(app->live->store, &e), &e,
		     "台帐又能写了");
	err_set(&e, "%s", clock_words);
	turn(app, &h->clock_wrong, health_clock_behind(app->live->store, now_s) != 0, &e,
	     "系统时间又可信了");
	if (due)
		turn(app, &h->key_lost, !key_is_there(app, &e), &e, "密钥又在原处了");
	if (due)
		check_kept(app->ledger, &h->checked);
	h->looked_s = now_s;
}
