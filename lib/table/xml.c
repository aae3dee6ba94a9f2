#include "table/xml.h"

#include <assert.h>
#include <expat.h>
#include <minizip/unzip.h>
#include <string.h>

enum {
	ALL_MAX_BYTES = 128 << 20, /* of all members; above that it is taken for a zip bomb */
	ANY_CASE = 2,
	ENCRYPTED_FLAG = 1,
};

struct parse {
	XML_Parser parser;
	xml_start_fn *start;
	xml_end_fn *end;
	void *ctx;
	struct buf text;
};

bool zip_open(struct zip *z, const char *path)
{
	*z = (struct zip){ .file = unzOpen64(path) };
	return z->file;
}

void zip_close(struct zip *z)
{
	unzClose(z->file);
}

static const char *without_prefix(const char *name)
{
	const char *colon = strchr(name, ':');

	return colon ? colon + 1 : name;
}

const char *xml_attr(const char **attr, const char *name)
{
	for (; attr[0]; attr += 2)
		if (strcmp(without_prefix(attr[0]), name) == 0)
			return attr[1];
	return NULL;
}

static void on_start(void *ctx, const char *name, const char **attr)
{
	struct parse *p = ctx;

	buf_clear(&p->text);
	p->start(p->ctx, without_prefix(name), attr);
}

static void on_end(void *ctx, const char *name)
{
	struct parse *p = ctx;

	if (p->end)
		p->end(p->ctx, without_prefix(name), buf_str(&p->text));
	buf_clear(&p->text);
}

static void on_text(void *ctx, const char *s, int len)
{
	struct parse *p = ctx;

	buf_add(&p->text, (struct str){ s, (size_t)len });
}

static void on_doctype(void *ctx, const char *name, const char *system, const char *public, int own)
{
	struct parse *p = ctx;

	(void)name, (void)system, (void)public, (void)own;
	XML_StopParser(p->parser, XML_FALSE);
}

static enum book_result open_member(struct zip *z, const char *name)
{
	unz_file_info64 info;

	if (unzLocateFile(z->file, name, ANY_CASE) != UNZ_OK)
		return BOOK_ABSENT;
	if (unzGetCurrentFileInfo64(z->file, &info, NULL, 0, NULL, 0, NULL, 0) != UNZ_OK)
		return BOOK_DAMAGED;
	if (info.flag & ENCRYPTED_FLAG)
		return BOOK_ENCRYPTED;
	return unzOpenCurrentFile(z->file) == UNZ_OK ? BOOK_READ : BOOK_DAMAGED;
}

static enum book_result parse_member(struct zip *z, XML_Parser parser)
{
	char bytes[65536];
	int n;

	do {
		n = unzReadCurrentFile(z->file, bytes, sizeof bytes);
		z->bytes += n > 0 ? (size_t)n : 0;
		if (z->bytes > ALL_MAX_BYTES)
			return BOOK_TOO_LARGE;
		if (n < 0 || XML_Parse(parser, bytes, n, n == 0) != XML_STATUS_OK)
			return BOOK_DAMAGED;
	} while (n > 0);
	return BOOK_READ;
}

enum book_result xml_read(struct zip *z, const char *member, xml_start_fn *start, xml_end_fn *end,
			  void *ctx)
{
	struct parse p = { XML_ParserCreate(NULL), start, end, ctx, BUF_INIT };
	enum book_result result = open_member(z, member);

	assert(p.parser);
	XML_SetUserData(p.parser, &p);
	XML_SetElementHandler(p.parser, on_start, on_end);
	XML_SetCharacterDataHandler(p.parser, on_text);
	XML_SetStartDoctypeDeclHandler(p.parser, on_doctype);
	if (result == BOOK_READ) {
		result = parse_member(z, p.parser);
		if (unzCloseCurrentFile(z->file) == UNZ_CRCERROR && result == BOOK_READ)
			result = BOOK_DAMAGED;
	}
	XML_ParserFree(p.parser);
	buf_release(&p.text);
	return result;
}
