#include "manifest.h"

#include "file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MANIFEST_MAX_BYTES = 256 * 1024 * 1024, HEX = 2 * DIGEST_BYTES };

static int nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool from_hex(struct str s, unsigned char out[DIGEST_BYTES])
{
	if (s.len != HEX)
		return false;
	for (size_t i = 0; i < DIGEST_BYTES; i++) {
		int high = nibble(s.s[2 * i]), low = nibble(s.s[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		out[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}

/* The value of a head line "KEY VALUE", which is taken off *text. */
static struct str head_line(struct str *text, struct str key)
{
	struct str line = str_cut(text, '\n'), word = str_cut(&line, ' ');

	return str_eq(word, key) ? line : (struct str){ NULL, 0 };
}

static bool copy_hex(char out[DIGEST_TEXT], struct str s)
{
	if (s.len != HEX)
		return false;
	memcpy(out, s.s, HEX);
	out[HEX] = '\0';
	return true;
}

static bool read_head(struct str *text, struct manifest *m)
{
	return str_eq(head_line(text, STR("hallgen-manifest")), STR("1")) &&
	       copy_hex(m->content, head_line(text, STR("content"))) &&
	       copy_hex(m->inputs, head_line(text, STR("inputs")));
}

bool manifest_read(const char *path, struct arena *a, struct manifest *m, struct err *e)
{
	struct stat st;
	struct str text;
	size_t cap = 0;

	if (stat(path, &st) != 0)
		return err_errno(e, "%s", path);
	m->stamp_s = st.st_mtime;
	if (!file_read(path, MANIFEST_MAX_BYTES, a, &text, e))
		return false;
	if (!read_head(&text, m))
		return err_set(e, "%s: damaged", path);
	while (text.s && text.len) {
		struct str line = str_cut(&text, '\n'), hex = str_cut(&line, ' ');
		struct release_file *f = arena_push(a, &m->file, &m->n, &cap, sizeof *f);

		f->path = line;
		if (!from_hex(hex, f->digest) || line.len == 0)
			return err_set(e, "%s: damaged", path);
	}
	return true;
}

static int by_path(const void *a, const void *b)
{
	return str_cmp(((const struct release_file *)a)->path,
		       ((const struct release_file *)b)->path);
}

void manifest_write(struct manifest *m, struct buf *out)
{
	char hex[DIGEST_TEXT];

	if (m->n)
		qsort(m->file, m->n, sizeof *m->file, by_path);
	buf_printf(out, "hallgen-manifest 1\ncontent %s\ninputs %s\n", m->content, m->inputs);
	for (size_t i = 0; i < m->n; i++) {
		crypto_hex(hex, m->file[i].digest, DIGEST_BYTES);
		buf_add(out, (struct str){ hex, HEX });
		buf_add_char(out, ' ');
		buf_add(out, m->file[i].path);
		buf_add_char(out, '\n');
	}
}

const struct release_file *manifest_find(const struct manifest *m, struct str path)
{
	struct release_file key = { .path = path };

	if (m->n == 0)
		return NULL;
	return bsearch(&key, m->file, m->n, sizeof *m->file, by_path);
}
