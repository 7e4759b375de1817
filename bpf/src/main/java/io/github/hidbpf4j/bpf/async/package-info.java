/**
 * Deferred execution for programs: {@code struct bpf_timer} and {@code struct bpf_wq} in map values
 * ({@code struct bpf_async_cb} in {@code kernel/bpf/helpers.c}, Linux 6.12), and the proposals that
 * preceded them. Start with {@link io.github.hidbpf4j.bpf.async.AsyncCallbacks}.
 */
@NullMarked
package io.github.hidbpf4j.bpf.async;

import org.jspecify.annotations.NullMarked;
