// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// kernel: 6.10
/* The tracing era: hooks as fmod_ret programs, fentry on another function, attaching by kfunc. */
#define BPF_KFUNC_PROTOTYPES
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char _license[] SEC("license") = "Dual BSD/GPL";

struct attach_args {
	int prog_fd;
	unsigned int hid;
	int retval;
};

SEC("fmod_ret/hid_bpf_device_event")
int BPF_PROG(on_event, struct hid_bpf_ctx *hctx)
{
	__u8 *data = hid_bpf_get_data(hctx, 0, 2);

	if (!data || hctx->report_type != HID_INPUT_REPORT || hctx->hid->bus != 3)
		return 0;
	data[1] = data[0];
	return hctx->size;
}

SEC("fentry/hidraw_open")
int BPF_PROG(on_open, struct inode *inode, struct file *file)
{
	return inode->i_rdev == 0 && file->f_flags == 0 ? 0 : 0;
}

SEC("syscall")
int attach(struct attach_args *args)
{
	args->retval = hid_bpf_attach_prog(args->hid, args->prog_fd, HID_BPF_FLAG_INSERT_HEAD);
	return 0;
}
