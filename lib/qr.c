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

static void png_append(png_structp png, png_bytep bytes, png_size_t len)
{
	buf_add(png_get_io_ptr(png), (struct str){ (const char *)bytes, len });
}

static void png_no_flush(png_structp png)
{
	(void)png;
}

static bool is_dark(const struct qr *q, int x, int y)
{
	return x >= 0 && y >= 0 && x < q->width && y < q->width && q->module[y * q->width + x];
}

/* One line of pixels, 1 bit each, 1 = white. */
static void fill_line(const struct qr *q, int y, int scale, unsigned char *line, size_t len)
{
	int side = q->width + 2 * QR_QUIET;

	memset(line, 0xFF, len);
	for (int x = 0; x < side * scale; x++)
		if (is_dark(q, x / scale - QR_QUIET, y))
			line[x / 8] &= (unsigned char)~(0x80 >> x % 8);
}

static void write_image(png_structp png, png_infop info, const struct qr *q, int scale,
			unsigned char *line, size_t len)
{
	png_uint_32 side = (png_uint_32)((q->width + 2 * QR_QUIET) * scale);

	png_set_IHDR(png, info, side, side, 1, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
		     PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
	/* 9 costs five times as much for a file that is a tenth larger: a code is few, long runs */
	png_set_compression_level(png, 5);
	png_set_filter(png, 0, PNG_FILTER_NONE);
	png_write_info(png, info);
	for (int y = -QR_QUIET; y < q->width + QR_QUIET; y++) {
		fill_line(q, y, scale, line, len);
		for (int i = 0; i < scale; i++)
			png_write_row(png, line);
	}
	png_write_end(png, info);
}

bool qr_png(const struct qr *q, int scale, struct buf *out, struct err *e)
{
	size_t start = out->len, len = (size_t)((q->width + 2 * QR_QUIET) * scale + 7) / 8;
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	png_infop info = png ? png_create_info_struct(png) : NULL;
	struct arena a = ARENA_INIT;
	unsigned char *line = arena_alloc(&a, len);
	volatile bool ok = false;

	if (info && !setjmp(png_jmpbuf(png))) {
		png_set_write_fn(png, out, png_append, png_no_flush);
		write_image(png, info, q, scale, line, len);
		ok = true;
	}
	png_destroy_write_struct(&png, &info);
	arena_release(&a);
	if (!ok) {
		out->len = start;
		return err_set(e, "libpng could not write a QR code");
	}
	return true;
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
