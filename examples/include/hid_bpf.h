/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Where a program's functions go: the sections of the hooks, the struct_ops map that ties functions
 * to them, and what a probe is given. docs/headers.md describes every name.
 */
#ifndef HID_BPF_H
#define HID_BPF_H

/* one per member of struct hid_bpf_ops */
#define HID_BPF_DEVICE_EVENT "struct_ops/hid_device_event"
#define HID_BPF_RDESC_FIXUP "struct_ops/hid_rdesc_fixup"
#define HID_BPF_HW_REQUEST "struct_ops/hid_hw_request"
#define HID_BPF_HW_OUTPUT_REPORT "struct_ops/hid_hw_output_report"

#define HID_BPF_OPS(name) SEC(".struct_ops.link") struct hid_bpf_ops name

/* The text goes in with its NUL, and must be an array: a pointer would give its own size. */
#define hid_set_name(hdev, text) __builtin_memcpy((hdev)->name, text, sizeof(text))

/*
 * The context of SEC("syscall") int probe(): the loader fills in the device and its descriptor, the
 * program answers in retval: 0 takes the device, a negative error number does not.
 */
struct hid_bpf_probe_args {
	unsigned int hid;
	unsigned int rdesc_size;
	unsigned char rdesc[4096];
	int retval;
};

#endif
