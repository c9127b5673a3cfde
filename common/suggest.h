/* suggest.h - "did you mean". */
#pragma once

/* The name that was probably meant by word: at most two letters (or swaps) away,
 * at most half of them changed, letter case aside.
 * next: gives the names one by one, NULL at the end. Returns one of them, or NULL. */
const char *suggest(const char *word, const char *(*next)(void *context), void *context);
