// SPDX-License-Identifier: Apache-2.0
/*
 * What a bridge is compared with: hands the reports of a hidraw node to a clone made by uhid, whose
 * descriptor and ids are the same. No programs, no checks, no requests: whoever asks the clone for
 * something gets an error. A report costs three system calls, or two with --blocking.
 *
 *   forwarder [--blocking] HIDRAW PHYS EVENT...
 *
 * PHYS is the clone's physical path. The event nodes are grabbed; then "running" is printed.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/hidraw.h>
#include <linux/input.h>
#include <linux/uhid.h>
#include <poll.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static int hidraw, uhid;

static void fail(const char *what)
{
	fprintf(stderr, "forwarder: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int open_node(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC);

	if (fd < 0)
		fail(path);
	return fd;
}

static void create_clone(const char *phys)
{
	struct hidraw_report_descriptor descriptor = {};
	struct hidraw_devinfo ids;
	struct uhid_event event = { .type = UHID_CREATE2 };
	int size;

	if (ioctl(hidraw, HIDIOCGRDESCSIZE, &size) < 0 || ioctl(hidraw, HIDIOCGRAWINFO, &ids) < 0)
		fail("hidraw");
	descriptor.size = size;
	if (ioctl(hidraw, HIDIOCGRDESC, &descriptor) < 0)
		fail("descriptor");
	snprintf((char *)event.u.create2.name, sizeof(event.u.create2.name), "forwarder");
	snprintf((char *)event.u.create2.phys, sizeof(event.u.create2.phys), "%s", phys);
	event.u.create2.rd_size = size;
	event.u.create2.bus = ids.bustype;
	event.u.create2.vendor = (__u16)ids.vendor;
	event.u.create2.product = (__u16)ids.product;
	memcpy(event.u.create2.rd_data, descriptor.value, size);
	if (write(uhid, &event, sizeof(event)) < 0)
		fail("UHID_CREATE2");
}

/* What the kernel wants of the clone: an error for each question. */
static void refuse(void)
{
	struct uhid_event asked, answer = {};

	if (read(uhid, &asked, sizeof(asked)) < 0)
		return;
	if (asked.type == UHID_GET_REPORT) {
		answer.type = UHID_GET_REPORT_REPLY;
		answer.u.get_report_reply.id = asked.u.get_report.id;
		answer.u.get_report_reply.err = EIO;
	} else if (asked.type == UHID_SET_REPORT) {
		answer.type = UHID_SET_REPORT_REPLY;
		answer.u.set_report_reply.id = asked.u.set_report.id;
		answer.u.set_report_reply.err = EIO;
	} else {
		return;
	}
	if (write(uhid, &answer, sizeof(answer)) < 0)
		fail("reply");
}

static void *refuse_all(void *unused)
{
	for (;;)
		refuse();
	return unused;
}

/* One report; 0 when the device is gone. */
static int forward(void)
{
	static struct uhid_event event = { .type = UHID_INPUT2 };
	ssize_t size = read(hidraw, event.u.input2.data, sizeof(event.u.input2.data));

	if (size <= 0)
		return 0;
	event.u.input2.size = size;
	return write(uhid, &event, offsetof(struct uhid_event, u.input2.data) + size) > 0;
}

int main(int argc, char **argv)
{
	int blocking = argc > 1 && !strcmp(argv[1], "--blocking");
	pthread_t thread;

	argc -= blocking;
	argv += blocking;
	if (argc < 3) {
		fprintf(stderr, "forwarder: [--blocking] HIDRAW PHYS EVENT...\n");
		return 64;
	}
	hidraw = open_node(argv[1], O_RDWR);
	uhid = open_node("/dev/uhid", O_RDWR);
	create_clone(argv[2]);
	for (int i = 3; i < argc; i++) {
		if (ioctl(open_node(argv[i], O_RDONLY), EVIOCGRAB, 1) < 0)
			fail(argv[i]);
	}
	puts("running");
	fflush(stdout);
	if (blocking) {
		if (pthread_create(&thread, NULL, refuse_all, NULL))
			fail("thread");
		while (forward())
			;
		return 0;
	}
	for (;;) {
		struct pollfd nodes[] = {
			{ .fd = hidraw, .events = POLLIN },
			{ .fd = uhid, .events = POLLIN },
		};

		if (poll(nodes, 2, -1) < 0)
			fail("poll");
		if (nodes[0].revents && !forward())
			return 0;
		if (nodes[1].revents)
			refuse();
	}
}
