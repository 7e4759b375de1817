// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// kernel: rfc-v3
/* RFC v3: BPF_F_TIMER_SLEEPABLE at start; a delay goes with it. */
#define SETTER extern int bpf_timer_set_sleepable_cb(struct bpf_timer *timer, int (callback_fn)(void *map, int *key, struct bpf_timer *timer)) __ksym;
#define SET_SLEEPABLE(timer, callback) bpf_timer_set_sleepable_cb(timer, (void *)callback)
#define INIT_FLAGS 0
#define START_FLAGS 4
#define DELAY 5000000
#include "sleepable_timer.h"
