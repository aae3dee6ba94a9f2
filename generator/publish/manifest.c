#include "publish/manifest.h"

#include "base/file.h"

#include <string.h>
#include <sys/stat.h>

enum { MANIFEST_MAX_BYTES = 4096, FILES_MAX = INT32_MAX };

/* The value of a line "KEY VALUE", which is taken off *text; null when it is another line. */
static struct str value_of(struct str *text, struct str key)
{
	struct str line = str_cut(text, '\n'), word = str_cut(&line, ' ');

	return str_eq(word, key) ? line : (struct str){ NULL, 0 };
}

static bool is_hex(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!s.s[i] || !strchr("0123456789abcdef", s.s[i]))
			return false;
	return s.len == DIGEST_TEXT - 1;
}

static bool copy_hex(char out[DIGEST_TEXT], struct str s)
{
	if (!is_hex(s))
		return false;
	memcpy(out, s.s, s.len);
	out[s.len] = '\0';
	return true;
}

static bool parse(struct str text, struct manifest *m)
{
	int64_t files;
	bool ok = str_eq(value_of(&text, STR("hallgen-manifest")), STR("2")) &&
		  copy_hex(m->content, value_of(&text, STR("content"))) &&
		  copy_hex(m->inputs, value_of(&text, STR("inputs"))) &&
		  str_to_int(value_of(&text, STR("files")), FILES_MAX, &files);

	m->files = ok ? (size_t)files : 0;
	return ok;
}

bool manifest_read(const char *path, struct arena *a, struct manifest *m, struct err *e)
{
	struct stat st;
	struct str text;

	if (stat(path, &st) != 0)
		return err_errno(e, "%s", path);
	m->stamp_s = st.st_mtime;
	if (!file_read(path, MANIFEST_MAX_BYTES, a, &text, e))
		return false;
	return parse(text, m) || err_set(e, "%s: damaged", path);
}

void manifest_write(const struct manifest *m, struct buf *out)
{
	buf_printf(out, "hallgen-manifest 2\ncontent %s\ninputs %s\nfiles %zu\n", m->content,
		   m->inputs, m->files);
}
