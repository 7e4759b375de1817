// SPDX-License-Identifier: Apache-2.0
/*
 * What a replay is compared with: reads a recording of hid-recorder once, takes its event lines apart,
 * copies each report through a buffer as a driver and a reader of hidraw do, and counts those that a rule
 * changed (the report with a byte more, as of examples/a4tech-horizontal-wheel). No time, no checks of
 * memory, nobody who looks.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int digit(int c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int main(int argc, char **argv)
{
	static char line[1 << 16];
	static uint8_t report[16384], buffer[16384], read_back[16384];
	unsigned long events = 0, changed = 0, micros = 0;
	FILE *in;

	if (argc != 2 || !(in = fopen(argv[1], "r"))) {
		fprintf(stderr, "replay: RECORDING\n");
		return 64;
	}
	setvbuf(in, NULL, _IOFBF, 1 << 16);
	while (fgets_unlocked(line, sizeof(line), in)) {
		char *at = line + 3;
		unsigned long seconds = 0, fraction = 0, size = 0;

		if (line[0] != 'E' || line[1] != ':')
			continue;
		while (*at >= '0' && *at <= '9')
			seconds = 10 * seconds + *at++ - '0';
		at++;
		while (*at >= '0' && *at <= '9')
			fraction = 10 * fraction + *at++ - '0';
		at++;
		while (*at >= '0' && *at <= '9')
			size = 10 * size + *at++ - '0';
		if (size + 1 > sizeof(report))
			return 1;
		for (unsigned long i = 0; i < size; i++, at += 3)
			report[i] = digit(at[1]) << 4 | digit(at[2]);
		micros = 1000000 * seconds + fraction;
		memcpy(buffer, report, size);
		buffer[size] = 0;
		if (size == 4 && buffer[0] & 0x40) {
			buffer[4] = buffer[3];
			buffer[3] = 0;
			buffer[0] &= ~0x40;
		}
		memcpy(read_back, buffer, size + 1);
		changed += memcmp(read_back, report, size + 1) != 0;
		events++;
	}
	fclose(in);
	printf("%lu events, %lu changed, last at %lu us\n", events, changed, micros);
	return 0;
}
