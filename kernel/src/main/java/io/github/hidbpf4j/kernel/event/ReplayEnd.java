package io.github.hidbpf4j.kernel.event;

/**
 * A replay is over. Later events result from comparing it with another replay.
 *
 * @param at when and where it happened, and what of
 * @param lastMicros when the host or the device saw something last, in microseconds since the first
 *     event
 */
public record ReplayEnd(Stamp at, long lastMicros) implements KernelEvent {}
