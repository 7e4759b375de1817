/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Kfuncs of HID-BPF (drivers/hid/bpf/hid_bpf_dispatch.c), and the kernel functions that programs of
 * the tracing era modify or watch.
 */

extern __u8 *hid_bpf_get_data(struct hid_bpf_ctx *ctx, unsigned int offset,
			      const size_t rdwr_buf_size) __ksym;
extern struct hid_bpf_ctx *hid_bpf_allocate_context(unsigned int hid_id) __ksym;
extern void hid_bpf_release_context(struct hid_bpf_ctx *ctx) __ksym;
extern int hid_bpf_hw_request(struct hid_bpf_ctx *ctx, __u8 *buf, size_t buf__sz,
			      enum hid_report_type rtype, enum hid_class_request reqtype) __ksym;

/* Not in 6.3: from the proposals of 2024 on. */
#if LINUX >= 610 || defined(RFC)
extern int hid_bpf_hw_output_report(struct hid_bpf_ctx *ctx, __u8 *buf, size_t buf__sz) __ksym;
extern int hid_bpf_input_report(struct hid_bpf_ctx *ctx, enum hid_report_type type, u8 *buf,
				const size_t buf__sz) __ksym;
#endif

#if LINUX >= 611
extern int hid_bpf_try_input_report(struct hid_bpf_ctx *ctx, enum hid_report_type type, u8 *buf,
				    const size_t buf__sz) __ksym;
#endif

#ifdef HID_BPF_TRACING
extern int hid_bpf_attach_prog(unsigned int hid_id, int prog_fd, __u32 flags) __ksym;

/* The hooks: fmod_ret programs take the place of these functions. */
int hid_bpf_device_event(struct hid_bpf_ctx *ctx);
int hid_bpf_rdesc_fixup(struct hid_bpf_ctx *ctx);
#endif

#ifdef RFC_V1
extern bool hid_bpf_schedule_delayed_work(struct hid_bpf_ctx *ctx, unsigned int delay_ms) __ksym;

int hid_bpf_offload(struct hid_bpf_ctx *ctx);
#endif

/* For fentry: who opens a hidraw node, to tell sources of requests apart. */
int hidraw_open(struct inode *inode, struct file *file);
