/* Markdown of content/pages: what staff write cannot become script. */
#include "catalogue/markdown.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct arena arena;

static int release(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

static void expect(const char *markdown, const char *html)
{
	assert_string_equal(markdown_read(str_of(markdown), &arena).html.s, html);
}

static void expect_without(const char *markdown, const char *forbidden)
{
	struct str html = markdown_read(str_of(markdown), &arena).html;

	if (str_contains(html, str_of(forbidden)))
		fail_msg("%s is in: %.*s", forbidden, STR_ARG(html));
}

static void test_blocks(void **state)
{
	(void)state;
	expect("", "");
	expect("您好 *大厅*\n", "<p>您好 <em>大厅</em></p>\n");
	expect("- 一\n- 二\n", "<ul>\n<li>一</li>\n<li>二</li>\n</ul>\n");
	expect("[电话](tel:+867976939272)", "<p><a href=\"tel:+867976939272\">电话</a></p>\n");
}

static void test_ids(void **state)
{
	(void)state;
	expect("# 甲\n\n字\n\n## 乙\n",
	       "<h1 id=\"甲\">甲</h1>\n<p>字</p>\n<h2 id=\"乙\">乙</h2>\n");
	expect("> ### 引\n\n- # 项\n", "<blockquote>\n<h3 id=\"引\">引</h3>\n</blockquote>\n"
				       "<ul>\n<li>\n<h1 id=\"项\">项</h1>\n</li>\n</ul>\n");
	expect("## 一、A b，*C*\n\n## 一、a B c\n\n# FAQ\n",
	       "<h2 id=\"一a-bc\">一、A b，<em>C</em></h2>\n<h2 id=\"一a-b-c\">一、a B c</h2>\n"
	       "<h1 id=\"h-faq\">FAQ</h1>\n");
	expect("# 甲\n\n# 甲\n\n# 。\n",
	       "<h1 id=\"甲\">甲</h1>\n<h1 id=\"甲-2\">甲</h1>\n<h1 id=\"h-\">。</h1>\n");
	expect("题\n===\n\n---\n", "<h1 id=\"题\">题</h1>\n<hr />\n");
}

static void test_no_false_ids(void **state)
{
	(void)state;
	expect("`<h1>` \\<h2> &lt;h3>", "<p><code>&lt;h1&gt;</code> &lt;h2&gt; &lt;h3&gt;</p>\n");
	expect("    <h1>\n", "<pre><code>&lt;h1&gt;\n</code></pre>\n");
	expect("[a](b \"<h1>\")", "<p><a href=\"b\" title=\"&lt;h1&gt;\">a</a></p>\n");
	expect("```<h2>\nx\n```\n", "<pre><code class=\"language-&lt;h2&gt;\">x\n</code></pre>\n");
}

static void test_raw_html(void **state)
{
	(void)state;
	expect_without("<script>alert(1)</script>\n", "script");
	expect_without("字 <img src=x onerror=alert(1)> 字", "img");
	expect_without("<h1 onclick=\"x\">甲</h1>\n", "onclick");
	expect_without("<div>\n\n# 甲\n\n</div>\n", "div");
}

static void test_breaks(void **state)
{
	(void)state;
	expect("上午<br>下午<BR />晚上\n", "<p>上午<br />\n下午<br />\n晚上</p>\n");
	expect("| 甲 |\n|---|\n| 一<br/>二 |\n",
	       "<table>\n<thead>\n<tr>\n<th>甲</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n"
	       "<td>一<br />\n二</td>\n</tr>\n</tbody>\n</table>\n");
}

static void test_table_sides(void **state)
{
	(void)state;
	expect("| 甲 | 乙 |\n|:-:|--:|\n| 一 | a:b |\n",
	       "<table>\n<thead>\n<tr>\n<th>甲</th>\n<th>乙</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n"
	       "<td>一</td>\n<td>a:b</td>\n</tr>\n</tbody>\n</table>\n");
}

static void test_links(void **state)
{
	(void)state;
	expect_without("[a](javascript:alert(1))", "javascript");
	expect_without("[a](JaVaScRiPt:alert(1))", "alert");
	expect_without("[a](&#106;avascript:alert(1))", "alert");
	expect_without("<javascript:alert(1)>", "href=\"javascript");
	expect_without("![a](data:text/html;base64,xx)", "data:");
	expect_without("[a](vbscript:x)", "vbscript");
	expect_without("[a](file:///etc/passwd)", "passwd");
	expect_without("[a](x\"onmouseover=\"alert(1))", "\"onmouseover");
}

static void test_utf8(void **state)
{
	(void)state;
	expect("a\xff"
	       "b\n",
	       "<p>a\xef\xbf\xbd"
	       "b</p>\n");
	assert_string_equal(markdown_read((struct str){ "a\0b", 3 }, &arena).html.s,
			    "<p>a\xef\xbf\xbd"
			    "b</p>\n");
	assert_int_equal(markdown_read((struct str){ NULL, 0 }, &arena).html.len, 0);
}

static void test_headings(void **state)
{
	struct markdown m = markdown_read(
		STR("# 总则\n\n正文\n\n## 一、*工作*目标 `x`\n\n> ### 里面\n"), &arena);
	const struct markdown_heading *list = m.heading;

	(void)state;
	assert_int_equal(m.nheadings, 3);
	assert_int_equal(list[1].no, 2);
	assert_int_equal(list[1].level, 2);
	assert_string_equal(list[1].text.s, "一、工作目标 x");
	assert_string_equal(list[2].text.s, "里面");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "markdown: paragraphs, lists, links", test_blocks, NULL, NULL, NULL },
		{ "markdown: headings get ids of their words", test_ids, NULL, NULL, NULL },
		{ "markdown: headings as a list, numbered like their ids", test_headings, NULL,
		  NULL, NULL },
		{ "markdown: text that looks like a heading's tag gets no id", test_no_false_ids,
		  NULL, NULL, NULL },
		{ "markdown: raw HTML is dropped", test_raw_html, NULL, NULL, NULL },
		{ "markdown: <br> is a break, in a table's cell too", test_breaks, NULL, NULL,
		  NULL },
		{ "markdown: a table's cells say nothing of their side", test_table_sides, NULL,
		  NULL, NULL },
		{ "markdown: javascript:, data:, vbscript: and file: links are dropped", test_links,
		  NULL, NULL, NULL },
		{ "markdown: ill-formed UTF-8 and NUL become U+FFFD", test_utf8, NULL, NULL, NULL },
	};

	return cmocka_run_group_tests_name("markdown", tests, NULL, release);
}
