#include "qr.h"

#include <errno.h>
#include <png.h>
#include <qrencode.h>
#include <string.h>

bool qr_encode(struct str text, struct arena *a, struct qr *out, struct err *e)
{
	/* case-sensitive: qrencode would otherwise turn a path into capitals */
	QRcode *code = QRcode_encodeString(arena_cstr(a, text), 0, QR_ECLEVEL_Q, QR_MODE_8, 1);
	unsigned char *module;
	size_t n;

	if (!code)
		return err_errno(e, "QR code of %zu bytes", text.len);
	n = (size_t)code->width * (size_t)code->width;
	module = arena_alloc(a, n);
	for (size_t i = 0; i < n; i++)
		module[i] = code->data[i] & 1;
	*out = (struct qr){ code->version, code->width, module };
	QRcode_free(code);
	return true;
}

static bool is_dark(const struct qr *q, int x, int y)
{
	return x >= 0 && y >= 0 && x < q->width && y < q->width && q->module[y * q->width + x];
}

/* Indices into the palette, one byte a pixel: 0 = dark. */
static const unsigned char *pixels(const struct qr *q, int scale, struct arena *a)
{
	int side = q->width + 2 * QR_QUIET;
	size_t line = (size_t)(side * scale);
	unsigned char *all = arena_array(a, line, line), *p = all;

	for (int y = 0; y < side; y++) {
		for (int x = 0; x < side; x++, p += scale)
			memset(p, !is_dark(q, x - QR_QUIET, y - QR_QUIET), (size_t)scale);
		for (int i = 1; i < scale; i++, p += line)
			memcpy(p, p - line, line);
	}
	return all;
}

bool qr_png(const struct qr *q, int scale, struct buf *out, struct err *e)
{
	static const unsigned char palette[] = { 0x00, 0xFF };
	png_uint_32 side = (png_uint_32)((q->width + 2 * QR_QUIET) * scale);
	/* of two colours libpng makes one bit a pixel; in grey it would write a byte */
	png_image image = { .version = PNG_IMAGE_VERSION,
			    .width = side,
			    .height = side,
			    .format = PNG_FORMAT_GRAY | PNG_FORMAT_FLAG_COLORMAP,
			    .colormap_entries = sizeof palette };
	png_alloc_size_t len = PNG_IMAGE_PNG_SIZE_MAX(image);
	struct arena a = ARENA_INIT;
	unsigned char *png = arena_alloc(&a, len);
	bool ok = png_image_write_to_memory(&image, png, &len, 0, pixels(q, scale, &a), 0, palette);

	if (ok)
		buf_add(out, (struct str){ (const char *)png, len });
	else
		err_set(e, "libpng could not write a QR code: %s", image.message);
	arena_release(&a);
	return ok;
}

void qr_path(const struct qr *q, struct buf *out)
{
	for (int y = 0; y < q->width; y++) {
		for (int x = 0; x < q->width; x++) {
			int run = 0;

			while (is_dark(q, x + run, y))
				run++;
			if (run == 0)
				continue;
			buf_printf(out, "M%d %dh%dv1h-%dz", x + QR_QUIET, y + QR_QUIET, run, run);
			x += run;
		}
	}
}
