package io.github.hidbpf4j.testing.play;

/**
 * Something that was seen of a device.
 *
 * @param device its number
 * @param kind what it is
 * @param step number of the last step before it
 * @param nanos how long after the beginning of that step
 * @param text what was seen, in one line
 */
public record Seen(int device, SeenKind kind, int step, long nanos, String text) {}
