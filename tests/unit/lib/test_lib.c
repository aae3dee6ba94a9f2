/*
 * The ground both programs stand on: strings, memory, text, files.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/utf8.h"
#include "crypto.h"
#include "db.h"
#include "qr.h"
#include "sqlfile.h"
#include "template/sitepage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct str none = { NULL, 0 };

static void str_views(void **state)
{
	struct str rest = STR("a,,b"), empty = STR("");
	int64_t n = 7;

	(void)state;
	assert_true(str_eq(str_cut(&rest, ','), STR("a")));
	assert_true(str_eq(str_cut(&rest, ','), STR("")));
	assert_true(str_eq(str_cut(&rest, ','), STR("b")));
	assert_null(rest.s);
	str_cut(&empty, ',');
	assert_null(empty.s);
	assert_true(str_eq(none, STR("")) && str_starts(none, none) && str_ends(STR("x"), none));
	assert_true(str_ieq(STR("Content-TYPE"), STR("content-type")));
	assert_false(str_ieq(STR("[x"), STR("{x")));
	assert_true(str_cmp(STR("a"), STR("ab")) < 0 && str_cmp(STR("b"), STR("ab")) > 0);
	assert_true(str_cmp(STR("\xE7"), STR("z")) > 0);
	assert_int_equal(str_find(STR("abcabc"), STR("ca")), 2);
	assert_int_equal(str_find(STR("ab"), STR("abc")), SIZE_MAX);
	assert_true(str_eq(str_trim(STR(" \t\r\n x y \n")), STR("x y")));
	assert_int_equal(str_from(STR("ab"), 5).len, 0);
	assert_true(str_to_int(STR("007"), 7, &n) && n == 7);
	assert_false(str_to_int(STR("8"), 7, &n) || str_to_int(STR("-1"), 7, &n) ||
		     str_to_int(STR(""), 7, &n) || str_to_int(STR("1x"), 99, &n) ||
		     str_to_int(STR("99999999999999999999"), INT64_MAX, &n));
	assert_int_equal(n, 7);
	assert_int_equal(str_span(STR("12x3"), STR_DIGITS), 2);
	assert_int_equal(str_span(none, STR_DIGITS), 0);
	assert_int_equal(str_span(STR("1\0"), STR_DIGITS), 1); /* the set's own NUL is no part */
	assert_true(str_is_of(STR("a-1"), STR_LETTERS STR_DIGITS "-"));
	assert_false(str_is_of(none, STR_DIGITS) || str_is_of(STR("a\xE7"), STR_LETTERS));
	assert_true(utf8_has(STR("、或和"), 0x6216) && utf8_has(STR("/|"), '|'));
	assert_false(utf8_has(STR("、或和"), 0x6217) || utf8_has(STR("/|"), -1));
}

static void buf_grows(void **state)
{
	struct buf b = BUF_INIT;
	struct str long_text;
	static char bytes[5000];

	(void)state;
	memset(bytes, 'x', sizeof bytes);
	long_text = (struct str){ bytes, sizeof bytes };
	buf_add(&b, none);
	assert_int_equal(b.cap, 0);
	buf_printf(&b, "%s-%d", "a", 42);
	buf_add_char(&b, '!');
	assert_true(str_eq(buf_str(&b), STR("a-42!")));
	buf_add(&b, long_text);
	buf_printf(&b, "%.*s", STR_ARG(long_text));
	assert_int_equal(b.len, 5 + 2 * sizeof bytes);
	assert_int_equal(b.s[b.len - 1], 'x');
	buf_clear(&b);
	assert_true(b.len == 0 && b.cap > 2 * sizeof bytes);
	buf_release(&b);
	assert_null(b.s);
}

static void arena_gives_zeroed_aligned_memory(void **state)
{
	struct arena a = ARENA_INIT;
	unsigned char *p, *first;

	(void)state;
	first = arena_alloc(&a, 1);
	*first = 0xFF;
	for (size_t size = 0; size < 100 * 1000; size += 7777) {
		p = arena_alloc(&a, size);
		assert_int_equal((uintptr_t)p % 16, 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xFF, size);
	}
	arena_reset(&a);
	p = arena_alloc(&a, 1);
	assert_ptr_equal(p, first);
	assert_int_equal(*p, 0);
	arena_release(&a);
	assert_null(a.first);
}

static void arena_lists_and_texts(void **state)
{
	struct arena a = ARENA_INIT;
	int *list = NULL, *it;
	size_t n = 0, cap = 0;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		it = arena_push(&a, &list, &n, &cap, sizeof *it);
		assert_int_equal(*it, 0);
		*it = i;
	}
	for (int i = 0; i < 1000; i++)
		assert_int_equal(list[i], i);
	assert_string_equal(arena_cstr(&a, STR("ab")), "ab");
	assert_string_equal(arena_cstr(&a, none), "");
	assert_true(str_eq(arena_printf(&a, "%d/%s", 7, "x"), STR("7/x")));
	arena_release(&a);
}

static void utf8_accepts_what_rfc_3629_has(void **state)
{
	struct str s = STR("aé王𠮷\U0010FFFF");

	(void)state;
	assert_int_equal(utf8_count(s), 5);
	assert_true(utf8_valid(s));
	assert_int_equal(utf8_next(&s), 'a');
	assert_int_equal(utf8_next(&s), 0xE9);
	assert_int_equal(utf8_next(&s), 0x738B);
	assert_int_equal(utf8_next(&s), 0x20BB7);
	assert_int_equal(utf8_next(&s), 0x10FFFF);
	assert_int_equal(utf8_next(&s), -1);
	assert_true(utf8_valid(none));
	assert_true(utf8_valid(STR("\0")));
}

static void utf8_refuses_everything_else(void **state)
{
	static const struct str bad[] = {
		STR_INIT("\xC0\xAF"),
		STR_INIT("\xC1\xBF"), /* overlong */
		STR_INIT("\xE0\x80\xAF"),
		STR_INIT("\xE0\x9F\xBF"),
		STR_INIT("\xF0\x80\x80\xAF"),
		STR_INIT("\xF0\x8F\xBF\xBF"),
		STR_INIT("\xED\xA0\x80"), /* surrogates */
		STR_INIT("\xED\xBF\xBF"),
		STR_INIT("\xF4\x90\x80\x80"), /* above U+10FFFF */
		STR_INIT("\xF5\x80\x80\x80"),
		STR_INIT("\xFE"),
		STR_INIT("\xFF"),
		STR_INIT("\x80"),
		STR_INIT("\xE7\x8E"), /* cut */
		STR_INIT("\xE7\x8Ex"),
		STR_INIT("\xE7"),
	};
	struct str cut = STR("\xE7\x8Ex");

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(utf8_valid(bad[i]));
	assert_int_equal(utf8_next(&cut), -1);
	assert_int_equal(cut.len, 2);
	assert_int_equal(utf8_count(STR("\xE7\x8Ex")), 3);
}

static void utf8_put_and_next_are_inverse(void **state)
{
	static const int32_t edge[] = { 0,	0x7F,	0x80,	0x7FF,	 0x800,
					0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF };

	(void)state;
	for (size_t i = 0; i < COUNT(edge); i++) {
		char out[4];
		struct str s = { out, utf8_put(out, edge[i]) };

		assert_int_equal(utf8_next(&s), edge[i]);
		assert_int_equal(s.len, 0);
	}
}

static void sqlfile_reads_headers(void **state)
{
	static const char text[] =
		"-- about this file\n\n"
		"-- name: one\n"
		"SELECT 1; -- name: not a header\n"
		"-- a remark\n"
		"-- page: items/{no}/index.html   template: item.html  large: yes\n"
		"SELECT 2\n;\n"
		"-- list: one\n"
		"SELECT 3;";
	struct arena a = ARENA_INIT;
	const struct sqlfile_entry *page;
	struct sqlfile f;
	struct err e;

	(void)state;
	assert_true(sqlfile_parse(str_of(text), "x.sql", &a, &f, &e));
	assert_int_equal(f.n, 3);
	page = sqlfile_find(&f, STR("page"), STR("items/{no}/index.html"));
	assert_non_null(page);
	assert_int_equal(page->line, 7);
	assert_true(str_eq(str_trim(page->sql), STR("SELECT 2\n;")));
	assert_true(str_eq(sqlfile_attr(page, STR("template")), STR("item.html")));
	assert_true(str_eq(sqlfile_attr(page, STR("large")), STR("yes")));
	assert_int_equal(sqlfile_attr(page, STR("temp")).len, 0);
	assert_non_null(sqlfile_find(&f, STR("list"), STR("one")));
	assert_null(sqlfile_find(&f, STR("page"), STR("one")));
	arena_release(&a);
}

static void sqlfile_faults(void **state)
{
	static const struct {
		const char *text;
		int line;
		const char *expect;
	} bad[] = {
		{ "-- name: a\nSELECT 1;\n-- name: b\nSELECT 1;\n-- name: a\nSELECT 2;\n", 5,
		  "a stands twice" },
		{ "\nSELECT 1;\n-- name: a\nSELECT 1;\n", 2, "SQL before the first '-- name:'" },
		{ "-- name:\nSELECT 1;\n", 1, "a statement without a name" },
		{ "-- name: a\n-- name: b\nSELECT 1;\n", 2, "a has no SQL" },
	};
	struct arena a = ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct sqlfile f;
		struct err e;

		assert_false(sqlfile_parse(str_of(bad[i].text), "x.sql", &a, &f, &e));
		assert_string_equal(e.text, bad[i].expect);
		assert_string_equal(e.file, "x.sql");
		assert_int_equal(e.line, bad[i].line);
	}
	arena_release(&a);
}

static void file_round_trip(void **state)
{
	struct arena a = ARENA_INIT;
	char dir[] = "/tmp/libXXXXXX", path[40];
	struct stat st;
	struct str got;
	struct err e;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/f", dir);
	assert_true(file_replace(path, STR("old and longer"), 0600, &e));
	assert_true(file_replace(path, STR("new\0x"), 0640, &e));
	assert_true(file_read(path, 5, &a, &got, &e));
	assert_true(str_eq(got, STR("new\0x")));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777 & ~0640u, 0);
	assert_false(file_read(path, 4, &a, &got, &e));
	assert_non_null(strstr(e.text, "太大，最多 4 字节"));
	assert_false(file_read(dir, 4096, &a, &got, &e));
	unlink(path);
	assert_false(file_read(path, 5, &a, &got, &e));
	assert_non_null(strstr(e.text, "No such file"));
	rmdir(dir); /* works only when file_replace left no .part behind */
	assert_int_equal(stat(dir, &st), -1);
	arena_release(&a);
}

static void site_frame(void **state)
{
	struct arena a = ARENA_INIT;
	struct err e;
	struct db *db = db_open(":memory:", DB_CREATE, &e);
	struct view_frame site;

	(void)state;
	assert_false(site_frame_load(db, "main", &a, &site, &e));
	assert_true(db_exec(db,
			    "CREATE TABLE setting(key TEXT PRIMARY KEY, value TEXT NOT NULL);"
			    "INSERT INTO setting VALUES('hall_name', '大厅'), ('a', '')",
			    &e));
	assert_true(site_frame_load(db, "main", &a, &site, &e));
	assert_int_equal(site.type->nfields, 2);
	assert_true(str_eq(site.type->name, STR("site")));
	assert_true(str_eq(site_setting(&site, STR("hall_name")), STR("大厅")));
	assert_null(site_setting(&site, STR("nothing")).s);
	db_close(db);
	arena_release(&a);
}

static void crypto_known_values(void **state)
{
	unsigned char bytes[SHA256_BYTES];
	char hex[2 * SHA256_BYTES + 1], digest[DIGEST_TEXT];
	struct buf b = BUF_INIT;
	struct err e;

	(void)state;
	assert_true(crypto_init(&e));
	crypto_sha256(STR("abc"), bytes); /* FIPS 180-2, B.1 */
	crypto_hex(hex, bytes, sizeof bytes);
	assert_string_equal(hex,
			    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	crypto_digest(STR("abc"), bytes);
	crypto_hex(digest, bytes, sizeof bytes);
	assert_string_equal(digest,
			    "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
	crypto_base64(&b, (const unsigned char *)"fo\xFF\xFE", 4);
	assert_true(str_eq(buf_str(&b), STR("Zm///g==")));
	buf_release(&b);
}

static void crypto_parts_and_macs(void **state)
{
	const struct str ab_c[] = { STR("ab"), STR("c") }, a_bc[] = { STR("a"), STR("bc") };
	unsigned char one[DIGEST_BYTES], two[DIGEST_BYTES];
	unsigned char key[MAC_KEY_BYTES] = { 1 }, other[MAC_KEY_BYTES] = { 2 };
	unsigned char m1[MAC_BYTES], m2[MAC_BYTES];

	(void)state;
	crypto_digest_parts(ab_c, 2, one);
	crypto_digest_parts(a_bc, 2, two);
	assert_false(crypto_equal(one, two, sizeof one));
	crypto_digest_parts(ab_c, 2, two);
	assert_true(crypto_equal(one, two, sizeof one));
	crypto_mac(key, ab_c, 2, m1, MAC_BYTES);
	crypto_mac(key, a_bc, 2, m2, MAC_BYTES);
	assert_false(crypto_equal(m1, m2, sizeof m1));
	crypto_mac(other, ab_c, 2, m2, MAC_BYTES);
	assert_false(crypto_equal(m1, m2, sizeof m1));
	crypto_mac(key, PARTS(STR("ab"), STR("c")), m2, MAC_BYTES);
	assert_true(crypto_equal(m1, m2, sizeof m1));
	for (int i = 0; i < 1000; i++)
		assert_true(crypto_random_below(3) < 3);
}

static void crypto_base64url_is_strict(void **state)
{
	const unsigned char bytes[4] = { 0xFB, 0xFF, 0xFE, 0x01 };
	unsigned char back[4];
	char text[8];

	(void)state;
	crypto_base64url(text, sizeof text, bytes, 4);
	assert_string_equal(text, "-__-AQ");
	assert_true(crypto_from_base64url(STR("-__-AQ"), back, 4));
	assert_memory_equal(back, bytes, 4);
	assert_false(crypto_from_base64url(STR("-__-AQ"), back, 3) ||
		     crypto_from_base64url(STR("-__-A"), back, 4) ||
		     crypto_from_base64url(STR("-__-AQ=="), back, 4) ||
		     crypto_from_base64url(STR("+//+AQ"), back, 4) ||
		     crypto_from_base64url(STR("-__-AR"), back, 4) || /* stray bits */
		     crypto_from_base64url(STR(" -__-AQ"), back, 4) ||
		     crypto_from_base64url(none, back, 4));
}

static void qr_sizes(void **state)
{
	struct arena a = ARENA_INIT;
	struct buf png = BUF_INIT, path = BUF_INIT;
	struct qr upper, lower;
	struct err e;

	(void)state;
	assert_true(qr_encode(STR("HTTPS://WWW.NINGDU.EXAMPLE.GOV.CN/W/09"), &a, &upper, &e));
	assert_true(qr_encode(STR("https://www.ningdu.example.gov.cn/w/09"), &a, &lower, &e));
	assert_int_equal(upper.width, 17 + 4 * upper.version);
	assert_true(upper.version < lower.version); /* 5.5 bits a letter, not 8 */
	assert_int_equal(upper.module[0], 1);	    /* the corner of a finder */
	assert_true(qr_png(&upper, 4, &png, &e));
	assert_true(str_starts(buf_str(&png), STR("\x89PNG\r\n\x1a\n")));
	assert_int_equal((unsigned char)png.s[19], (upper.width + 2 * QR_QUIET) * 4);
	assert_int_equal(png.s[24], 1); /* bit a pixel */
	qr_path(&upper, &path);
	assert_true(str_starts(buf_str(&path), STR("M4 4")));
	buf_release(&png);
	buf_release(&path);
	arena_release(&a);
}

static void err_keeps_place_and_reason(void **state)
{
	struct err e;

	(void)state;
	assert_false(err_at(&e, "a.html", 3, 7, "no %s", "x"));
	assert_string_equal(e.text, "no x");
	assert_string_equal(e.file, "a.html");
	assert_int_equal(e.line, 3);
	assert_int_equal(e.column, 7);
	assert_false(err_set(&e, "plain"));
	assert_int_equal(e.line, 0);
	assert_string_equal(e.file, "");
}

#define CASE(title, f)                                                                             \
	{                                                                                          \
		title, f, NULL, NULL, NULL                                                         \
	}

int main(void)
{
	const struct CMUnitTest test[] = {
		CASE("str: cutting, comparing, numbers", str_views),
		CASE("buf: grows, keeps its memory, gives it back", buf_grows),
		CASE("arena: zeroed and aligned, also after a reset",
		     arena_gives_zeroed_aligned_memory),
		CASE("arena: lists grow, texts end with NUL", arena_lists_and_texts),
		CASE("err: place and reason", err_keeps_place_and_reason),
		CASE("utf8: one to four bytes", utf8_accepts_what_rfc_3629_has),
		CASE("utf8: no overlong forms, surrogates, cut characters",
		     utf8_refuses_everything_else),
		CASE("utf8: put and next are inverse at every edge", utf8_put_and_next_are_inverse),
		CASE("sqlfile: kinds, names, attributes, lines", sqlfile_reads_headers),
		CASE("sqlfile: doubles, nameless and empty statements", sqlfile_faults),
		CASE("file: replaced as a whole, limited in size", file_round_trip),
		CASE("site frame: one field per setting", site_frame),
		CASE("crypto: SHA-256, BLAKE2b, base64 as published", crypto_known_values),
		CASE("crypto: parts do not run together, keys matter", crypto_parts_and_macs),
		CASE("crypto: base64url in exactly one form", crypto_base64url_is_strict),
		CASE("qr: upper case makes a smaller code, quiet zone of 4", qr_sizes),
	};

	return cmocka_run_group_tests_name("lib", test, NULL, NULL);
}
