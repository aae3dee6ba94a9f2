#include "catalogue/calendar.h"
#include "date.h"

#include <string.h>

/* Which minutes of one window's day closures take. */
static void mark(bool closed[DAY_MINUTES], const struct content *c, int window, int32_t date)
{
	memset(closed, 0, DAY_MINUTES * sizeof *closed);
	for (size_t i = 0; i < c->nclosures; i++) {
		const struct closure *x = &c->closure[i];

		if (x->day == date && (x->window == 0 || x->window == window))
			memset(closed + x->start_min, 1, (size_t)(x->end_min - x->start_min));
	}
}

static struct period *push(struct period_list *out, const struct period *like, int window)
{
	struct period *p = arena_push(out->arena, &out->list, &out->n, &out->cap, sizeof *p);

	*p = *like;
	p->window = window;
	return p;
}

/* What is open of one period, in as many as that makes; whether it is cut. */
static bool push_rest(struct period_list *out, const bool closed[DAY_MINUTES],
		      const struct period *p, int window)
{
	struct period *rest = NULL;
	bool cut = false;

	for (int at = p->start_min; at < p->end_min; at++) {
		cut = cut || closed[at];
		if (closed[at]) {
			rest = NULL;
			continue;
		}
		if (!rest) {
			rest = push(out, p, window);
			rest->start_min = at;
		}
		rest->end_min = at + 1;
	}
	return cut;
}

/* The periods of one window, 0 the hall, without what is closed. */
static void push_open(struct period_list *out, const struct content *c, struct day_periods of,
		      int window)
{
	bool closed[DAY_MINUTES], cut = false;
	size_t first = out->n;

	mark(closed, c, window, of.p->date);
	for (size_t i = 0; i < of.n; i++)
		cut = push_rest(out, closed, &of.p[i], window) || cut;
	if (!cut) { /* as they were: a period that shuts the day has no minutes */
		out->n = first;
		for (size_t i = 0; i < of.n; i++)
			push(out, &of.p[i], window);
		return;
	}
	if (out->n == first)
		*push(out, of.p, window) = (struct period){ .window = window,
							    .date = of.p->date,
							    .kind = PERIOD_CLOSED,
							    .confirmed = of.p->confirmed };
	for (size_t i = first; i < out->n; i++)
		out->list[i].special = SPECIAL_CLOSURE;
}

/* A window gets periods of its own on a day on which it is closed otherwise than the hall. */
static bool has_own(const struct content *c, struct day_periods of, int window)
{
	for (size_t i = 0; i < c->nclosures; i++)
		if (c->closure[i].window == window && c->closure[i].day == of.p->date)
			return true;
	return of.p->window == window;
}

static void take_day(struct period_list *out, const struct content *c, struct day_periods day)
{
	push_open(out, c, calendar_served(day, 0), 0);
	for (size_t i = 0; i < c->nwindows; i++) {
		int window = c->window[i].no;
		struct day_periods of = calendar_served(day, window);

		if (has_own(c, of, window))
			push_open(out, c, of, window);
	}
}

static struct shut shut_of(const struct calendar *cal, const struct closure *c)
{
	size_t at = (size_t)(c->day - cal->day[0].date);
	struct shut s = { .closure = c };
	struct day_periods of;
	int first, end;

	if (at >= cal->ndays)
		return s;
	of = calendar_served(calendar_periods(cal, at), c->window);
	first = of.p[0].start_min;
	end = of.p[of.n - 1].end_min;
	if (c->start_min >= end || c->end_min <= first) /* on a day that is shut both are 0 */
		return s;
	s.whole = c->start_min <= first && c->end_min >= end;
	s.start_min = c->start_min > first ? c->start_min : first;
	s.end_min = c->end_min < end ? c->end_min : end;
	return s;
}

void calendar_take_closures(struct calendar *cal, const struct content *c, struct arena *a)
{
	struct period_list out = { .arena = a };

	if (c->nclosures == 0)
		return;
	cal->shut = arena_array(a, c->nclosures, sizeof *cal->shut);
	for (size_t i = 0; i < c->nclosures; i++)
		cal->shut[i] = shut_of(cal, &c->closure[i]);
	for (size_t i = 0; i < cal->ndays; i++) {
		size_t first = out.n;

		take_day(&out, c, calendar_periods(cal, i));
		cal->day[i].first_period = first;
	}
	cal->period = out.list;
	cal->nperiods = out.n;
}
