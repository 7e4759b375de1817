/**
 * The entry point of the module: runs programs on bytes. Start with {@link
 * io.github.hidbpf4j.bpf.sandbox.BpfSandbox}. Nothing here shows an address of a program's memory.
 */
@NullMarked
package io.github.hidbpf4j.bpf.sandbox;

import org.jspecify.annotations.NullMarked;
