/*
 * version.h - the version of hallgen and hallbook, which are one program in two.
 */
#ifndef LIB_VERSION_H
#define LIB_VERSION_H

#define HALL_VERSION "1.0"

#endif
