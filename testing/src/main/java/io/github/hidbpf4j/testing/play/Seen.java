package io.github.hidbpf4j.testing.play;

/**
 * Something that was observed of a device.
 *
 * @param device index of the device
 * @param kind what it is
 * @param step number of the last step before it
 * @param nanos how long after the start of that step
 * @param text what was observed, in one line
 */
public record Seen(int device, SeenKind kind, int step, long nanos, String text) {}
