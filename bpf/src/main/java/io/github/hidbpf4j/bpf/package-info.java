/**
 * The front door of the module: {@link io.github.hidbpf4j.bpf.BpfException}, the root of its
 * errors.
 */
@NullMarked
package io.github.hidbpf4j.bpf;

import org.jspecify.annotations.NullMarked;
