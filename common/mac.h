/* mac.h - Ethernet addresses in text. */
#pragma once

#define MAC_SIZE 6

/* Read "52:54:00:12:34:56", in either letter case. Returns 0 and the bytes, or -EINVAL. */
int mac_parse(const char *text, unsigned char ret[static MAC_SIZE]);
