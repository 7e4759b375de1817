/**
 * The entry point of the module: runs programs on bytes. Start with {@link
 * io.github.hidbpf4j.bpf.sandbox.BpfSandbox}. Addresses of a program's memory are never exposed.
 */
@NullMarked
package io.github.hidbpf4j.bpf.sandbox;

import org.jspecify.annotations.NullMarked;
