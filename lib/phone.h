/*
 * phone.h - telephone numbers as people in Ningdu write them.
 */
#ifndef LIB_PHONE_H
#define LIB_PHONE_H

#include "base/str.h"

enum phone_fault {
	PHONE_OK,
	PHONE_EMPTY,
	PHONE_MOBILE_LENGTH, /* begins like a mobile number, but has not 11 digits */
	PHONE_FIXED,         /* a fixed-line number without area code or of wrong length */
	PHONE_CHARS,         /* something that is neither digit, blank, dash, bracket nor + */
	PHONE_FAULT__MAX
};

enum { PHONE_TEXT = 24 };

struct phone {
	char text[PHONE_TEXT]; /* normal form: "13812345678" or "0797-6827737" */
	size_t digits;         /* how many digits were given; for the message of a fault */
	bool mobile;
};

/*
 * Reads a number: full-width digits and signs, blanks, dashes, brackets, +86
 * and 0086 are understood. A mobile number is 1[3-9] and nine digits. A fixed
 * one has an area code (0 and 2 or 3 digits) and 7 or 8 digits; seven digits
 * alone, beginning with 2 to 9, get Ningdu's 0797.
 */
enum phone_fault phone_parse(struct str s, struct phone *out);

/* For tel: links, E.164: "+8613812345678", "+867976827737". */
void phone_tel(const struct phone *p, char out[PHONE_TEXT]);
/* Last four digits of a normal form. */
struct str phone_tail(const struct phone *p);
/* "138****5678", "0797-***7737"; out has PHONE_TEXT bytes. */
void phone_mask(struct str normal, char out[PHONE_TEXT]);

#endif
