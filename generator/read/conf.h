/*
 * conf.h - hall.conf: lines `key = value`, comments from # at a line's start.
 */
#ifndef GENERATOR_CONF_H
#define GENERATOR_CONF_H

#include "content.h"

enum conf_type {
	CONF_TEXT,
	CONF_NUMBER, /* min to max */
	CONF_TIME,   /* HH:MM */
	CONF_PHONE,
	CONF_URL,    /* conf_url_valid */
	CONF_LINK,   /* http or https, nothing that a browser would cut off: no blank, no quote */
	CONF_CHOICE, /* one of the words of `choice`, which | separates */
	CONF_LIST,   /* several of them, separated by commas */
};

/* Everything that may stand in hall.conf. Defaults hold, and empty values too. */
struct conf_key {
	const char *key;
	const char *value; /* the default; "" = not given */
	enum conf_type type;
	int min, max;
	const char *choice;
};

extern const struct conf_key conf_keys[];
extern const size_t conf_nkeys;

/*
 * http or https, a host, an optional port and path; no query, fragment, user
 * or blank, and nothing that would need escaping in nginx, HTML or a QR code.
 * The one judge of site.base_url and of --base-url.
 */
bool conf_url_valid(struct str url);

/* Fills c->setting with all keys in the order of conf_keys. An empty text: all defaults. */
void conf_read(struct content *c, struct str file, struct str text, struct arena *a,
	       struct findings *f);

#endif
