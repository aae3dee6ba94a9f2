/* Whoever tries numbers, tails and passwords: how often, and what it tells them. */
#include "hall.h"

#include "page/throttle.h"
#include "staff/account.h"
#include "staff/tries.h"

/* A look-up from an address; *page without what was typed into it. */
static int look_up(struct hall *h, const char *from, const char *reference, const char *tail,
		   const char **page)
{
	struct exchange *x = post(
		h, "/booking", arena_printf(&h->arena, "reference=%s&tail=%s", reference, tail).s);
	char *at;

	x->request.remote_addr = str_of(from);
	send(h, x);
	*page = take_body(h, x);
	for (at = strstr(*page, reference); at; at = strstr(at, reference))
		memset(at, '#', strlen(reference));
	for (at = strstr(*page, tail); at; at = strstr(at, tail))
		memset(at, '#', strlen(tail));
	return x->response.status;
}

static const char *address(struct hall *h, int n)
{
	return arena_printf(&h->arena, "10.0.%d.%d", n / 250, n % 250).s;
}

/* The n-th reference of those that nobody has, as far as tests go. */
static const char *unused(struct hall *h, int n)
{
	char seven[8];

	snprintf(seven, sizeof seven, "%07d", n);
	return arena_printf(&h->arena, "%s%c", seven, reference_check_digit(str_of(seven))).s;
}

static void reference_of(struct hall *h, char number[12])
{
	assert_ok(db_get_text(store_db(h->app.live->store), "SELECT reference FROM booking", number,
			      12, &terr));
}

static void many_addresses_are_one_guesser(void **state)
{
	struct hall *h = *state;
	const char *page, *wait, *path = booked(h), *none = unused(h, 7);
	char number[12];

	reference_of(h, number);
	for (int i = 0; i < 20; i++) {
		const char *other;

		assert_int_equal(look_up(h, address(h, i), number, "0000", &page), 422);
		assert_int_equal(look_up(h, address(h, i), none, "0000", &other), 422);
		assert_string_equal(page, other);
	}
	/* the right digits learn no more than wrong ones, or those of a number nobody has */
	assert_int_equal(look_up(h, address(h, 20), number, "5678", &wait), 429);
	assert_has(wait, "核对次数太多，请一小时后再试，或打窗口电话");
	assert_int_equal(look_up(h, address(h, 21), number, "0000", &page), 429);
	assert_string_equal(page, wait);
	assert_int_equal(look_up(h, address(h, 22), none, "5678", &page), 429);
	assert_string_equal(page, wait);
	assert_int_equal(get(h, path, "", &page), 200);
	assert_has(page, "预约成功");
	assert_int_equal(look_up(h, address(h, 20), unused(h, 8), "5678", &page), 422);
	h->now_s += 3600;
	assert_int_equal(look_up(h, address(h, 20), number, "5678", &page), 303);
}

static void one_address_may_fail_sixty_times(void **state)
{
	struct hall *h = *state;
	const char *page;
	char number[12];

	booked(h);
	reference_of(h, number);
	for (int i = 0; i < 60; i++)
		assert_int_equal(look_up(h, "192.0.2.9", unused(h, i), "0000", &page), 422);
	assert_int_equal(look_up(h, "192.0.2.9", number, "5678", &page), 429);
	assert_int_equal(look_up(h, "192.0.2.10", number, "5678", &page), 303);
	/* a guess that was not looked at is none */
	for (int i = 0; i < 30; i++)
		assert_int_equal(look_up(h, "192.0.2.9", number, "0000", &page), 429);
	assert_int_equal(look_up(h, "192.0.2.10", number, "5678", &page), 303);
	h->now_s += 3600;
	assert_int_equal(look_up(h, "192.0.2.9", number, "5678", &page), 303);
}

static void a_network_of_ipv6_is_one_address(void **state)
{
	struct hall *h = *state;
	const char *page;

	for (int i = 0; i < 60; i++)
		assert_int_equal(look_up(h, arena_printf(&h->arena, "2001:db8:1:2:%x::%d", i, i).s,
					 unused(h, i), "0000", &page),
				 422);
	assert_int_equal(look_up(h, "2001:db8:1:2::1", unused(h, 99), "0000", &page), 429);
	assert_int_equal(look_up(h, "2001:db8:1:3::1", unused(h, 99), "0000", &page), 422);
}

static void groups(void **state)
{
	static const char *const list[][2] = {
		{ "192.0.2.1", "192.0.2.1" },
		{ "::ffff:192.0.2.1", "192.0.2.1" },
		{ "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64" },
		{ "2001:db8:1:2::", "2001:db8:1:2::/64" },
		{ "", "" },
		{ "unix:", "unix:" },
		{ "2001:db8:1:2:3:4:5:6:7:8:9:10:11:12:13:14:15:16:17", NULL },
	};
	struct hall *h = *state;

	for (size_t i = 0; i < COUNT(list); i++) {
		struct str in = str_of(list[i][0]);

		assert_true(str_eq(throttle_sender(&h->arena, in),
				   list[i][1] ? str_of(list[i][1]) : in));
	}
}

/* ---- sign-in ---- */

struct visit {
	struct call call;
	struct exchange *x;
};

static struct call *visit(struct hall *h, struct visit *v, const char *from, struct str cookie)
{
	v->x = exchange(h, METHOD_POST, "/staff/login");
	v->x->request.remote_addr = str_of(from);
	v->x->request.cookie = cookie;
	call_begin(&v->call, &h->app, &v->x->request, &v->x->response);
	return &v->call;
}

/* The cookie of a browser with which these accounts have signed in. */
static struct str known(struct hall *h, struct str cookie, const char *account)
{
	struct visit v;
	struct str set = tries_cookie(visit(h, &v, "10.1.1.1", cookie), str_of(account));

	assert_true(str_contains(set, STR("; HttpOnly; SameSite=Strict")));
	return str_cut(&set, ';');
}

static bool waits(struct hall *h, const char *from, struct str cookie, const char *account)
{
	struct visit v;

	return tries_wait_s(visit(h, &v, from, cookie), str_of(account)) > 0;
}

static void fails(struct hall *h, const char *from, struct str cookie, const char *account, int n)
{
	struct visit v;

	while (n--)
		tries_count(visit(h, &v, from, cookie), str_of(account));
}

/* So often that from there only known browsers get on. */
static void strangers_fail(struct hall *h, const char *from)
{
	for (int i = 0; i < 30; i++)
		fails(h, from, (struct str){ NULL, 0 }, arena_printf(&h->arena, "name%d", i).s, 1);
}

static void strangers_lock_out_no_known_browser(void **state)
{
	struct hall *h = *state;
	struct str none = { NULL, 0 }, li = known(h, none, "li");

	strangers_fail(h, "10.1.1.1");
	assert_true(waits(h, "10.1.1.1", none, "li"));
	assert_false(waits(h, "10.1.1.1", li, "li"));
	for (int i = 0; i < 50; i++)
		fails(h, address(h, i), none, "li", 1);
	assert_true(waits(h, "10.2.2.2", none, "li"));
	assert_false(waits(h, "10.1.1.1", li, "li"));
	assert_false(waits(h, "10.2.2.2", li, "li"));
	/* known for one account it is a stranger to others */
	assert_true(waits(h, "10.1.1.1", li, "wang"));
	/* and who has it may not guess more than others */
	fails(h, "10.1.1.1", li, "li", 5);
	assert_true(waits(h, "10.9.9.9", li, "li"));
	h->now_s += THROTTLE_SPAN_S;
	assert_false(waits(h, "10.1.1.1", none, "li"));
}

static void cookie_cannot_be_made_up(void **state)
{
	struct hall *h = *state;
	struct str li = known(h, (struct str){ NULL, 0 }, "li");
	char *forged = (char *)(uintptr_t)arena_cstr(&h->arena, li);

	strangers_fail(h, "10.1.1.1");
	assert_false(waits(h, "10.1.1.1", li, "li"));
	for (size_t i = str_find(li, STR("=")) + 1; i + 1 < li.len; i++) {
		char right = forged[i];

		forged[i] = right == 'A' ? 'B' : 'A';
		assert_true(waits(h, "10.1.1.1", str_of(forged), "li"));
		forged[i] = right;
	}
}

/* One computer at a counter, several people. */
static void browser_knows_four_accounts(void **state)
{
	static const char *const names[] = { "a", "b", "c", "d", "e" };
	struct hall *h = *state;
	struct str cookie = { NULL, 0 }, first = known(h, cookie, "a");
	size_t nonce = str_find(first, STR("=")) + 1 + 21; /* 16 bytes in base64 */

	strangers_fail(h, "10.1.1.1");
	cookie = first;
	for (int i = 1; i < 4; i++)
		cookie = known(h, cookie, names[i]);
	cookie = known(h, cookie, "a");
	for (int i = 0; i < 4; i++)
		assert_false(waits(h, "10.1.1.1", cookie, names[i]));
	cookie = known(h, cookie, "e");
	assert_true(str_eq(str_head(cookie, nonce), str_head(first, nonce)));
	assert_true(waits(h, "10.1.1.1", cookie, "b"));
	assert_false(waits(h, "10.1.1.1", cookie, "a"));
	assert_false(waits(h, "10.1.1.1", cookie, "e"));
}

/* Whether the password is compared with nobody's hash. */
static bool is_nobodys(struct hall *h, const char *account, struct str password)
{
	struct password_work work = { .password = password };
	struct visit v;

	visit(h, &v, "10.1.1.1", (struct str){ NULL, 0 })->x = v.x;
	assert_true(tries_ask(&v.call, str_of(account), &work));
	return str_eq(work.hash, password_nobodys_hash());
}

static void a_password_ends_where_it_ends(void **state)
{
	struct hall *h = *state;
	const struct account_new li = {
		.name = STR("li"), .role = STR("admin"), .now_s = h->now_s, .hash = "a hash"
	};
	char *text = arena_alloc(&h->arena, PASSWORD_MAX_BYTES + 1);

	memset(text, 'x', PASSWORD_MAX_BYTES + 1);
	assert_true(account_change(h->app.live->store, ACCOUNT_ADD, &li));
	assert_false(is_nobodys(h, "li", (struct str){ text, PASSWORD_MAX_BYTES }));
	assert_true(is_nobodys(h, "li", (struct str){ text, PASSWORD_MAX_BYTES + 1 }));
	assert_true(is_nobodys(h, "nobody", STR("x")));
}

int main(void)
{
#define T(title, f)                                                                                \
	{                                                                                          \
		title, f, setup, teardown, NULL                                                    \
	}
	const struct CMUnitTest tests[] = {
		T("twenty failures for one number, from however many addresses, then nobody is "
		  "told",
		  many_addresses_are_one_guesser),
		T("sixty failures of one address, for whatever numbers",
		  one_address_may_fail_sixty_times),
		T("a /64 of IPv6 is one address", a_network_of_ipv6_is_one_address),
		T("addresses in their groups", groups),
		T("sign-in: strangers lock nobody out of a browser that is known",
		  strangers_lock_out_no_known_browser),
		T("sign-in: a device cookie with any character changed is none",
		  cookie_cannot_be_made_up),
		T("a password that goes on behind 256 bytes is wrong, whoever asks for it",
		  a_password_ends_where_it_ends),
		T("sign-in: a browser is known for four accounts", browser_knows_four_accounts),
	};

	return cmocka_run_group_tests_name("guess", tests, NULL, NULL);
}
