package io.github.hidbpf4j.bpf.async;

import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.program.AsyncKind;

/**
 * A callback that has been started and is not over.
 *
 * @param program name of the program that it belongs to
 * @param function name of the callback; "" when it is not known
 * @param map the map, {@code key} the address of the key of the element it serves
 * @param dueAt nanoseconds of MONOTONIC for which it was started: of work, and of what was due at
 *     once, when it was
 * @param running whether it has begun, and waits for something
 */
public record PendingCallback(
    AsyncKind kind,
    String program,
    String function,
    BpfMap map,
    long key,
    long dueAt,
    boolean running) {}
