// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The right one beside explore-lost-release.bpf.c: one outcome, whatever comes when. */
#define KEEP_RELEASE
#include "explore-lost-release.bpf.c"
