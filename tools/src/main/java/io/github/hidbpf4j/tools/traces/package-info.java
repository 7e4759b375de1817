/**
 * Differential test against a real kernel: {@code scripts/kernel-traces} replays the input scripts
 * that a Linux with HID-BPF was given, and compares the results with the trace of what happened
 * there. Start with {@link io.github.hidbpf4j.tools.traces.KernelTracesCommand}.
 */
@NullMarked
package io.github.hidbpf4j.tools.traces;

import org.jspecify.annotations.NullMarked;
