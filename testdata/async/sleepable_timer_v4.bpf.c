// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// kernel: rfc-v4
/* RFC v4: BPF_F_TIMER_SLEEPABLE at start, which then takes no delay. */
#define SETTER extern int bpf_timer_set_sleepable_cb_impl(struct bpf_timer *timer, int (callback_fn)(void *map, int *key, struct bpf_timer *timer), void *aux__ign) __ksym;
#define SET_SLEEPABLE(timer, callback) bpf_timer_set_sleepable_cb_impl(timer, (void *)callback, NULL)
#define INIT_FLAGS 0
#define START_FLAGS 4
#define DELAY 0
#include "sleepable_timer.h"
