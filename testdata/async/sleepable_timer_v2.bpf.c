// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* RFC v2: a kfunc, and BPF_F_TIMER_SLEEPABLE at init. */
#define SETTER extern int bpf_timer_set_sleepable_cb(struct bpf_timer *timer, int (callback_fn)(void *map, int *key, struct bpf_timer *timer)) __ksym;
#define SET_SLEEPABLE(timer, callback) bpf_timer_set_sleepable_cb(timer, (void *)callback)
#define INIT_FLAGS 16
#define START_FLAGS 0
#define DELAY 5000000
#include "sleepable_timer.h"
