// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Properties of all kinds: variables that are given a value, maps that a probe reads and sets. */
#include "hid_bpf_program.h"
#include "report_descriptor.h"

char _license[] SEC("license") = "Dual BSD/GPL";

char UDEV_PROP_VARIABLE[8];
char UDEV_PROP_LONGER[8] = "before";
const volatile char UDEV_PROP_CONSTANT[8] = "const";

UDEV_PROPERTY(FULL, 4);
UDEV_PROPERTY(EMPTY, 8);
UDEV_PROPERTY(NOT_TEXT, 8);
UDEV_PROPERTY(TWO_LINES, 8);
UDEV_PROPERTY(ECHO, 8);

#define OF_TYPE(map_type, entries) \
	struct { \
		int (*type)[map_type]; \
		int (*max_entries)[entries]; \
		__u32 *key; \
		__u8 (*value)[8]; \
	}

OF_TYPE(BPF_MAP_TYPE_ARRAY, 2) UDEV_PROP_FIRST_OF_TWO SEC(".maps");
OF_TYPE(BPF_MAP_TYPE_HASH, 1) UDEV_PROP_HASH SEC(".maps");
OF_TYPE(BPF_MAP_TYPE_HASH, 1) UDEV_PROP_NO_ENTRY SEC(".maps");

static void put(void *map, const char *text, unsigned int length)
{
	char value[8] = {};
	__u32 zero = 0;

	__builtin_memcpy(value, text, length);
	bpf_map_update_elem(map, &zero, value, 0);
}

int refuse;

SEC("syscall")
int probe(struct hid_bpf_probe_args *args)
{
	__u32 zero = 0;
	char *value;

	args->retval = refuse ? -EINVAL : 0;
	if (UDEV_PROP_CONSTANT[0] != 'c')
		args->retval = -EINVAL;
	value = bpf_map_lookup_elem(&UDEV_PROP_FULL, &zero);
	if (value)
		__builtin_memcpy(value, "full", 4);
	put(&UDEV_PROP_NOT_TEXT, "\xff\xfe", 2);
	put(&UDEV_PROP_TWO_LINES, "a\nb", 3);
	put(&UDEV_PROP_FIRST_OF_TWO, "first", 5);
	put(&UDEV_PROP_HASH, "\xc3\xa4", 2);
	value = bpf_map_lookup_elem(&UDEV_PROP_ECHO, &zero);
	if (value && value[0])
		value[0] += 'A' - 'a';
	return 0;
}

SEC(HID_DEVICE_EVENT_SEC)
int BPF_PROG(event, struct hid_bpf_ctx *hctx)
{
	return UDEV_PROP_VARIABLE[0] == 'x' ? -1 : 0;
}

HID_BPF_OPS(hooks) = {
	.hid_device_event = (void *)event,
};
