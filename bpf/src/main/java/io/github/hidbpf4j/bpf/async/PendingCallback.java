package io.github.hidbpf4j.bpf.async;

import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.program.AsyncKind;

/**
 * A callback that was started and has not completed.
 *
 * @param program name of the program that it belongs to
 * @param function name of the callback; "" when it is not known
 * @param map the map, {@code key} the address of the key of the element it serves
 * @param dueAt nanoseconds of MONOTONIC at which it is due: for work, and for timers due at once,
 *     when it was started
 * @param running whether it is running, and waiting for something
 */
public record PendingCallback(
    AsyncKind kind,
    String program,
    String function,
    BpfMap map,
    long key,
    long dueAt,
    boolean running) {}
