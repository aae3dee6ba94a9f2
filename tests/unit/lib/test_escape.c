/*
 * One escaper per format: what is dangerous becomes harmless, the rest stays.
 */
#include "template/escape.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

typedef void escaper(struct buf *out, struct str s);

static void gives(escaper *escape, struct str in, const char *expect)
{
	struct buf out = BUF_INIT;

	escape(&out, in);
	buf_add_char(&out, '\0');
	assert_string_equal(out.s, expect);
	assert_int_equal(out.len, strlen(expect) + 1);
	buf_release(&out);
}

static void html_all_five_signs(void **state)
{
	(void)state;
	gives(escape_html, STR("<a href=\"x\" id='y'>&amp;</a>"),
	      "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;");
	gives(escape_html, STR("宁都县𠮷 100%"), "宁都县𠮷 100%");
	gives(escape_html, STR(""), "");
	gives(escape_html, (struct str){ NULL, 0 }, "");
}

static void xml_no_control_characters(void **state)
{
	char all[32];

	(void)state;
	for (int i = 0; i < 32; i++)
		all[i] = (char)i;
	gives(escape_xml, (struct str){ all, 32 }, "\t\n\r");
	gives(escape_xml, STR("a\xEF\xBF\xBE\xEF\xBF\xBF b\xEF\xBF\xBD\xEF\xBF"),
	      "a b\xEF\xBF\xBD\xEF\xBF");
	gives(escape_xml, STR("<&>\"'王"), "&lt;&amp;&gt;&quot;&#39;王");
}

static void ics_signs_and_line_ends(void **state)
{
	(void)state;
	gives(escape_ics, STR("a,b;c\\d\r\ne\nf"), "a\\,b\\;c\\\\d\\ne\\nf");
	gives(escape_ics, STR("x\nEND:VEVENT"), "x\\nEND:VEVENT");
	gives(escape_ics, STR("a\tb\x07\x7F\0c"), "a\tbc");
	gives(escape_ics, STR("一楼：1 号"), "一楼：1 号");
}

static void json_is_safe_within_script(void **state)
{
	(void)state;
	gives(escape_json, STR("</script><!--&"), "\\u003c/script\\u003e\\u003c!--\\u0026");
	gives(escape_json, STR("a\"b\\c\b\f\n\r\t\0\x1f"),
	      "a\\\"b\\\\c\\b\\f\\n\\r\\t\\u0000\\u001f");
	gives(escape_json, STR("'/\x7f 王"), "'/\x7f 王");
}

static void json_line_separators(void **state)
{
	(void)state;
	gives(escape_json,
	      STR("a\xE2\x80\xA8"
		  "b\xE2\x80\xA9"
		  "c"),
	      "a\\u2028b\\u2029c");
	gives(escape_json, STR("\xE2\x80\x94 \xE2\x80\xA7<\xE2\x80"),
	      "\xE2\x80\x94 \xE2\x80\xA7\\u003c\xE2\x80");
}

static void csv_formulas_are_text(void **state)
{
	(void)state;
	gives(escape_csv, STR("=1+1"), "'=1+1");
	gives(escape_csv, STR("+8679712345"), "'+8679712345");
	gives(escape_csv, STR("-1"), "'-1");
	gives(escape_csv, STR("@SUM(A1)"), "'@SUM(A1)");
	gives(escape_csv, STR("\tx"), "'\tx");
	gives(escape_csv, STR("\rx"), "\"'\rx\"");
	gives(escape_csv, STR("=A1,\"x\""), "\"'=A1,\"\"x\"\"\"");
	gives(escape_csv, STR("1=1"), "1=1");
	gives(escape_csv, STR("＝1+1"), "'＝1+1");
	gives(escape_csv, STR("＋1"), "'＋1");
	gives(escape_csv, STR("－1"), "'－1");
	gives(escape_csv, STR("＠SUM(A1)"), "'＠SUM(A1)");
	gives(escape_csv, STR("！1"), "！1");
	gives(escape_csv, STR("王＝"), "王＝");
}

static void csv_quotes_when_needed(void **state)
{
	(void)state;
	gives(escape_csv, STR("plain 文字"), "plain 文字");
	gives(escape_csv, STR("a,b"), "\"a,b\"");
	gives(escape_csv, STR("say \"x\""), "\"say \"\"x\"\"\"");
	gives(escape_csv, STR("two\nlines"), "\"two\nlines\"");
	gives(escape_csv, STR(""), "");
}

static void url_and_back(void **state)
{
	struct arena a = ARENA_INIT;
	struct str s;

	(void)state;
	assert_true(unescape_url(STR("a%20b+c%E7%8e%8B%00"), ' ', &a, &s));
	assert_true(str_eq(s, STR("a b c王\0")));
	assert_true(unescape_url(STR("+"), '+', &a, &s) && str_eq(s, STR("+")));
	assert_true(unescape_url(STR(""), ' ', &a, &s) && s.len == 0);
	assert_false(unescape_url(STR("100%"), ' ', &a, &s));
	assert_true(str_eq(s, STR("100%")));
	assert_false(unescape_url(STR("%4%41%x1"), ' ', &a, &s));
	assert_true(str_eq(s, STR("%4A%x1")));
	arena_release(&a);
}

static void url_only_unreserved_stay(void **state)
{
	(void)state;
	gives(escape_url, STR("AZaz09-._~"), "AZaz09-._~");
	gives(escape_url, STR("a b/c?d&e=f#g%h+i"), "a%20b%2Fc%3Fd%26e%3Df%23g%25h%2Bi");
	gives(escape_url, STR("王"), "%E7%8E%8B");
}

int main(void)
{
	const struct CMUnitTest test[] = {
		{ "HTML: & < > \" ' are escaped, Han stays", html_all_five_signs, 0, 0, 0 },
		{ "XML: control characters, U+FFFE, U+FFFF vanish", xml_no_control_characters, 0, 0,
		  0 },
		{ "ICS: a newline cannot begin a property", ics_signs_and_line_ends, 0, 0, 0 },
		{ "JSON: </script> cannot end the script around it", json_is_safe_within_script, 0,
		  0, 0 },
		{ "JSON: U+2028 and U+2029, not their neighbours", json_line_separators, 0, 0, 0 },
		{ "CSV: = + - @ TAB CR, also of full width, get an apostrophe",
		  csv_formulas_are_text, 0, 0, 0 },
		{ "CSV: quoted only where RFC 4180 asks for it", csv_quotes_when_needed, 0, 0, 0 },
		{ "URL: all but unreserved characters are %XX", url_only_unreserved_stay, 0, 0, 0 },
		{ "URL: %XX are bytes again, others are told", url_and_back, 0, 0, 0 },
	};

	return cmocka_run_group_tests_name("escape", test, NULL, NULL);
}
