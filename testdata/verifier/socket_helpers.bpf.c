// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Helpers that more socket programs may call than before: the cookie of a network namespace since 6.16, options of a socket that is
 * being created since 6.19. 6.12.117, 6.16.12, 6.17.13, 6.18.15, 6.19.14 and 7.0.13 to 7.3.4 say so; 6.13 to 6.15 were not asked.
 * RulesByReleaseTest reads the tags.
 */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#define SAYS(release, text) __attribute__((btf_decl_tag(release ":" text)))
#define SINCE_6_16(text) SAYS("6.15", text)
#define SINCE_6_19(text) SINCE_6_16(text) SAYS("6.16", text) SAYS("6.18", text)
#define NEVER(text) SINCE_6_19(text) SAYS("7.0", text) SAYS("7.3", text)

SEC("socket") SINCE_6_16("program of this type cannot use helper bpf_get_netns_cookie#122")
int cookie_in_socket_filter(void *ctx)
{
	return bpf_get_netns_cookie(ctx);
}

SEC("tc") SINCE_6_16("program of this type cannot use helper bpf_get_netns_cookie#122")
int cookie_in_tc(void *ctx)
{
	return bpf_get_netns_cookie(ctx);
}

SEC("cgroup_skb/egress") SINCE_6_16("program of this type cannot use helper bpf_get_netns_cookie#122")
int cookie_in_cgroup_skb(void *ctx)
{
	return bpf_get_netns_cookie(ctx) & 1;
}

SEC("cgroup/sock_create") SINCE_6_19("program of this type cannot use helper bpf_setsockopt#49")
int options_at_creation(void *ctx)
{
	int value = 1;

	bpf_setsockopt(ctx, 1, 2, &value, sizeof(value));
	return bpf_getsockopt(ctx, 1, 2, &value, sizeof(value)) == 0;
}

SEC("cgroup/post_bind4") NEVER("program of this type cannot use helper bpf_setsockopt#49")
int options_after_bind(void *ctx)
{
	int value = 1;

	return bpf_setsockopt(ctx, 1, 2, &value, sizeof(value)) == 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
