/*
 * qr.h - QR codes as modules, PNG and SVG path (owner of qrencode.h and png.h).
 */
#ifndef LIB_QR_H
#define LIB_QR_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

enum {
	QR_QUIET = 4, /* modules of white on each side, ISO/IEC 18004 */
};

struct qr {
	int version;		     /* 1..40 */
	int width;		     /* modules per side, without the quiet zone */
	const unsigned char *module; /* width * width, 1 = dark */
};

/* Error correction level Q. `text` in any case; upper case is encoded as alphanumeric. */
bool qr_encode(struct str text, struct arena *a, struct qr *out, struct err *e);
/* PNG of two colours, 1 bit a pixel, with quiet zone, `scale` whole pixels per module; appended. */
bool qr_png(const struct qr *q, int scale, struct buf *out, struct err *e);
/*
 * The d attribute of one SVG path over a viewBox of width + 2 * QR_QUIET
 * units, dark modules only, horizontal runs merged; appended.
 */
void qr_path(const struct qr *q, struct buf *out);

#endif
