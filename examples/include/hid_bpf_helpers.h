/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What a HID-BPF program needs besides the kernel's types: kfuncs, constants, the list of devices,
 * byte order, udev properties, and the fields of a parsed report descriptor. docs/headers.md
 * describes every name.
 *
 * vmlinux.h comes from `hidbpf btf --kernel PROFILE` or from bpftool, <bpf/...> from libbpf (1.0 or
 * newer). No other header is needed, <linux/errno.h> neither.
 */
#ifndef HID_BPF_HELPERS_H
#define HID_BPF_HELPERS_H

#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "hid_bpf_constants.h"
#include "hid_bpf_kfuncs.h"
#include "hid_bpf_devices.h"
#include "hid_report_descriptor_helpers.h"

#ifndef __packed
#define __packed __attribute__((packed))
#endif
#ifndef __maybe_unused
#define __maybe_unused __attribute__((unused))
#endif
#ifndef NULL
#define NULL ((void *)0)
#endif
#define BIT(n) (1UL << (n))
#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

/* Before a function or variable: `hidbpf lint` is not to say that of it. */
#define HIDBPF_LINT_IGNORE(rule) __attribute__((btf_decl_tag("hidbpf-lint-ignore:" rule)))

/* ---- what ends with its scope */

#define _cleanup_(function) __attribute__((cleanup(function)))

/* For a struct T with a T_release(): _release_(T) *t = ...; hands t back when its scope ends. */
#define DEFINE_RELEASE_CLEANUP_FUNC(type) \
	static __always_inline void type##_releasep(struct type **held) \
	{ \
		if (*held) \
			type##_release(*held); \
	} \
	struct hid_bpf_semicolon_
#define _release_(type) struct type _cleanup_(type##_releasep)

#define hid_bpf_ctx_release hid_bpf_release_context
DEFINE_RELEASE_CLEANUP_FUNC(hid_bpf_ctx);

/* DEFINE_GUARD(G, T, take, give); then guard(G)(&lock); holds it until the scope ends. */
#define DEFINE_GUARD(guard_name, type, take, give) \
	struct guard_name##_guard { \
		type *lock; \
	}; \
	static __always_inline void guard_name##_guard_end(struct guard_name##_guard *held) \
	{ \
		if (held->lock) \
			give(held->lock); \
	} \
	static __always_inline struct guard_name##_guard guard_name##_guard_begin(type *lock) \
	{ \
		struct guard_name##_guard held = {lock}; \
		if (lock) \
			take(lock); \
		return held; \
	} \
	struct hid_bpf_semicolon_
#define guard(guard_name) \
	struct guard_name##_guard COMBINE(held_until_end_, __LINE__) \
		_cleanup_(guard_name##_guard_end) = guard_name##_guard_begin

DEFINE_GUARD(bpf_spin, struct bpf_spin_lock, bpf_spin_lock, bpf_spin_unlock);

/* ---- byte order: HID is little endian, BPF is as the machine */

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define HID_BPF_LE_(bits, x) (x)
#define HID_BPF_BE_(bits, x) __builtin_bswap##bits(x)
#else
#define HID_BPF_LE_(bits, x) __builtin_bswap##bits(x)
#define HID_BPF_BE_(bits, x) (x)
#endif

#define hid_bpf_le16_to_cpu(x) HID_BPF_LE_(16, x)
#define hid_bpf_le32_to_cpu(x) HID_BPF_LE_(32, x)
#define hid_bpf_le64_to_cpu(x) HID_BPF_LE_(64, x)
#define hid_bpf_cpu_to_le16(x) HID_BPF_LE_(16, x)
#define hid_bpf_cpu_to_le32(x) HID_BPF_LE_(32, x)
#define hid_bpf_cpu_to_le64(x) HID_BPF_LE_(64, x)
#define hid_bpf_be16_to_cpu(x) HID_BPF_BE_(16, x)
#define hid_bpf_be32_to_cpu(x) HID_BPF_BE_(32, x)
#define hid_bpf_be64_to_cpu(x) HID_BPF_BE_(64, x)
#define hid_bpf_cpu_to_be16(x) HID_BPF_BE_(16, x)
#define hid_bpf_cpu_to_be32(x) HID_BPF_BE_(32, x)
#define hid_bpf_cpu_to_be64(x) HID_BPF_BE_(64, x)

/* ---- udev properties: maps that the loader reads after probe */

#define EXPORT_UDEV_PROP(name, length) \
	enum { SIZEOF_##name = (length) }; \
	struct { \
		__uint(type, BPF_MAP_TYPE_ARRAY); \
		__uint(max_entries, 1); \
		__type(key, __u32); \
		__type(value, __u8[length]); \
	} UDEV_PROP_##name SEC(".maps")

/* Where the text goes; the first and only element is always there. */
#define udev_prop_ptr(name) bpf_map_lookup_elem(&UDEV_PROP_##name, &(__u32){0})

#define UDEV_PROP_SPRINTF(name, format, ...) \
	BPF_SNPRINTF(udev_prop_ptr(name), SIZEOF_##name, format, ##__VA_ARGS__)

#endif
