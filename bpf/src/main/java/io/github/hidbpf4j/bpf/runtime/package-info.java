/**
 * Connects the parts of the module, from an object through the verifier to a run. {@link
 * io.github.hidbpf4j.bpf.runtime.BpfRuntime} is the BPF subsystem of a kernel; {@link
 * io.github.hidbpf4j.bpf.sandbox} is the simple interface to it.
 */
@NullMarked
package io.github.hidbpf4j.bpf.runtime;

import org.jspecify.annotations.NullMarked;
