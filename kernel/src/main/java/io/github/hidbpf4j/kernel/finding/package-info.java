/**
 * Findings: behaviour of a program that Linux accepts or that breaks Linux, and that its author
 * should know about. Start with {@link io.github.hidbpf4j.kernel.finding.Finding}.
 */
@NullMarked
package io.github.hidbpf4j.kernel.finding;

import org.jspecify.annotations.NullMarked;
