/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the programs here start with: kernel types, kfuncs, device list, probe. New programs take
 * hid_bpf_helpers.h, which has more, under the names that fixes elsewhere use.
 *
 * vmlinux.h comes from `hidbpf btf --kernel PROFILE`, <bpf/...> from libbpf. Built with
 * -DHID_BPF_TRACING a program is one of the tracing era (6.3 to 6.10): the same functions, found by
 * their section instead of through a struct_ops map.
 */
#ifndef HID_BPF_PROGRAM_H
#define HID_BPF_PROGRAM_H

#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "hid_bpf.h"
#include "hid_bpf_devices.h"

/* kfuncs; parameter names with a suffix tell the verifier which size belongs to which buffer */
extern __u8 *hid_bpf_get_data(struct hid_bpf_ctx *ctx, unsigned int offset,
			      const size_t rdwr_buf_size) __ksym;
extern struct hid_bpf_ctx *hid_bpf_allocate_context(unsigned int hid_id) __ksym;
extern void hid_bpf_release_context(struct hid_bpf_ctx *ctx) __ksym;
extern int hid_bpf_hw_request(struct hid_bpf_ctx *ctx, __u8 *buf, size_t buf__sz,
			      enum hid_report_type rtype, enum hid_class_request reqtype) __ksym;
extern int hid_bpf_hw_output_report(struct hid_bpf_ctx *ctx, __u8 *buf, size_t buf__sz) __ksym;
extern int hid_bpf_input_report(struct hid_bpf_ctx *ctx, enum hid_report_type type, __u8 *buf,
				size_t buf__sz) __ksym;
#ifndef HID_BPF_TRACING
extern int hid_bpf_try_input_report(struct hid_bpf_ctx *ctx, enum hid_report_type type, __u8 *buf,
				    size_t buf__sz) __ksym;

extern int bpf_wq_init(struct bpf_wq *wq, void *p__map, unsigned int flags) __ksym;
extern int bpf_wq_start(struct bpf_wq *wq, unsigned int flags) __ksym;
extern int bpf_wq_set_callback_impl(struct bpf_wq *wq,
				    int (callback_fn)(void *map, int *key, void *value),
				    unsigned int flags, void *aux__ign) __ksym;
#ifndef bpf_wq_set_callback
#define bpf_wq_set_callback(wq, cb, flags) bpf_wq_set_callback_impl(wq, cb, flags, NULL)
#endif
#endif

#ifndef NULL
#define NULL ((void *)0)
#endif

/* error numbers that a probe hands back */
#ifndef EINVAL
#define EINVAL 22
#endif

/* bus types as in the HID device's modalias; 0 stands for any */
enum {
	HID_ANY_BUS = 0x00,
	HID_BUS_USB = 0x03,
	HID_BUS_BLUETOOTH = 0x05,
	HID_BUS_I2C = 0x18,
};

#define HID_ANY_GROUP 0
#define HID_GROUP_PLAIN 1

/* largest report descriptor: HID_MAX_DESCRIPTOR_SIZE of the kernel */
#define HID_RDESC_MAX 4096

/* Sections of the hooks, of both eras. */
#ifdef HID_BPF_TRACING
#define HID_DEVICE_EVENT_SEC "fmod_ret/hid_bpf_device_event"
#define HID_RDESC_FIXUP_SEC "fmod_ret/hid_bpf_rdesc_fixup"
#else
#define HID_DEVICE_EVENT_SEC "struct_ops/hid_device_event"
#define HID_RDESC_FIXUP_SEC "struct_ops/hid_rdesc_fixup"
#define HID_HW_REQUEST_SEC "struct_ops/hid_hw_request"
#define HID_HW_OUTPUT_REPORT_SEC "struct_ops/hid_hw_output_report"
#endif

#endif
