#include "table/xml.h"

#include "base/buf.h"

#include <assert.h>
#include <expat.h>
#include <string.h>

struct parse {
	const struct xml_handler *h;
	XML_Parser parser;
	struct buf text;
};

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
	p->h->start(p->h->ctx, without_prefix(name), attr);
}

static void on_end(void *ctx, const char *name)
{
	struct parse *p = ctx;

	p->h->end(p->h->ctx, without_prefix(name), buf_str(&p->text));
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

static bool feed(void *ctx, struct str bytes)
{
	struct parse *p = ctx;

	return XML_Parse(p->parser, bytes.s, (int)bytes.len, 0) == XML_STATUS_OK;
}

enum zip_result xml_read(struct zip *z, const char *name, const struct xml_handler *h)
{
	struct parse p = { .h = h, .parser = XML_ParserCreate(NULL), .text = BUF_INIT };
	enum zip_result result;

	assert(p.parser);
	XML_SetUserData(p.parser, &p);
	XML_SetElementHandler(p.parser, on_start, on_end);
	XML_SetCharacterDataHandler(p.parser, on_text);
	XML_SetStartDoctypeDeclHandler(p.parser, on_doctype);
	result = zip_read(z, name, feed, &p);
	if (result == ZIP_DONE && XML_Parse(p.parser, "", 0, 1) != XML_STATUS_OK)
		result = ZIP_DAMAGED;
	XML_ParserFree(p.parser);
	buf_release(&p.text);
	return result;
}
