// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The draft helper 212. */
#define SETTER static long (*const set_sleepable)(struct bpf_timer *timer, void *callback) = (void *)212;
#define SET_SLEEPABLE(timer, callback) set_sleepable(timer, callback)
#define INIT_FLAGS 0
#define START_FLAGS 0
#define DELAY 5000000
#include "sleepable_timer.h"
