#include "page/multipart.h"

enum { PARTS_MAX = 64, BOUNDARY_MAX_CHARS = 70 }; /* RFC 2046, 5.1.1 */

/* What a part's head says. */
struct part {
	struct str name, file_name;
	bool is_file;
};

/* RFC 2046: bchars, but the blank, which no browser uses. */
static bool is_boundary(struct str s)
{
	return str_is_of(s, STR_LETTERS STR_DIGITS "'()+_,-./:=?") && s.len <= BOUNDARY_MAX_CHARS;
}

struct str multipart_boundary(struct str content_type)
{
	const struct str none = { NULL, 0 }, quote = STR("\"");
	struct str type = str_trim(str_cut(&content_type, ';')), b = str_trim(content_type);

	if (!str_ieq(type, STR("multipart/form-data")) || !str_take(&b, STR("boundary=")))
		return none;
	if (b.len > 1 && str_starts(b, quote) && str_ends(b, quote))
		b = str_head(str_from(b, 1), b.len - 2);
	return is_boundary(b) ? b : none;
}

/* "..." off *s. Browsers write a quote and line ends in it as %22, %0D, %0A. */
static bool take_quoted(struct str *s, struct str *out)
{
	if (!str_take(s, STR("\"")))
		return false;
	*out = str_head(*s, str_find(*s, STR("\"")));
	return str_take(s, *out) && str_take(s, STR("\""));
}

static bool read_disposition(struct str s, struct part *p)
{
	if (!str_take(&s, STR("form-data; name=")) || !take_quoted(&s, &p->name))
		return false;
	p->is_file = str_take(&s, STR("; filename="));
	return (!p->is_file || take_quoted(&s, &p->file_name)) && s.len == 0;
}

/* The lines of a part's head, and the empty one behind them, off *s. */
static bool take_head(struct str *s, struct part *p)
{
	bool named = false;

	for (;;) {
		struct str line = str_head(*s, str_find(*s, STR("\r\n"))), value = line, key;

		if (!str_take(s, line) || !str_take(s, STR("\r\n")))
			return false;
		if (line.len == 0)
			return named;
		key = str_cut(&value, ':');
		if (str_ieq(key, STR("Content-Disposition")) && !named)
			named = read_disposition(str_trim(value), p);
		else if (!str_ieq(key, STR("Content-Type")))
			return false;
	}
}

static bool add_file(struct form *out, struct str name, struct str bytes)
{
	if (!name.len && !bytes.len)
		return true;
	if (out->nuploads == FORM_UPLOADS_MAX)
		return false;
	out->upload[out->nuploads++] = (struct upload){ name, bytes };
	return true;
}

static bool add(struct form *out, const struct part *p, struct str content, struct arena *a)
{
	if (p->is_file != str_eq(p->name, STR("file")))
		return false;
	if (p->is_file)
		return form_is_clean(p->file_name) && add_file(out, p->file_name, content);
	return form_keep(out, p->name, content, a);
}

bool multipart_parse(struct str boundary, struct str body, struct arena *a, struct form *out)
{
	struct str between = arena_printf(a, "\r\n--%.*s", STR_ARG(boundary)), s = body;

	memset(out, 0, sizeof *out);
	if (!str_take(&s, str_from(between, 2)))
		return false;
	for (int i = 0; i < PARTS_MAX && str_take(&s, STR("\r\n")); i++) {
		struct part p = { .is_file = false };
		struct str content;
		size_t end;

		if (!take_head(&s, &p))
			return false;
		end = str_find(s, between);
		if (end == SIZE_MAX)
			return false;
		content = str_head(s, end);
		s = str_from(s, end + between.len);
		if (!add(out, &p, content, a))
			return false;
	}
	return str_eq(s, STR("--")) || str_eq(s, STR("--\r\n"));
}
