/*
 * health.h - GET /healthz, for supervisors.
 */
#ifndef CGI_HEALTH_H
#define CGI_HEALTH_H

#include "call.h"

/* 200 `ok` when a read and the writer lane answer; 503 otherwise. */
bool health_show(struct call *c);

#endif
