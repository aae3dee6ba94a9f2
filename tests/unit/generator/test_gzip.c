/* The .gz files beside the pages. */
#include "publish/gzip.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* Unpacks with zlib; the length that came out, at most size. */
static size_t unpack(const struct buf *packed, char *out, size_t size)
{
	z_stream z = { 0 };
	size_t len;

	assert_int_equal(inflateInit2(&z, MAX_WBITS + 16), Z_OK);
	z.next_in = (Bytef *)packed->s;
	z.avail_in = (uInt)packed->len;
	z.next_out = (Bytef *)out;
	z.avail_out = (uInt)size;
	assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
	assert_int_equal(z.avail_in, 0);
	len = size - z.avail_out;
	inflateEnd(&z);
	return len;
}

static void test_round_trip(void **state)
{
	static const char *const text[] = { "", "a", "宁都县政务服务大厅" };
	struct gzip *g = gzip_new();
	char out[100];

	(void)state;
	for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
		struct buf packed = BUF_INIT;

		gzip_add(g, str_of(text[i]), &packed);
		assert_int_equal(unpack(&packed, out, sizeof out), strlen(text[i]));
		assert_memory_equal(out, text[i], strlen(text[i]));
		buf_release(&packed);
	}
	gzip_free(g);
}

static void test_incompressible(void **state)
{
	struct gzip *g = gzip_new();
	struct buf packed = BUF_INIT;
	size_t n = 200000;
	char *noise = malloc(n), *out = malloc(n);
	unsigned seed = 1;

	(void)state;
	for (size_t i = 0; i < n; i++) {
		seed = seed * 1103515245 + 12345;
		noise[i] = (char)(seed >> 16);
	}
	gzip_add(g, (struct str){ noise, n }, &packed);
	assert_int_equal(unpack(&packed, out, n), n);
	assert_memory_equal(out, noise, n);
	buf_release(&packed);
	free(noise);
	free(out);
	gzip_free(g);
}

static void test_same_bytes(void **state)
{
	struct gzip *g = gzip_new();
	struct buf one = BUF_INIT, two = BUF_INIT;
	struct str page = STR("<p>页面页面页面页面</p>");

	(void)state;
	gzip_add(g, page, &one);
	gzip_add(g, STR("something else between"), &two);
	buf_clear(&two);
	gzip_add(g, page, &two);
	assert_int_equal(one.len, two.len);
	assert_memory_equal(one.s, two.s, one.len);
	buf_release(&one);
	buf_release(&two);
	gzip_free(g);
}

static void test_header(void **state)
{
	struct gzip *g = gzip_new();
	struct buf out = BUF_INIT;

	(void)state;
	buf_add(&out, STR("before"));
	gzip_add(g, STR("x"), &out);
	assert_memory_equal(out.s, "before\x1f\x8b\x08\0\0\0\0\0\0", 15);
	buf_release(&out);
	gzip_free(g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "gzip: what goes in comes out", test_round_trip, NULL, NULL, NULL },
		{ "gzip: noise fits too", test_incompressible, NULL, NULL, NULL },
		{ "gzip: the same input gives the same bytes, whatever came between",
		  test_same_bytes, NULL, NULL, NULL },
		{ "gzip: appended; no name, mtime 0, in the header", test_header, NULL, NULL,
		  NULL },
	};

	return cmocka_run_group_tests_name("gzip", tests, NULL, NULL);
}
