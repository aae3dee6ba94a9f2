/* The gate: one whole request, the beginning of one, or something to close on. */
#include "fcgi_records.h"
#include "http/gate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static struct str view(const struct buf *b)
{
	return buf_str(b);
}

static void params_of(struct buf *pairs)
{
	pair_add(pairs, STR("REQUEST_METHOD"), STR("POST"));
	pair_add(pairs, STR("QUERY_STRING"), STR(""));
	pair_add(pairs, STR("CONTENT_LENGTH"), STR("9"));
}

static void stdin_add(struct buf *b, struct str body)
{
	if (body.len > 0)
		record_add(b, FCGI_STDIN, 1, body, 0);
	record_add(b, FCGI_STDIN, 1, STR(""), 0);
}

/* BEGIN, the pairs in one record, the body. */
static void request_with(struct buf *b, const struct buf *pairs, struct str body)
{
	begin_add(b, 1, 1, FCGI_KEEP_CONN);
	if (pairs->len > 0)
		record_add(b, FCGI_PARAMS, 1, view(pairs), 0);
	record_add(b, FCGI_PARAMS, 1, STR(""), 0);
	stdin_add(b, body);
}

static void request_add(struct buf *b)
{
	struct buf pairs = BUF_INIT;

	params_of(&pairs);
	request_with(b, &pairs, STR("name=abcd"));
	buf_release(&pairs);
}

static void assert_gate(struct buf *b, enum gate expected)
{
	/* A block of exactly this size, so that a sanitizer sees a read behind it. */
	char *copy = malloc(b->len ? b->len : 1);

	assert_non_null(copy);
	if (b->len > 0)
		memcpy(copy, b->s, b->len);
	assert_int_equal(gate_check(copy, b->len), expected);
	free(copy);
	buf_release(b);
}

static void assert_pair(struct str name, struct str value, enum gate expected)
{
	struct buf pairs = BUF_INIT;
	struct buf b = BUF_INIT;

	pair_add(&pairs, name, value);
	request_with(&b, &pairs, STR(""));
	buf_release(&pairs);
	assert_gate(&b, expected);
}

static void whole(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	request_add(&b);
	assert_gate(&b, GATE_WHOLE);
}

static void whole_without_pairs_or_body(void **state)
{
	struct buf none = BUF_INIT;
	struct buf b = BUF_INIT;

	(void)state;
	request_with(&b, &none, STR(""));
	assert_gate(&b, GATE_WHOLE);
}

static void every_cut_waits_for_more(void **state)
{
	struct buf all = BUF_INIT;
	size_t cut;

	(void)state;
	request_add(&all);
	for (cut = 0; cut < all.len; cut++) {
		struct buf b = BUF_INIT;

		buf_add(&b, str_head(view(&all), cut));
		assert_gate(&b, GATE_MORE);
	}
	buf_release(&all);
}

static void pairs_cut_anywhere_between_records(void **state)
{
	struct buf pairs = BUF_INIT;
	size_t cut;

	(void)state;
	params_of(&pairs);
	for (cut = 1; cut < pairs.len; cut++) {
		struct buf b = BUF_INIT;

		begin_add(&b, 1, 1, 0);
		record_add(&b, FCGI_PARAMS, 1, str_head(view(&pairs), cut), 3);
		record_add(&b, FCGI_PARAMS, 1, str_from(view(&pairs), cut), 5);
		record_add(&b, FCGI_PARAMS, 1, STR(""), 0);
		stdin_add(&b, STR("name=abcd"));
		assert_gate(&b, GATE_WHOLE);
	}
	buf_release(&pairs);
}

static void body_in_padded_pieces(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	begin_add(&b, 1, 1, 0);
	record_add(&b, FCGI_PARAMS, 1, STR(""), 0);
	record_add(&b, FCGI_STDIN, 1, STR("name="), 3);
	record_add(&b, FCGI_STDIN, 1, STR("abcd"), 255);
	record_add(&b, FCGI_STDIN, 1, STR(""), 0);
	assert_gate(&b, GATE_WHOLE);
}

static void one_byte_behind_the_end(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	request_add(&b);
	buf_add_char(&b, 1); /* looks like the version of a next record */
	assert_gate(&b, GATE_BAD);
}

static void pipelined(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	request_add(&b);
	request_add(&b);
	assert_gate(&b, GATE_BAD);
}

static void foreign_records(void **state)
{
	static const struct {
		const char *what;
		int type;
		int id;
	} rows[] = {
		{ "abort", FCGI_ABORT, 1 },
		{ "abort of id 0", FCGI_ABORT, 0 },
		{ "get values", FCGI_GET_VALUES, 0 },
		{ "data", 8, 1 },
		{ "unknown", 200, 0 },
		{ "unknown with id", 200, 1 },
		{ "params of another id", FCGI_PARAMS, 2 },
		{ "stdin too early", FCGI_STDIN, 1 },
		{ "begin again", FCGI_BEGIN, 1 },
		{ "end", FCGI_END, 1 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct buf b = BUF_INIT;

		begin_add(&b, 1, 1, 0);
		record_add(&b, rows[i].type, rows[i].id, STR("\0\1\0\0\0\0\0\0"), 0);
		if (gate_check(b.s, b.len) != GATE_BAD)
			fail_msg("%s is let through", rows[i].what);
		buf_release(&b);
	}
}

static void foreign_records_in_the_body(void **state)
{
	static const int types[] = { FCGI_BEGIN, FCGI_ABORT, FCGI_PARAMS, FCGI_GET_VALUES, 77 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof types / sizeof *types; i++) {
		struct buf b = BUF_INIT;

		begin_add(&b, 1, 1, 0);
		record_add(&b, FCGI_PARAMS, 1, STR(""), 0);
		record_add(&b, types[i], 1, STR("\0\1\0\0\0\0\0\0"), 0);
		assert_gate(&b, GATE_BAD);
	}
}

static void body_of_another_id(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	begin_add(&b, 1, 1, 0);
	record_add(&b, FCGI_PARAMS, 1, STR(""), 0);
	record_add(&b, FCGI_STDIN, 2, STR("x"), 0);
	assert_gate(&b, GATE_BAD);
}

static void not_beginning_with_begin(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	record_add(&b, FCGI_GET_VALUES, 0, STR(""), 0);
	assert_gate(&b, GATE_BAD);
}

static void wrong_version(void **state)
{
	size_t at;

	(void)state;
	for (at = 0; at < 32; at += 16) { /* the heads of BEGIN and of PARAMS */
		struct buf b = BUF_INIT;

		request_add(&b);
		b.s[at] = 2;
		assert_gate(&b, GATE_BAD);
	}
}

static void wrong_role(void **state)
{
	static const int roles[] = { 0, 2, 3, 257 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof roles / sizeof *roles; i++) {
		struct buf b = BUF_INIT;

		begin_add(&b, 1, roles[i], 0);
		assert_gate(&b, GATE_BAD);
	}
}

static void id_zero_and_high_id(void **state)
{
	struct buf zero = BUF_INIT;
	struct buf high = BUF_INIT;

	(void)state;
	begin_add(&zero, 0, 1, 0);
	assert_gate(&zero, GATE_BAD);
	begin_add(&high, 0xffff, 1, 0);
	record_add(&high, FCGI_PARAMS, 0xffff, STR(""), 0);
	record_add(&high, FCGI_STDIN, 0xffff, STR(""), 0);
	assert_gate(&high, GATE_WHOLE);
}

static void begin_of_another_length(void **state)
{
	struct buf shorter = BUF_INIT;
	struct buf longer = BUF_INIT;

	(void)state;
	record_add(&shorter, FCGI_BEGIN, 1, STR("\0\1\0\0\0\0\0"), 0);
	assert_gate(&shorter, GATE_BAD);
	record_add(&longer, FCGI_BEGIN, 1, STR("\0\1\0\0\0\0\0\0\0"), 0);
	assert_gate(&longer, GATE_BAD);
}

/* libfcgi forgets the padding of these three and would read it as a header. */
static void padding_that_libfcgi_forgets(void **state)
{
	int where;

	(void)state;
	for (where = 0; where < 3; where++) {
		struct buf b = BUF_INIT;

		record_add(&b, FCGI_BEGIN, 1, STR("\0\1\0\0\0\0\0\0"), where == 0 ? 8 : 0);
		record_add(&b, FCGI_PARAMS, 1, STR(""), where == 1 ? 8 : 0);
		record_add(&b, FCGI_STDIN, 1, STR(""), where == 2 ? 8 : 0);
		assert_gate(&b, GATE_BAD);
	}
}

static void pairs_that_reach_over_the_sum(void **state)
{
	static const struct str rows[] = {
		STR_INIT("\1"),		    /* no length of a value */
		STR_INIT("\1\1A"),	    /* no value */
		STR_INIT("\3\0AB"),	    /* name cut */
		STR_INIT("\1\200\0\0"),	    /* length cut */
		STR_INIT("\1\200\0\0\2AB"), /* value cut */
		STR_INIT("\1\0A\5\0B"),	    /* the second pair cut */
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct buf b = BUF_INIT;

		begin_add(&b, 1, 1, 0);
		record_add(&b, FCGI_PARAMS, 1, rows[i], 0);
		record_add(&b, FCGI_PARAMS, 1, STR(""), 0);
		assert_gate(&b, GATE_BAD);
	}
}

static void huge_lengths(void **state)
{
	static const struct str rows[] = {
		STR_INIT("\377\377\377\377\0"),
		STR_INIT("\1\377\377\377\377"),
		STR_INIT("\377\377\377\377\377\377\377\377"),
		STR_INIT("\200\0\0\0\0"),
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct buf b = BUF_INIT;

		begin_add(&b, 1, 1, 0);
		record_add(&b, FCGI_PARAMS, 1, rows[i], 0);
		record_add(&b, FCGI_PARAMS, 1, STR(""), 0);
		assert_gate(&b, GATE_BAD);
	}
}

static void names(void **state)
{
	char long_name[GATE_NAME_MAX_BYTES + 1];

	(void)state;
	memset(long_name, 'N', sizeof long_name);
	assert_pair(STR("A"), STR(""), GATE_WHOLE);
	assert_pair(STR(""), STR("x"), GATE_BAD);
	assert_pair(STR("A=B"), STR("x"), GATE_BAD);
	assert_pair(STR("A\0B"), STR("x"), GATE_BAD);
	assert_pair((struct str){ long_name, sizeof long_name - 1 }, STR("x"), GATE_WHOLE);
	assert_pair((struct str){ long_name, sizeof long_name }, STR("x"), GATE_BAD);
}

static void values(void **state)
{
	static char value[GATE_VALUE_MAX_BYTES + 1];

	(void)state;
	memset(value, 'v', sizeof value);
	assert_pair(STR("A"), STR("x=y\r\n\xff"), GATE_WHOLE);
	assert_pair(STR("A"), STR("x\0y"), GATE_BAD);
	assert_pair(STR("A"), (struct str){ value, sizeof value - 1 }, GATE_WHOLE);
	assert_pair(STR("A"), (struct str){ value, sizeof value }, GATE_BAD);
}

static void body_add(struct buf *b, size_t total)
{
	static const char zeros[32768];

	begin_add(b, 1, 1, 0);
	record_add(b, FCGI_PARAMS, 1, STR(""), 0);
	while (b->len + 16 < total) {
		size_t room = total - b->len - 16;
		size_t n = room < sizeof zeros ? room : sizeof zeros;

		record_add(b, FCGI_STDIN, 1, (struct str){ zeros, n }, 0);
	}
	record_add(b, FCGI_STDIN, 1, STR(""), 0);
	assert_int_equal(b->len, total);
}

static void exactly_64_kb(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	body_add(&b, GATE_MAX_BYTES);
	assert_gate(&b, GATE_WHOLE);
}

static void not_ended_within_64_kb(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	body_add(&b, GATE_MAX_BYTES + 100);
	b.len = GATE_MAX_BYTES; /* what recv() would show of it */
	assert_gate(&b, GATE_BAD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "a request with pairs and a body is whole", whole, NULL, NULL, NULL },
		{ "a request without pairs and body is whole", whole_without_pairs_or_body, NULL,
		  NULL, NULL },
		{ "a request cut at any byte waits for more", every_cut_waits_for_more, NULL, NULL,
		  NULL },
		{ "pairs may be cut anywhere between padded records",
		  pairs_cut_anywhere_between_records, NULL, NULL, NULL },
		{ "a body may come in padded pieces", body_in_padded_pieces, NULL, NULL, NULL },
		{ "one byte behind the end is bad", one_byte_behind_the_end, NULL, NULL, NULL },
		{ "a second request behind the first is bad", pipelined, NULL, NULL, NULL },
		{ "abort, management and stray records after BEGIN are bad", foreign_records, NULL,
		  NULL, NULL },
		{ "other records where the body stands are bad", foreign_records_in_the_body, NULL,
		  NULL, NULL },
		{ "a body of another id is bad", body_of_another_id, NULL, NULL, NULL },
		{ "what does not begin with BEGIN is bad", not_beginning_with_begin, NULL, NULL,
		  NULL },
		{ "a version other than 1 is bad in any record", wrong_version, NULL, NULL, NULL },
		{ "a role other than responder is bad", wrong_role, NULL, NULL, NULL },
		{ "id 0 is bad, id 65535 is good", id_zero_and_high_id, NULL, NULL, NULL },
		{ "a BEGIN of 7 or 9 bytes is bad", begin_of_another_length, NULL, NULL, NULL },
		{ "padding that libfcgi forgets is bad", padding_that_libfcgi_forgets, NULL, NULL,
		  NULL },
		{ "pairs that reach over the end of PARAMS are bad", pairs_that_reach_over_the_sum,
		  NULL, NULL, NULL },
		{ "huge lengths are bad, whatever comes", huge_lengths, NULL, NULL, NULL },
		{ "names have 1..256 bytes without = and NUL", names, NULL, NULL, NULL },
		{ "values have at most 16 KB without NUL", values, NULL, NULL, NULL },
		{ "a request of exactly 64 KB is whole", exactly_64_kb, NULL, NULL, NULL },
		{ "a request not ended within 64 KB is bad", not_ended_within_64_kb, NULL, NULL,
		  NULL },
	};

	return cmocka_run_group_tests_name("gate", tests, NULL, NULL);
}
