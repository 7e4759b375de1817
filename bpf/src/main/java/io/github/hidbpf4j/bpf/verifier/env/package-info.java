/**
 * What the parts of the verifier share during one verification: the program, the profile, the log,
 * facts about instructions and subprograms, and the seams between the walk over paths, the checks
 * of calls and the checks of typed memory. The walk implements {@link
 * io.github.hidbpf4j.bpf.verifier.env.WalkOperations}, package {@code call} {@link
 * io.github.hidbpf4j.bpf.verifier.env.CallVerifier}, package {@code type} {@link
 * io.github.hidbpf4j.bpf.verifier.env.TypeVerifier}.
 */
@NullMarked
package io.github.hidbpf4j.bpf.verifier.env;

import org.jspecify.annotations.NullMarked;
