/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The devices that a program is for. Loaders read them from BTF alone: each number is the length of
 * an array type, nothing is ever stored.
 *
 *	HID_BPF_CONFIG(
 *		HID_DEVICE(BUS_USB, HID_GROUP_GENERIC, 0x1234, 0x0001),
 *		HID_DEVICE(BUS_USB, HID_GROUP_GENERIC, 0x1234, 0x0002)
 *	);
 */
#ifndef HID_BPF_DEVICES_H
#define HID_BPF_DEVICES_H

#define COMBINE1(a, b) a##b
#define COMBINE(a, b) COMBINE1(a, b)

#define HID_DEVICE(bus_type, hid_group, vendor, product) \
	struct { \
		int (*name)[0]; \
		int (*bus)[bus_type]; \
		int (*group)[hid_group]; \
		int (*vid)[vendor]; \
		int (*pid)[product]; \
	} COMBINE(_entry, __COUNTER__)

#define HID_BPF_CONFIG(...) \
	union { \
		HID_BPF_SCAN_(HID_BPF_EACH_(__VA_ARGS__)) \
	} _device_ids SEC(".hid_bpf_config")

/* An element and the rest: each scan takes one more, which is enough for 64 devices. */
#define HID_BPF_EACH_(first, ...) \
	first; \
	__VA_OPT__(HID_BPF_REST_ HID_BPF_NOTHING_()(__VA_ARGS__))
#define HID_BPF_REST_() HID_BPF_EACH_
#define HID_BPF_NOTHING_() ()
#define HID_BPF_SCAN_(...) HID_BPF_SCAN16_(HID_BPF_SCAN16_(HID_BPF_SCAN16_(HID_BPF_SCAN16_(__VA_ARGS__))))
#define HID_BPF_SCAN16_(...) HID_BPF_SCAN4_(HID_BPF_SCAN4_(HID_BPF_SCAN4_(HID_BPF_SCAN4_(__VA_ARGS__))))
#define HID_BPF_SCAN4_(...) HID_BPF_SCAN1_(HID_BPF_SCAN1_(HID_BPF_SCAN1_(HID_BPF_SCAN1_(__VA_ARGS__))))
#define HID_BPF_SCAN1_(...) __VA_ARGS__

#endif
