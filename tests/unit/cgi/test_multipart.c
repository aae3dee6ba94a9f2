#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "page/multipart.h"

static struct arena arena;

static int drop(void **state)
{
	(void)state;
	arena_reset(&arena);
	return 0;
}

static bool parse(struct str body, struct form *out)
{
	return multipart_parse(STR("B"), body, &arena, out);
}

static void assert_str(struct str got, const char *want)
{
	if (!str_eq(got, str_of(want)))
		fail_msg("\"%.*s\" is not \"%s\"", STR_ARG(got), want);
}

#define HEAD "Content-Disposition: form-data; name="
#define PART(x) "--B\r\n" x "\r\n"
#define FIELD(x) PART(HEAD "\"" x "\"\r\n\r\n1")

static void boundaries(void **state)
{
	static const char *const none[] = {
		"",
		"text/plain; boundary=B",
		"multipart/form-data",
		"multipart/form-data; boundary=",
		"multipart/form-data; boundary=\"\"",
		"multipart/form-data; boundary=a b",
		"multipart/form-data; boundary=B; charset=utf-8",
	};
	static const char digits[] =
		"1234567890123456789012345678901234567890123456789012345678901234567890";

	(void)state;
	assert_str(multipart_boundary(STR("multipart/form-data; boundary=B")), "B");
	assert_str(multipart_boundary(STR("Multipart/Form-Data;boundary=\"--B'()\"")), "--B'()");
	assert_str(multipart_boundary(
			   arena_printf(&arena, "multipart/form-data; boundary=%s", digits)),
		   digits);
	assert_null(multipart_boundary(
			    arena_printf(&arena, "multipart/form-data; boundary=%s0", digits))
			    .s);
	for (size_t i = 0; i < COUNT(none); i++)
		assert_null(multipart_boundary(str_of(none[i])).s);
}

static void takes(void **state)
{
	struct form f;

	(void)state;
	assert_true(parse(
		STR(FIELD("item") PART(HEAD "\"file\"; filename=\"清单.csv\"\r\n"
					    "Content-Type: text/csv\r\n\r\na\r\nb\r\n")
			    PART(HEAD "\"file\"; filename=\"\"\r\n\r\n") PART(
				    HEAD "\"file\"; filename=\"b\"\r\n\r\n\0\r\n--A")
				    PART(HEAD "\"no_such\"\r\n\r\nx") PART(
					    HEAD "\"reason\"\r\n\r\n电话\r\n改了") "--B--\r\n"),
		&f));
	assert_str(f.value[FORM_ITEM], "1");
	assert_str(f.value[FORM_REASON], "电话\r\n改了");
	assert_null(f.value[FORM_DAY].s);
	assert_int_equal(f.nuploads, 2); /* none was chosen in the second field */
	assert_str(f.upload[0].name, "清单.csv");
	assert_str(f.upload[0].bytes, "a\r\nb\r\n");
	assert_true(str_eq(f.upload[1].bytes, STR("\0\r\n--A")));
	assert_true(parse(STR("--B--"), &f));
	assert_int_equal(f.nuploads, 0);
}

static void refuses(void **state)
{
	static const struct str bad[] = {
		STR_INIT(""),
		STR_INIT("--B"),
		STR_INIT("--B\r\n"),
		STR_INIT("--C--"),
		STR_INIT("x\r\n--B--"),
		STR_INIT("--B--\r\nx"),
		STR_INIT(FIELD("item")),
		STR_INIT(FIELD("item") "--B"),
		STR_INIT(FIELD("item") FIELD("item") "--B--"),
		STR_INIT("--B\n" HEAD "\"item\"\n\n1\n--B--"),
		STR_INIT(PART("Content-Type: a\r\n\r\n1") "--B--"),
		STR_INIT(PART(HEAD "item\r\n\r\n1") "--B--"),
		STR_INIT(PART(HEAD "\"item\r\n\r\n1") "--B--"),
		STR_INIT(PART(HEAD "\"item\"; x=\"\"\r\n\r\n1") "--B--"),
		STR_INIT(PART(HEAD "\"file\"; filename*=\"a\"\r\n\r\n1") "--B--"),
		STR_INIT(PART(HEAD "\"file\"; filename=\"a\"; filename=\"b\"\r\n\r\n1") "--B--"),
		STR_INIT(PART(HEAD "\"item\"\r\n" HEAD "\"day\"\r\n\r\n1") "--B--"),
		STR_INIT(PART(HEAD "\"item\"\r\nContent-Length: 1\r\n\r\n1") "--B--"),
		STR_INIT(PART(HEAD "\"item\"\r\n1") "--B--"),
		STR_INIT(PART(HEAD "\"item\"\r\n\r\n\0") "--B--"),
		STR_INIT(PART(HEAD "\"item\"\r\n\r\n\xff") "--B--"),
		STR_INIT(PART(HEAD "\"file\"\r\n\r\n1") "--B--"),
		STR_INIT(PART(HEAD "\"item\"; filename=\"a\"\r\n\r\n1") "--B--"),
		STR_INIT(PART(HEAD "\"file\"; filename=\"a\xff\"\r\n\r\n1") "--B--"),
		STR_INIT(PART(HEAD "\"file\"; filename=\"a\0\"\r\n\r\n1") "--B--"),
	};
	struct form f;

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		if (parse(bad[i], &f))
			fail_msg("taken: %.*s", STR_ARG(bad[i]));
}

static void nine_files(void **state)
{
	struct str body = STR("");
	struct form f;

	(void)state;
	for (int i = 1; i <= FORM_UPLOADS_MAX + 1; i++) {
		body = arena_printf(&arena, "%.*s" PART(HEAD "\"file\"; filename=\"%d\"\r\n\r\nx"),
				    STR_ARG(body), i);
		assert_int_equal(parse(arena_printf(&arena, "%.*s--B--", STR_ARG(body)), &f),
				 i <= FORM_UPLOADS_MAX);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "a boundary is taken as browsers write it, nothing else", boundaries, NULL, drop,
		  NULL },
		{ "fields, files and a file that was not chosen", takes, NULL, drop, NULL },
		{ "what no browser sends is malformed", refuses, NULL, drop, NULL },
		{ "eight files are taken, nine are not", nine_files, NULL, drop, NULL },
	};

	return cmocka_run_group_tests_name("multipart", tests, NULL, NULL);
}
