/*
 * preview.h - /staff/preview/ID/...: the site as a proposal would make it, behind the sign-in.
 * nginx sends the file (site/hall-server.conf, /preview-files/); here it is only decided which.
 */
#ifndef CGI_PREVIEW_H
#define CGI_PREVIEW_H

#include "page/call.h"

bool preview_show(struct call *c);

#endif
