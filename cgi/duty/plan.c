#include "duty/plan.h"

#include "name.h"
#include "staff/audit.h"
#include "staff/listpage.h"

struct post post_parse(struct str text)
{
	struct post p = { .role = str_cut(&text, '-') };

	if (!str_to_int(text, 99, &p.window))
		p.category = text;
	return p;
}

bool post_is_on(struct call *c, const struct post *p, struct str day)
{
	return store_exists(c->store, LEDGER_POST, POST_ARGS(p), ARG(":day", day));
}

/* The next of a list, as people are kept; as it was typed when that is no name. */
static bool next_name(struct call *c, struct str *list, struct str *one)
{
	struct name name;

	if (!name_split(list, one))
		return false;
	if (name_parse(c->arena, *one, &name) == NAME_OK)
		*one = name_close(c->arena, name.text);
	return true;
}

struct plan_people plan_people(struct call *c, const struct post *p, struct str names)
{
	struct plan_people out = { STR(""), STR(""), { NULL, 0 } };
	struct str one;

	while (next_name(c, &names, &one)) {
		int64_t id =
			store_int(c->store, LEDGER_POST_PERSON, POST_ARGS(p), ARG(":name", one));

		if (!id && !out.unknown.s)
			out.unknown = one;
		out.ids = arena_printf(c->arena, "%.*s%s%lld", STR_ARG(out.ids),
				       out.ids.len ? "," : "", (long long)id);
		out.names = arena_printf(c->arena, "%.*s%s%.*s", STR_ARG(out.names),
					 out.names.len ? "、" : "", STR_ARG(one));
	}
	out.ids = out.unknown.s ? STR("") : arena_printf(c->arena, "[%.*s]", STR_ARG(out.ids));
	return out;
}

struct str plan_holder(struct call *c, const struct post *p, struct str day)
{
	return stmt_get_text(store_bind(c->store, LEDGER_ON_POST, POST_ARGS(p), ARG(":day", day)),
			     c->arena);
}

bool plan_begin(struct call *c)
{
	return stmt_run(store_stmt(c->store, LEDGER_REFRESH_CLASSES));
}

bool plan_clear(struct call *c)
{
	return stmt_run(store_stmt(c->store, LEDGER_PLAN_CLEAR));
}

struct str plan_day_words(struct call *c, struct str day)
{
	char text[DATE_LABEL];
	int32_t date;

	if (!date_parse(day, &date))
		return day;
	return arena_str(c->arena, (struct str){ text, date_label_zh(date, text) });
}

/* What is wrong with them. Of a post that is not there nobody is known. */
static struct str check(struct call *c, const struct post *p, struct str day,
			struct plan_people *who)
{
	struct str away;

	if (!post_is_on(c, p, day)) {
		who->ids = STR("");
		return message_with(c->arena, MSG_POST_NONE, plan_day_words(c, day));
	}
	if (who->unknown.s)
		return message_with(c->arena, MSG_PERSON_NONE, who->unknown);
	away = stmt_get_text(
		store_bind(c->store, LEDGER_AWAY, ARG(":people", who->ids), ARG(":day", day)),
		c->arena);
	if (away.len)
		return message_with(c->arena, MSG_PERSON_AWAY, away, plan_day_words(c, day));
	return (struct str){ NULL, 0 };
}

struct str plan_put(struct call *c, const struct post *p, struct str day, struct str names)
{
	struct plan_people who = plan_people(c, p, names);
	struct str wrong = check(c, p, day, &who);

	store_run(c->store, LEDGER_PLAN_PUT, POST_ARGS(p), ARG(":day", day),
		  ARG(":names", who.names), ARG(":ids", who.ids),
		  ARG(":was", plan_holder(c, p, day)));
	return wrong;
}

struct str plan_faults(struct call *c)
{
	struct stmt *st = store_stmt(c->store, LEDGER_PLAN_FAULTS);
	struct str errors = STR("");

	while (stmt_step(st) == DB_ROW) {
		struct str kind = stmt_text(st, 0);
		struct str words[] = { stmt_text(st, 1), stmt_text(st, 2), stmt_text(st, 3) };
		enum message what = str_eq(kind, STR("unfit"))	? MSG_PERSON_UNFIT
				    : str_eq(kind, STR("away")) ? MSG_PERSON_AWAY
								: MSG_PERSON_SETTLED;

		listpage_add(c, &errors,
			     message_text(c->arena, what, words, what == MSG_PERSON_UNFIT ? 3 : 2));
	}
	stmt_reset(st);
	return errors;
}

bool plan_thin(struct call *c, bool gaps, struct plan_counts *out)
{
	struct str n[5];

	if (!store_run(c->store, LEDGER_PLAN_THIN, ARG(":gaps", gaps)) ||
	    !call_row(c, store_stmt(c->store, LEDGER_PLAN_COUNTS), n))
		return false;
	*out = (struct plan_counts){ (int)str_int(n[0]), (int)str_int(n[1]), (int)str_int(n[2]),
				     n[3], n[4] };
	return true;
}

bool plan_do(struct call *c, const struct plan_counts *n, const char *what)
{
	struct str month = n->first.len ? str_head(n->first, 7) : listpage_month(c);

	call_redirect(c, "/staff/roster?month=%.*s&done=%d.%d.%d", STR_ARG(month), n->filled,
		      n->replaced, n->emptied);
	if (!n->first.len)
		return true;
	return stmt_run(store_stmt(c->store, LEDGER_PLAN_EMPTY)) &&
	       stmt_run(store_stmt(c->store, LEDGER_PLAN_FILL)) && plan_clear(c) &&
	       audit_add(c, AUDIT_ROSTER,
			 arena_printf(c->arena, "%.*s..%.*s", STR_ARG(n->first), STR_ARG(n->last)),
			 arena_printf(c->arena, "%s filled=%d replaced=%d emptied=%d", what,
				      n->filled, n->replaced, n->emptied));
}
