/* Pages about bookings whose retention has ended: name, phone and number are gone. */
#include "hall.h"

/* As `purge` leaves the bookings that `where` names. */
static void end_retention(struct hall *h, const char *where)
{
	sql(h, arena_printf(&h->arena,
			    "UPDATE booking SET name = '', phone = '', agent = '', note = '',"
			    " mail_address = '', reference = NULL, erased_at = 1 WHERE %s",
			    where)
		       .s);
}

static const char *move_form(struct hall *h)
{
	char token[FORM_TOKEN_TEXT];

	form_token_make(h->app.key, h->now_s, token);
	return arena_printf(&h->arena, "token=%s&slot=2026-11-28T14:30", token).s;
}

/* Books a Sunday and moves it to Saturday; gives the old link. */
static const char *moved_to_an_earlier_day(struct hall *h, const char *body)
{
	struct exchange *x = post(h, "/book", form(h, "2026-11-29T09:30", "13812345678"));
	const char *path, *to;

	send(h, x);
	assert_int_equal(x->response.status, 303);
	take_body(h, x);
	path = arena_cstr(&h->arena, str_from(x->response.location, strlen("/zwfw")));
	assert_int_equal(act(h, arena_printf(&h->arena, "%s/move", path).s, body, &to), 303);
	return path;
}

static void old_link_outlives_the_new_booking(void **state)
{
	static const char *const below[] = { "", ".ics", "/qr.png", "/move", "/edit" };
	static const char *const verbs[] = { "move", "edit", "erase", "cancel" };
	struct hall *h = *state;
	const char *page, *body = move_form(h), *path = moved_to_an_earlier_day(h, body);

	end_retention(h, "id = 2");
	for (size_t i = 0; i < COUNT(below); i++) {
		int status = get(h, arena_printf(&h->arena, "%s%s", path, below[i]).s, "", &page);

		assert_true(status == 200 || status == 303);
	}
	for (size_t i = 0; i < COUNT(verbs); i++)
		assert_int_equal(
			act(h, arena_printf(&h->arena, "%s/%s", path, verbs[i]).s, body, &page),
			303);
	assert_int_equal(get(h, path, "", &page), 200);
	assert_shows(page, "改到11月28日（星期六）14:30");
	assert_hasnt(page, "11月29日");
	assert_hasnt(page, "/booking/\"");
}

static void form_of_a_forgotten_booking_is_refused_in_words(void **state)
{
	struct hall *h = *state;
	const char *page, *body = form(h, "2026-11-28T09:30", "13812345678");

	assert_int_equal(book(h, body, &page), 303);
	end_retention(h, "1");
	assert_int_equal(book(h, body, &page), 422);
	assert_has(page, "请再");
	assert_int_equal(bookings(h), 1);
}

static void link_of_a_forgotten_booking_is_404(void **state)
{
	static const char *const below[] = { "", ".ics", "/qr.png", "/move", "/edit" };
	struct hall *h = *state;
	const char *page, *path = booked(h);

	end_retention(h, "1");
	for (size_t i = 0; i < COUNT(below); i++)
		assert_int_equal(
			get(h, arena_printf(&h->arena, "%s%s", path, below[i]).s, "", &page), 404);
}

int main(void)
{
#define T(title, f)                                                                                \
	{                                                                                          \
		title, f, setup, teardown, NULL                                                    \
	}
	const struct CMUnitTest tests[] = {
		T("moved to an earlier day whose retention has ended: the old link says where it "
		  "went",
		  old_link_outlives_the_new_booking),
		T("the form of a booking whose retention has ended, sent again, books nothing",
		  form_of_a_forgotten_booking_is_refused_in_words),
		T("the link of a booking whose retention has ended is 404",
		  link_of_a_forgotten_booking_is_404),
	};

	return cmocka_run_group_tests_name("retention", tests, NULL, NULL);
}
