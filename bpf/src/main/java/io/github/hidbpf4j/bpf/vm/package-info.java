/**
 * Engines, which run a {@link io.github.hidbpf4j.bpf.program.VerifiedProgram}. Never imports the
 * verifier. Start with {@link io.github.hidbpf4j.bpf.vm.Machine}.
 */
@NullMarked
package io.github.hidbpf4j.bpf.vm;

import org.jspecify.annotations.NullMarked;
