/**
 * Checks of what instructions and calls access: registers, and memory through pointers of every
 * kind. Source: {@code check_reg_arg}, {@code check_mem_access}, {@code check_helper_mem_access} of
 * {@code kernel/bpf/verifier.c}, Linux 6.12.
 */
@NullMarked
package io.github.hidbpf4j.bpf.verifier.operand;

import org.jspecify.annotations.NullMarked;
