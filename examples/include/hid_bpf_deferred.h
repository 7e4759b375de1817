/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Deferred work for programs that are to load on every kernel with bpf_wq, 6.10 to 7.3.
 *
 * The function that sets a work queue's callback is bpf_wq_set_callback_impl() up to 6.19 and
 * bpf_wq_set_callback() from 7.0 on. An object that needs one of them does not load where the other
 * is. Here both are weak, and bpf_wq_set_callback() calls the one that the kernel has: the loader
 * resolves the test, and the verifier removes the other branch.
 */
#ifndef HID_BPF_DEFERRED_H
#define HID_BPF_DEFERRED_H

#define bpf_wq_set_callback bpf_wq_set_callback /* this header's, in place of the one below */
#include "hid_bpf_program.h"
#undef bpf_wq_set_callback

#ifdef HID_BPF_TRACING /* where hid_bpf_program.h leaves out what 6.3 lacks */
extern int bpf_wq_init(struct bpf_wq *wq, void *p__map, unsigned int flags) __ksym;
extern int bpf_wq_start(struct bpf_wq *wq, unsigned int flags) __ksym;
extern int bpf_wq_set_callback_impl(struct bpf_wq *wq,
				    int (callback_fn)(void *map, int *key, void *value),
				    unsigned int flags, void *aux__ign) __ksym;
#endif
#pragma weak bpf_wq_set_callback_impl /* an attribute would come too late for the declaration */
extern int bpf_wq_set_callback(struct bpf_wq *wq,
			       int (callback_fn)(void *map, int *key, void *value),
			       unsigned int flags) __weak __ksym;

#ifndef bpf_ksym_exists /* libbpf before 1.2 */
#define bpf_ksym_exists(symbol) (!!(symbol))
#endif

#define bpf_wq_set_callback(wq, callback, flags)                                   \
	(bpf_ksym_exists(bpf_wq_set_callback) ?                                    \
		 (bpf_wq_set_callback)(wq, callback, flags) :                      \
	 bpf_ksym_exists(bpf_wq_set_callback_impl) ?                               \
		 bpf_wq_set_callback_impl(wq, callback, flags, NULL) :             \
		 -EINVAL)

#endif
