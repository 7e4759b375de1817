/**
 * The verifier: the only way from a {@link io.github.hidbpf4j.bpf.program.LinkedProgram} to a
 * {@link io.github.hidbpf4j.bpf.program.VerifiedProgram}. Never imports engines, map
 * implementations or helpers.
 */
@NullMarked
package io.github.hidbpf4j.bpf.verifier;

import org.jspecify.annotations.NullMarked;
