/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Functions of the kernel, of 6.3 to 7.3. What not every kernel has is weak: an object that declares
 * it loads everywhere, and bpf_ksym_exists() tells whether it may be called. Parameter names that
 * end in __sz tell the verifier which size belongs to which buffer.
 */
#ifndef HID_BPF_KFUNCS_H
#define HID_BPF_KFUNCS_H

#ifndef bpf_ksym_exists /* libbpf before 1.2 */
#define bpf_ksym_exists(symbol) (!!(symbol))
#endif

/* every kernel with HID-BPF */
extern __u8 *hid_bpf_get_data(struct hid_bpf_ctx *ctx, unsigned int offset,
			      const size_t rdwr_buf_size) __ksym;
extern struct hid_bpf_ctx *hid_bpf_allocate_context(unsigned int hid_id) __ksym;
extern void hid_bpf_release_context(struct hid_bpf_ctx *ctx) __ksym;
extern int hid_bpf_hw_request(struct hid_bpf_ctx *ctx, __u8 *buf, size_t buf__sz,
			      enum hid_report_type rtype, enum hid_class_request reqtype) __ksym;

/* 6.10 */
extern int hid_bpf_hw_output_report(struct hid_bpf_ctx *ctx, __u8 *buf, size_t buf__sz) __weak
	__ksym;
extern int hid_bpf_input_report(struct hid_bpf_ctx *ctx, enum hid_report_type type, __u8 *buf,
				size_t buf__sz) __weak __ksym;

/* 6.11 */
extern int hid_bpf_try_input_report(struct hid_bpf_ctx *ctx, enum hid_report_type type, __u8 *buf,
				    size_t buf__sz) __weak __ksym;

/* 6.10; the one that sets the callback is named ..._impl up to 6.19 */
extern int bpf_wq_init(struct bpf_wq *wq, void *p__map, unsigned int flags) __weak __ksym;
extern int bpf_wq_start(struct bpf_wq *wq, unsigned int flags) __weak __ksym;
extern int bpf_wq_set_callback_impl(struct bpf_wq *wq,
				    int (*callback_fn)(void *map, int *key, void *value),
				    unsigned int flags, void *aux__prog) __weak __ksym;
extern int bpf_wq_set_callback(struct bpf_wq *wq,
			       int (*callback_fn)(void *map, int *key, void *value),
			       unsigned int flags) __weak __ksym;

/* Calls the one that the kernel has: the loader resolves the test, the verifier drops the other. */
#define bpf_wq_set_callback(wq, callback, flags) \
	(bpf_ksym_exists(bpf_wq_set_callback) ? \
		 (bpf_wq_set_callback)(wq, callback, flags) : \
	 bpf_ksym_exists(bpf_wq_set_callback_impl) ? \
		 bpf_wq_set_callback_impl(wq, callback, flags, (void *)0) : \
		 -EOPNOTSUPP)

/* 6.4: loops whose number of rounds the verifier need not walk through */
#ifndef bpf_for /* libbpf before 1.2 */
extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __weak __ksym;
extern int *bpf_iter_num_next(struct bpf_iter_num *it) __weak __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __weak __ksym;
#endif

static __always_inline void hid_bpf_rounds_end(struct bpf_iter_num *rounds)
{
	bpf_iter_num_destroy(rounds);
}

static __always_inline int *hid_bpf_rounds_begin(struct bpf_iter_num *rounds, int from, int to)
{
	bpf_iter_num_new(rounds, from, to);
	return (int *)0;
}

#define HID_BPF_ROUNDS_(round, from, to) \
	struct bpf_iter_num rounds_ \
		__attribute__((aligned(8), cleanup(hid_bpf_rounds_end))), \
		*round __attribute__((unused)) = (void *)hid_bpf_rounds_begin(&rounds_, from, to)

#ifndef bpf_for
#define bpf_for(i, from, to) \
	for (HID_BPF_ROUNDS_(begun_, from, to); ({ \
		     int *round_ = bpf_iter_num_next(&rounds_); \
		     if (round_) \
			     (i) = *round_; \
		     round_ && (i) >= (from) && (i) < (to); \
	     });)
#endif

#endif
