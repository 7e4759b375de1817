/**
 * Findings: what a program does that Linux lets pass, or breaks on, and its author should know.
 * Start with {@link io.github.hidbpf4j.kernel.finding.Finding}.
 */
@NullMarked
package io.github.hidbpf4j.kernel.finding;

import org.jspecify.annotations.NullMarked;
