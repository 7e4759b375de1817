package io.github.hidbpf4j.bpf.verifier.advice;

import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import org.jspecify.annotations.Nullable;

/**
 * A refused program, and everything known about the reason.
 *
 * @param program the refused program
 * @param profile the profile that refused it
 * @param reason the last line logged, word for word
 * @param slot instruction at fault, -1 for none
 * @param log the log at level 1 or 2
 * @param path how that instruction was reached, and the state there; null when not recorded
 */
public record RefusedProgram(
    LinkedProgram program,
    ApiProfile profile,
    String reason,
    int slot,
    String log,
    @Nullable FailingPath path) {}
