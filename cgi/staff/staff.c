#include "staff/staff.h"

#include "page/health.h"
#include "staff/audit.h"

#include <assert.h>

STAFF_PAGE(staff_message, "message.html", message);

enum { CHECK_LATE_S = 3 * 24 * 3600 }; /* it is made every night */

/* For which windows. */
enum scope { NONE, OWN, ALL };

/* By role; a clerk of the 综合窗口 is a case of its own, the last. */
static const enum scope table[ACT__MAX][ROLE__MAX + 1] = {
#define ROW(action, name, ...) { __VA_ARGS__ },
	STAFF_ACTIONS(ROW)
#undef ROW
};

/* clang-format off */
#define STAFF(X) \
	X(me) X(person) /* who that is */ X(role_word) \
	X(my_window) X(my_window_name) /* its short name; 0 = none */ \
	X(all_windows) /* ACT_READ everywhere */ \
	X(csrf) X(now) X(now_s) X(today) \
	X(page) /* of a long list, from 1 */ \
	X(backup_failed) /* last night's */ \
	X(unsaved) X(key_lost) \
	X(checked_when) X(checked_faults) X(checked_what) /* hallbook check, if it ever ran */ \
	X(checked_late) /* not for days */ \
	X(desk_failed) /* hallgen has not been told of the closures */ \
	X(clock_now) X(clock_newest) /* when the clock is behind the newest event */ \
	X(restricted) /* must_change or must_totp: nothing else goes yet */
/* clang-format on */

struct frame {
	VIEW_CELLS(STAFF);
	struct str may[ACT__MAX]; /* may_enter ... */
};

#define MAY(action, name, ...) STR_INIT("may_" #name),
static const struct str names[] = { STAFF(VIEW_WORD) STAFF_ACTIONS(MAY) };
#undef MAY

const struct view_type staff_view = { STR_INIT("staff"), names, COUNT(names) };

static const struct str roles[ROLE__MAX] = {
	[ROLE_CLERK] = STR_INIT("clerk"),
	[ROLE_LEADER] = STR_INIT("leader"),
	[ROLE_ADMIN] = STR_INIT("admin"),
};

bool staff_role_parse(struct str code, enum staff_role *out)
{
	for (int i = 0; i < ROLE__MAX; i++) {
		if (str_eq(code, roles[i])) {
			*out = (enum staff_role)i;
			return true;
		}
	}
	return false;
}

static enum scope scope_of(const struct staff *s, enum staff_action action)
{
	return table[action][s->role == ROLE_CLERK && s->session.general ? ROLE__MAX : s->role];
}

bool staff_may(const struct staff *s, enum staff_action action, int64_t window)
{
	enum scope scope = scope_of(s, action);

	return scope == ALL || (scope == OWN && window > 0 && window == s->session.window);
}

bool staff_may_some(const struct staff *s, enum staff_action action)
{
	return staff_may_all(s, action) || staff_may(s, action, s->session.window);
}

bool staff_may_all(const struct staff *s, enum staff_action action)
{
	return scope_of(s, action) == ALL;
}

int64_t staff_window(const struct staff *s, enum staff_action action)
{
	return staff_may_all(s, action) ? 0 : s->session.window;
}

int64_t staff_window_asked(const struct call *c)
{
	return c->form.value[FORM_WINDOW].s ? call_number(c, FORM_WINDOW)
					    : c->staff->session.window;
}

static bool role_needs_totp(const struct call *c, struct str role)
{
	struct str list = site_setting(pages_site(c->live->pages), STR("staff_totp_roles"));

	while (list.s)
		if (str_eq(str_trim(str_cut(&list, ',')), role))
			return true;
	return false;
}

/* In words what hallbook check has found. */
static void fill_checked(struct call *c, struct frame *f)
{
	const struct checked *k = &c->app->health.checked;

	if (!k->at_s)
		return;
	f->checked_when = str_from(health_clock_text(c->arena, k->at_s), 5);
	f->checked_faults = k->faults ? arena_int(c->arena, k->faults) : STR("");
	f->checked_what = str_of(k->what);
	f->checked_late = view_flag(c->q->now_utc_s - k->at_s > CHECK_LATE_S);
}

/* What is wrong with the hall, of which every page of theirs warns. */
static void fill_faults(struct call *c, struct frame *f)
{
	int64_t newest = health_clock_behind(c->store, c->q->now_utc_s);

	f->backup_failed = view_flag(c->app->upkeep.backup_failed);
	f->unsaved = view_flag(store_unsaved(c->store));
	f->desk_failed = view_flag(c->app->desk_failed);
	f->key_lost = view_flag(c->app->health.key_lost);
	fill_checked(c, f);
	f->clock_now = newest ? health_clock_text(c->arena, c->q->now_utc_s) : STR("");
	f->clock_newest = newest ? health_clock_text(c->arena, newest) : STR("");
}

static const struct str *make_frame(struct call *c)
{
	const struct staff *s = c->staff;
	struct frame *f = arena_alloc(c->arena, sizeof *f);

	f->me = c->who;
	f->person = s->session.person;
	f->role_word = s->session.role_word;
	f->my_window = arena_int(c->arena, s->session.window);
	f->my_window_name = s->session.window_name;
	f->all_windows = view_flag(staff_may_all(s, ACT_READ));
	f->csrf = str_of(s->session.csrf);
	f->now = str_of(c->now);
	f->now_s = arena_int(c->arena, c->q->now_utc_s);
	f->today = str_of(c->today);
	f->page = arena_int(c->arena, call_number(c, FORM_PAGE) ? call_number(c, FORM_PAGE) : 1);
	f->restricted = view_flag(s->must_change || s->must_totp);
	fill_faults(c, f);
	for (int i = 0; i < ACT__MAX; i++)
		f->may[i] = view_flag(staff_may_some(s, (enum staff_action)i));
	return (const struct str *)f;
}

void staff_enter(struct call *c, const struct session *session)
{
	struct staff *s = arena_alloc(c->arena, sizeof *s);
	bool known = staff_role_parse(session->role, &s->role);

	assert(known); /* a CHECK of schema.sql */
	s->session = *session;
	s->must_change = session->one_time;
	s->must_totp = !session->totp_on && role_needs_totp(c, session->role);
	c->staff = s;
	c->who = s->session.account;
	c->frame = make_frame(c);
	c->message = &staff_message_page;
}

static void refuse(struct call *c, enum message heading, enum message text)
{
	call_refuse(c, 403, heading, text);
	audit_refusal(c, AUDIT_REFUSED, c->q->path);
}

bool staff_refuse(struct call *c)
{
	refuse(c, MSG_MAY_NOT, MSG_MAY_NOT_P);
	return true;
}

void staff_refuse_foreign(struct call *c)
{
	struct session session;

	call_refuse(c, 403, MSG_403, MSG_403_P);
	if (session_find(c, false, &session) == SESSION_VALID)
		staff_enter(c, &session);
	audit_refusal(c, AUDIT_REFUSED, c->q->path);
}

bool staff_guard(struct call *c, enum staff_action action, int64_t window)
{
	if (staff_may(c->staff, action, window))
		return true;
	staff_refuse(c);
	return false;
}

bool staff_begin(struct call *c, enum staff_action action)
{
	bool post = c->q->method == METHOD_POST;
	struct session session;

	if (session_find(c, !call_text(c, FORM_AUTO).len, &session) != SESSION_VALID)
		return false;
	staff_enter(c, &session);
	c->staff->action = action;
	if (post && !session_form_is_ours(&session, call_text(c, FORM_CSRF)))
		refuse(c, MSG_403, MSG_403_P);
	else if ((c->staff->must_change || c->staff->must_totp) && action != ACT_OWN)
		call_redirect(c, "/staff/account");
	else if (!staff_may_some(c->staff, action))
		staff_refuse(c);
	else
		return true;
	return false;
}
