/**
 * The representations of a program between stages: linked (relocated, not yet verified), then
 * verified. Shared by loader, verifier and engines; holds data only.
 */
@NullMarked
package io.github.hidbpf4j.bpf.program;

import org.jspecify.annotations.NullMarked;
