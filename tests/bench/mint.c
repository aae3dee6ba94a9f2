/*
 * mint KEYFILE NOW COUNT FIRST: reads lines "ITEM SLOT" and prints COUNT bodies of
 * POST /book, one a line, each from another person with a form of its own, as
 * if COUNT people, the first with the number FIRST, had opened the form at NOW
 * (UTC seconds).
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "page/form.h"
#include "store/key.h"
#include "store/token.h"

struct choice {
	int item;
	char slot[17];
};

static size_t read_choices(struct choice **list)
{
	size_t n = 0, room = 0;
	struct choice c;

	while (scanf("%d %16s", &c.item, c.slot) == 2) {
		if (n == room)
			*list = realloc(*list, (room = room * 2 + 1024) * sizeof **list);
		if (!*list)
			return 0;
		(*list)[n++] = c;
	}
	return n;
}

/*
 * Nine digits of a telephone, another number for each person, in no order: an
 * index of telephones is written everywhere, as in life. The factor has no
 * divisor in common with 10^9.
 */
static long long telephone(long person)
{
	return ((long long)person % 1000000000 * 387420489 + 12345) % 1000000000;
}

int main(int argc, char **argv)
{
	unsigned char key[MAC_KEY_BYTES];
	char token[FORM_TOKEN_TEXT];
	struct choice *list = NULL;
	struct err e;
	size_t n;

	if (argc != 5 || !crypto_init(&e) || !key_read(argv[1], key, &e))
		return 2;
	n = read_choices(&list);
	if (n == 0)
		return 3;
	for (long i = atol(argv[4]), end = i + atol(argv[3]); i < end; i++) {
		const struct choice *c = &list[(size_t)i % n];

		form_token_make(key, strtoll(argv[2], NULL, 10), token);
		printf("item=%d&slot=%s&name=%%E5%%BC%%A0%%E4%%B8%%89&phone=13%09lld&agent=&note=&"
		       "%.*s=%s&%.*s=\n",
		       c->item, c->slot, telephone(i), STR_ARG(form_name(FORM_TOKEN)), token,
		       STR_ARG(form_name(FORM_WEBSITE)));
	}
	return 0;
}
